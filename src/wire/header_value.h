// header_value.h — a MIME header's value: form-data; name="email"; a=b.

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace provisor::wire {

struct HeaderValue {
  std::string main;  // before the first semicolon, lower-cased
  // Names lower-cased; values as sent, without their quotation marks.
  std::map<std::string, std::string, std::less<>> parameters;
};

// Nothing when the value is malformed or names a parameter twice: whoever
// stands before us might have taken the other one.
std::optional<HeaderValue> read_header_value(std::string_view text);

}  // namespace provisor::wire
