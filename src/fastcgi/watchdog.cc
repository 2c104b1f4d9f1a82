#include "watchdog.h"

#include <sys/socket.h>

#include <algorithm>

namespace provisor::fastcgi {

void Watch::begin(int connection, Deadline deadline) {
  const std::lock_guard lock(mutex_);
  connection_ = connection;
  deadline_ = deadline;
  stage_ = Stage::reading;
  is_overrun_ = false;
  is_cut_ = false;
}

void Watch::enter(Stage stage, Deadline deadline) {
  const std::lock_guard lock(mutex_);
  stage_ = stage;
  deadline_ = deadline;
}

void Watch::end() {
  const std::lock_guard lock(mutex_);
  connection_ = -1;
}

Deadline Watch::cut_at() const {
  return stage_ == Stage::in_application ? deadline_ + grace : deadline_;
}

Watch::Finding Watch::look(Deadline now) {
  const std::lock_guard lock(mutex_);
  Finding finding;
  if (connection_ < 0) return finding;
  if (now < deadline_) {
    finding.next_look = deadline_;
    return finding;
  }
  finding.is_new_overrun = !is_overrun_;
  is_overrun_ = true;
  finding.is_application_late = stage_ == Stage::in_application;
  if (finding.is_application_late) finding.overrun = now - deadline_;
  if (is_cut_) return finding;
  if (now < cut_at()) {
    finding.next_look = cut_at();
    return finding;
  }
  shutdown(connection_, SHUT_RDWR);
  is_cut_ = true;
  return finding;
}

Watchdog::Report Watchdog::look(Deadline now) {
  Report report;
  for (Watch& watch : watches()) {
    const Watch::Finding finding = watch.look(now);
    report.new_overruns += finding.is_new_overrun;
    report.is_application_late |= finding.is_application_late;
    report.longest_overrun = std::max(report.longest_overrun, finding.overrun);
    report.next_look = std::min(report.next_look, finding.next_look);
  }
  return report;
}

}  // namespace provisor::fastcgi
