// holds.h — how a fuzz harness takes its input and states its properties.

#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "provisor/base/text.h"

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Takes the first line off the front of `rest`, for harnesses with two inputs.
inline std::string_view take_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : rest.size());
  return line;
}

inline bool is_text(std::string_view bytes) {
  return provisor::is_utf8(bytes) && !provisor::has_nul(bytes);
}

// Zero, which is what a harness returns.
inline int holds(bool property) {
  if (!property) std::abort();
  return 0;
}
