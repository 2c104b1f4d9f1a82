// parameters.h — query strings and form bodies: bytes to named values.
//
// Limits come first: parameter_limit names and values over all sources, else
// too_many_parameters. Every name and value is valid UTF-8 without NUL, or the
// whole is refused with encoding_malformed. A name sent twice with equal values
// is one; with different values parameter_conflicting (ASVS 5.0, 15.3.7). A
// refusal names the parameter, unless the name is no text or longer than 64
// bytes. The name `_charset_` is dropped.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "provisor/base/outcome.h"

namespace provisor::wire {

inline constexpr std::size_t parameter_limit = 200;

using Parameters = std::map<std::string, std::string, std::less<>>;

// `application/x-www-form-urlencoded` by the WHATWG URL standard; the query
// string has the same form. Malformed percent signs are kept as they are.
Outcome<Parameters> read_urlencoded(std::string_view text);

// `multipart/form-data` by RFC 7578; `content_type` carries the boundary. A
// part with a file name or in base64 or quoted-printable is refused with
// parameter_malformed; a body that breaks the form, or ends before its final
// boundary, with request_malformed.
Outcome<Parameters> read_multipart(std::string_view body,
                                   std::string_view content_type);

// The query string and, on POST, the body by its content type (none: taken as
// urlencoded when there is a body). Also refuses with content_type_unsupported.
Outcome<Parameters> read_parameters(std::string_view query,
                                    std::string_view content_type,
                                    std::string_view body);

}  // namespace provisor::wire
