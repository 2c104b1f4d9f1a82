#include "backoff.h"

#include <algorithm>

namespace provisor::fastcgi {

namespace {

constexpr std::chrono::milliseconds shortest{100};
constexpr std::chrono::milliseconds longest{5000};
constexpr unsigned most_doublings = 6;  // 100 ms becomes more than 5 s
// Failures this far apart have nothing to do with each other.
constexpr std::chrono::seconds memory{30};

std::chrono::milliseconds delay_after(unsigned failures) {
  if (failures < 2) return std::chrono::milliseconds::zero();
  return std::min(shortest * (1 << std::min(failures - 2, most_doublings)),
                  longest);
}

}  // namespace

void Backoff::failed(Deadline now) {
  if (failures_ > 0 && now - last_failure_ > memory) failures_ = 0;
  ++failures_;
  last_failure_ = now;
  next_start_ = now + delay_after(failures_);
}

}  // namespace provisor::fastcgi
