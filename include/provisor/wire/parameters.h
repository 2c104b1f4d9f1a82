// parameters.h — query strings and form bodies: bytes to named values.
//
// Limits come first: parameter_limit names and values over all sources, else
// too_many_parameters. Parameters that nobody knows are counted and ignored,
// whatever is in them, so a refusal never repeats a name that we did not give.
// A known one's value is valid UTF-8 without NUL, or the whole is refused with
// encoding_malformed. A known name sent twice with equal values is one; with
// different values parameter_conflicting (ASVS 5.0, 15.3.7). A refusal names
// the parameter.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "provisor/base/outcome.h"

namespace provisor::wire {

inline constexpr std::size_t parameter_limit = 200;

using Parameters = std::map<std::string, std::string, std::less<>>;

// Whether the operation has a parameter of this name.
using IsKnown = bool (*)(std::string_view name);

// The query string and, on POST, the body by its content type (none: taken as
// urlencoded when there is a body). Refuses as told above, with
// content_type_unsupported, and with what a malformed multipart body gets:
// parameter_malformed for a part with a file name or in base64 or
// quoted-printable; request_malformed where the body breaks the form, or ends
// before its final boundary.
Outcome<Parameters> read_parameters(std::string_view query,
                                    std::string_view content_type,
                                    std::string_view body, IsKnown is_known);

}  // namespace provisor::wire
