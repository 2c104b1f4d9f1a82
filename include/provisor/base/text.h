// text.h — the few things about text that every room needs.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace provisor {

// Well-formed UTF-8 by RFC 3629: no overlong forms, no surrogates, nothing
// above U+10FFFF. A NUL byte is well-formed here; ask has_nul().
bool is_utf8(std::string_view text);

// PostgreSQL's text type holds no NUL, and libpqxx would cut at one silently.
inline bool has_nul(std::string_view text) {
  return text.find('\0') != std::string_view::npos;
}

bool is_ascii(std::string_view text);

// LOCAL@DOMAIN, of which nothing can end an address in a command of SMTP or in
// a header. Not whether anybody could have it.
bool is_mail_address(std::string_view text);

// Number of code points; only for well-formed UTF-8.
std::size_t code_points(std::string_view text);

// Without ASCII white space at both ends.
std::string_view trimmed(std::string_view text);

// ASCII letters lowered, other bytes as they are.
std::string lower_ascii(std::string_view text);

// Lower-case hexadecimal.
std::string hex(std::string_view bytes);

}  // namespace provisor
