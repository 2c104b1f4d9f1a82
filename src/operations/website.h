// website.h — what people write as the address of their website.

#pragma once

#include <string_view>

namespace provisor::operations {

// http:// or https:// or neither, a host name (with a dot if neither), perhaps
// a port, then anything without blanks. So "javascript:…" or "data:…" is none:
// staff will click it.
bool is_website(std::string_view text);

}  // namespace provisor::operations
