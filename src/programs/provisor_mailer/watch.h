// watch.h — the time, and whether it is over; tests hand in theirs.

#pragma once

#include <chrono>

namespace provisor::mailer {

class Watch {
 public:
  using Clock = std::chrono::steady_clock;

  virtual ~Watch() = default;
  virtual Clock::time_point now() = 0;
  // Whether the mailer shall end; waits at most `patience` for that.
  virtual bool is_over(std::chrono::milliseconds patience) = 0;
};

}  // namespace provisor::mailer
