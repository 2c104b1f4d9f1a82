#include "encoding.h"

#include <cstdint>

namespace provisor::mail {
namespace {

constexpr std::size_t line_limit = 76;

bool is_literal(unsigned char byte) {
  return (byte >= 33 && byte <= 126 && byte != '=') || byte == ' ' ||
         byte == '\t';
}

std::string escaped(unsigned char byte) {
  constexpr char digits[] = "0123456789ABCDEF";
  return {'=', digits[byte >> 4], digits[byte & 15]};
}

// One line without its end. The last column is kept for the "=" that continues
// a line, so a line is cut at 75 characters even where 76 would do.
void append_line(std::string_view line, std::string& out) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const auto byte = static_cast<unsigned char>(line[i]);
    const bool ends_blank =
        i + 1 == line.size() && (byte == ' ' || byte == '\t');
    const std::size_t width = is_literal(byte) && !ends_blank ? 1 : 3;
    if (column + width > line_limit - 1) {
      out += "=\r\n";
      column = 0;
    }
    const bool starts_with_dot = byte == '.' && column == 0;
    out +=
        width == 3 || starts_with_dot ? escaped(byte) : std::string(1, line[i]);
    column += starts_with_dot ? 3 : width;
  }
}

}  // namespace

std::string base64(std::string_view bytes) {
  constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::string_view group = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t j = 0; j < 3; ++j)
      bits = bits << 8 |
             (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
    for (std::size_t j = 0; j < 4; ++j)
      out += j <= group.size() ? digits[bits >> (18 - 6 * j) & 63] : '=';
  }
  return out;
}

std::string quoted_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    append_line(text.substr(0, end), out);
    out += "\r\n";
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return out;
}

}  // namespace provisor::mail
