#include "provisor/base/service_manager.h"

#include <systemd/sd-daemon.h>
#include <time.h>

#include <cstdint>

namespace provisor {

namespace {

void tell(const std::string& text) { sd_notify(0, text.c_str()); }

// In the unit and on the clock that sd_notify(3) asks for.
std::string monotonic_usec() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::to_string(now.tv_sec * 1'000'000 + now.tv_nsec / 1'000);
}

}  // namespace

ServiceManager::ServiceManager() {
  std::uint64_t limit_us = 0;
  if (sd_watchdog_enabled(0, &limit_us) <= 0) return;
  // sd_watchdog_enabled(3) recommends half; a third leaves room for a delay.
  alive_period_ = std::chrono::microseconds(limit_us / 3);
  next_alive_ = Clock::now();
}

void ServiceManager::ready() {
  if (state_ == State::ready) return;
  state_ = State::ready;
  tell("READY=1");
}

void ServiceManager::reloading() {
  state_ = State::reloading;
  tell("RELOADING=1\nMONOTONIC_USEC=" + monotonic_usec());
}

void ServiceManager::stopping() {
  state_ = State::stopping;
  tell("STOPPING=1");
}

void ServiceManager::status(const std::string& line) {
  if (line == status_) return;
  status_ = line;
  tell("STATUS=" + line);
}

void ServiceManager::alive(Deadline now) {
  if (now < next_alive_) return;
  next_alive_ = now + alive_period_;
  tell("WATCHDOG=1");
}

}  // namespace provisor
