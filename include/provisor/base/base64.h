// base64.h — base64 (RFC 4648, section 4) without padding.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace provisor {

std::string base64(std::string_view bytes);

// Nothing when the text is not exactly what base64() writes for some bytes.
std::optional<std::string> from_base64(std::string_view text);

}  // namespace provisor
