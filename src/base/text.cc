#include "provisor/base/text.h"

#include <algorithm>
#include <iterator>

namespace provisor {
namespace {

// The bytes that may begin a code point, how many follow each, and the range of
// the first of those (table 3-7 of the Unicode standard). The narrowed ranges
// keep out overlong forms (E0, F0), surrogates (ED) and what is above U+10FFFF
// (F4).
struct Lead {
  unsigned char first, last;
  unsigned char followers;
  unsigned char least, most;
};
constexpr Lead leads[] = {
    {0x00, 0x7f, 0, 0x00, 0x00}, {0xc2, 0xdf, 1, 0x80, 0xbf},
    {0xe0, 0xe0, 2, 0xa0, 0xbf}, {0xe1, 0xec, 2, 0x80, 0xbf},
    {0xed, 0xed, 2, 0x80, 0x9f}, {0xee, 0xef, 2, 0x80, 0xbf},
    {0xf0, 0xf0, 3, 0x90, 0xbf}, {0xf1, 0xf3, 3, 0x80, 0xbf},
    {0xf4, 0xf4, 3, 0x80, 0x8f},
};

bool is_continuation(char c) {
  return (static_cast<unsigned char>(c) & 0xc0) == 0x80;
}

// Bytes of the code point that begins the text; 0 when it is malformed.
std::size_t first_code_point(std::string_view text) {
  const auto byte = static_cast<unsigned char>(text.front());
  const auto lead = std::ranges::find_if(
      leads, [byte](Lead l) { return l.first <= byte && byte <= l.last; });
  if (lead == std::end(leads)) return 0;
  const auto rest = text.substr(1, lead->followers);
  if (rest.size() < lead->followers) return 0;
  if (rest.empty()) return 1;
  const auto second = static_cast<unsigned char>(rest.front());
  if (second < lead->least || second > lead->most) return 0;
  if (!std::ranges::all_of(rest, is_continuation)) return 0;
  return 1 + rest.size();
}

}  // namespace

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto bytes = first_code_point(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(
      text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool is_mail_address(std::string_view text) {
  const auto at = text.find('@');
  return at != text.npos && at > 0 && at + 1 < text.size() &&
         std::ranges::none_of(text, [](char c) {
           return static_cast<unsigned char>(c) <= ' ' || c == 0x7f ||
                  c == '<' || c == '>' || c == ',' || c == ';';
         });
}

std::size_t code_points(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return !is_continuation(c); }));
}

std::string_view trimmed(std::string_view text) {
  static constexpr std::string_view white = " \t\n\v\f\r";
  const auto first = text.find_first_not_of(white);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(white) - first + 1);
}

std::string lower_ascii(std::string_view text) {
  std::string lowered(text);
  for (char& c : lowered) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lowered;
}

std::string hex(std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

}  // namespace provisor
