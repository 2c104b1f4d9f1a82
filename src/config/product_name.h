// product_name.h — what a product may be called in subjects, mails and pages.

#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "provisor/base/text.h"

namespace provisor::config {

inline constexpr const char* product_name_form =
    "a text of one line that can be seen, without marks that turn the "
    "direction "
    "of writing";

// What turns the direction turns that of the text around the name, too: the
// property Bidi_Control of Unicode.
inline bool turns_direction(std::string_view text) {
  static constexpr std::string_view controls[] = {
      "\u061c", "\u200e", "\u200f", "\u202a", "\u202b", "\u202c",
      "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"};
  return std::ranges::any_of(controls, [&](std::string_view control) {
    return text.find(control) != text.npos;
  });
}

inline bool is_blank(std::string text) {
  static constexpr std::string_view blanks[] = {
      "\u00a0", "\u00ad", "\u1680", "\u180e", "\u2000", "\u2001", "\u2002",
      "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
      "\u200a", "\u200b", "\u200c", "\u200d", "\u2028", "\u2029", "\u202f",
      "\u205f", "\u2060", "\u3000", "\ufeff"};
  for (const auto blank : blanks)
    for (auto at = text.find(blank); at != text.npos; at = text.find(blank))
      text.erase(at, blank.size());
  return trimmed(text).empty();
}

inline bool is_product_name(const std::string& text) {
  return std::ranges::none_of(
             text, [](unsigned char c) { return c < 0x20 || c == 0x7f; }) &&
         !turns_direction(text) && !is_blank(text);
}

}  // namespace provisor::config
