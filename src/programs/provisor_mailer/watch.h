// watch.h — the time, whether it is over, and who is told that the mailer
// lives; tests hand in theirs.

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
  // The mailer makes progress. Said at each turn and before each call of the
  // database, which may last as long as libpq tries all its addresses and then
  // for its statement_timeout; who is silent for WatchdogSec= is started anew.
  virtual void alive() = 0;
};

}  // namespace provisor::mailer
