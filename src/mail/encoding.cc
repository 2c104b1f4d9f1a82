#include "encoding.h"

#include "provisor/base/base64.h"

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

std::string padded_base64(std::string_view bytes) {
  std::string text = base64(bytes);
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
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
