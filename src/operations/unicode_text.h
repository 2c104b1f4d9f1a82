// unicode_text.h — what ICU is asked about texts.

#pragma once

#include <string>
#include <string_view>

namespace provisor::operations {

// Canonical composition; `text` is well-formed UTF-8.
std::string nfc(std::string_view text);

// Each letter on its own to lower case, then NFC. Not full case folding: that
// makes "ss" of "ß", and another mailbox of an address.
std::string lower_letters(std::string_view text);

// Whether every character can be seen: no controls, no spaces of any width, no
// invisible formatting, nothing unassigned.
bool is_visible(std::string_view text);

// Without white space at both ends, of whatever width.
std::string_view without_outer_space(std::string_view text);

// Whether nothing of it shows: white space, joiners, direction marks and the
// like only. What ICU does not know yet may well show.
bool is_blank(std::string_view text);

// Whether a control character is in it: C0, DEL, C1 and the two separators that
// end a line (U+2028, U+2029). With `lines_allowed` tab, CR and LF are none.
bool has_control(std::string_view text, bool lines_allowed);

}  // namespace provisor::operations
