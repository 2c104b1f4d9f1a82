// service_manager.h — what a service tells systemd, and when it must.
//
// Without NOTIFY_SOCKET in the environment all of this does nothing.

#pragma once

#include <chrono>
#include <string>

#include "provisor/base/deadline.h"

namespace provisor {

class ServiceManager {
 public:
  ServiceManager();

  // A state that was told already is not told again.
  void ready();
  void reloading();
  void stopping();
  // One line for `systemctl status`.
  void status(const std::string& line);

  // WatchdogSec=: this must be called often enough, or the service is killed.
  void alive(Deadline now);
  // Deadline::max() when nobody waits for alive().
  Deadline next_alive() const { return next_alive_; }

 private:
  enum class State { starting, ready, reloading, stopping };

  State state_ = State::starting;
  std::string status_;
  std::chrono::microseconds alive_period_{};
  Deadline next_alive_ = Deadline::max();
};

}  // namespace provisor
