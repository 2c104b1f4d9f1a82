// deadline.h — the instant at which a request must have its answer.

#pragma once

#include <chrono>

namespace provisor {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

inline std::chrono::milliseconds left_until(Deadline deadline) {
  const auto left = deadline - Clock::now();
  return left > Clock::duration::zero()
             ? std::chrono::ceil<std::chrono::milliseconds>(left)
             : std::chrono::milliseconds::zero();
}

}  // namespace provisor
