// batch.h — how many mails are taken at once: as many as go within a fraction
// of a second. Fewer cost commits, more keep mails from other mailers when a
// server falls silent.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>

namespace provisor::mailer {

class Batch {
 public:
  explicit Batch(std::size_t connections)
      : smallest_(2 * connections), largest_(32 * connections) {}

  std::size_t size() const { return size_; }

  // So long did half of the last one take.
  void half_took(std::chrono::nanoseconds duration) {
    if (2 * duration < shortest)
      size_ = std::min(2 * size_, largest_);
    else if (2 * duration > longest)
      size_ = std::max(size_ / 2, smallest_);
  }

 private:
  static constexpr std::chrono::milliseconds shortest{100}, longest{400};

  const std::size_t smallest_, largest_;
  std::size_t size_ = smallest_;
};

}  // namespace provisor::mailer
