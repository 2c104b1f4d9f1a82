// complaint.h — tells of trouble that lasts, but not with every attempt.

#pragma once

#include <chrono>
#include <string>

#include "provisor/base/log.h"

namespace provisor::mailer {

class Complaint {
 public:
  using Clock = std::chrono::steady_clock;

  // `task` is what cannot be done.
  explicit Complaint(const char* task) : task_(task) {}

  void raise(const char* event, const std::string& reason,
             Clock::time_point instant) {
    if (is_raised_ && instant - said_at_ < every) return;
    log::error(event, {{"task", task_}, {"reason", reason}});
    said_at_ = instant;
    is_raised_ = true;
  }

  void settle() {
    if (is_raised_)
      log::notice("the database serves the mailer again", {{"task", task_}});
    is_raised_ = false;
  }

 private:
  static constexpr std::chrono::seconds every{10};

  const char* task_;
  bool is_raised_ = false;
  Clock::time_point said_at_;
};

}  // namespace provisor::mailer
