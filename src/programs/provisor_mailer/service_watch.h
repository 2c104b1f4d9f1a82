// service_watch.h — the mailer as a service: the signals that end it, taken
// only where it looks, and what systemd hears of it.

#pragma once

#include <signal.h>

#include <chrono>

#include "provisor/base/service_manager.h"
#include "watch.h"

namespace provisor::mailer {

class ServiceWatch : public Watch {
 public:
  ServiceWatch() {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGTERM);
    sigaddset(&signals_, SIGINT);
    sigprocmask(SIG_BLOCK, &signals_, nullptr);
  }

  // Its configuration is read, its work begins.
  void ready() { service_manager_.ready(); }

  Clock::time_point now() override { return Clock::now(); }

  bool is_over(std::chrono::milliseconds patience) override {
    const timespec wait{patience.count() / 1000,
                        patience.count() % 1000 * 1'000'000};
    if (has_come_ || sigtimedwait(&signals_, nullptr, &wait) < 0)
      return has_come_;
    has_come_ = true;
    service_manager_.stopping();
    return true;
  }

  void alive() override { service_manager_.alive(now()); }

 private:
  ServiceManager service_manager_;
  sigset_t signals_;
  bool has_come_ = false;
};

}  // namespace provisor::mailer
