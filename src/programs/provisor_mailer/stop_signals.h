// stop_signals.h — the signals that end the mailer, taken only where it looks.

#pragma once

#include <signal.h>

#include <chrono>

namespace provisor::mailer {

class StopSignals {
 public:
  StopSignals() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }

  // Whether one came, now or within `patience`.
  bool came(std::chrono::milliseconds patience) {
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
