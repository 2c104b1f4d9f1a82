// stop_signals.h — the signals that end the mailer, taken only where it looks.

#pragma once

#include <signal.h>

#include <chrono>

#include "watch.h"

namespace provisor::mailer {

class StopSignals : public Watch {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }

  Clock::time_point now() override { return Clock::now(); }

  bool is_over(std::chrono::milliseconds patience) override {
    const timespec wait{patience.count() / 1000,
                        patience.count() % 1000 * 1'000'000};
    has_come_ = has_come_ || sigtimedwait(&signals_, nullptr, &wait) > 0;
    return has_come_;
  }

 private:
  sigset_t signals_;
  bool has_come_ = false;
};

}  // namespace provisor::mailer
