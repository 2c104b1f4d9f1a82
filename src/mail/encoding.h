// encoding.h — base64 and quoted-printable (RFC 2045).

#pragma once

#include <string>
#include <string_view>

namespace provisor::mail {

std::string padded_base64(std::string_view bytes);

// Lines of `text` end with "\n", those of the result with CRLF; no line of the
// result is longer than 76 characters, ends with white space or starts with a
// dot, so that no relay on the way finds anything to change.
std::string quoted_printable(std::string_view text);

}  // namespace provisor::mail
