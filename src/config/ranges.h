// ranges.h — what a value may be, in words.

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace provisor::config {

// "a", "b", "c"
inline std::string quoted_words(std::span<const std::string_view> words) {
  std::string all;
  for (const auto word : words)
    all += (all.empty() ? "\"" : ", \"") + std::string(word) + "\"";
  return all;
}

}  // namespace provisor::config
