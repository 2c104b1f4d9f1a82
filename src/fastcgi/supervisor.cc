#include "supervisor.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>

#include <algorithm>
#include <csignal>
#include <ctime>
#include <exception>
#include <string>
#include <thread>

#include "provisor/base/log.h"
#include "watchdog.h"

namespace provisor::fastcgi {

namespace {

constexpr std::chrono::seconds beat_check_period{1};

// A reload needs a slot for the old and for the new of every worker.
constexpr std::uint32_t most_at_once = PoolState::most_workers / 2;

PoolSettings read_settings(const PoolHooks& hooks) {
  PoolSettings settings = hooks.settings();
  if (settings.workers == 0)
    settings.workers = std::max(2U, std::thread::hardware_concurrency());
  settings.workers = std::min(settings.workers, most_at_once);
  return settings;
}

// The longest that one request may hold a thread, in looks, and a few more.
unsigned looks_of_one_request(const PoolSettings& settings) {
  constexpr unsigned spare = 3;
  const auto longest = settings.request_deadline + grace +
                       std::min(settings.request_deadline, transfer_limit);
  return static_cast<unsigned>(longest / beat_check_period) + spare;
}

// Blocked before the first fork: a signal that arrives in between waits for
// whoever reads it, in the supervisor and in a new worker alike.
FileDescriptor taken_signals() {
  sigset_t ours;
  sigemptyset(&ours);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD})
    sigaddset(&ours, number);
  sigprocmask(SIG_BLOCK, &ours, nullptr);
  return opened(signalfd(-1, &ours, SFD_CLOEXEC | SFD_NONBLOCK), "signalfd");
}

FileDescriptor new_notice() {
  return opened(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
}

}  // namespace

Supervisor::Supervisor(const PoolHooks& hooks, PoolState& state,
                       Metrics& metrics)
    : hooks_(hooks),
      settings_(read_settings(hooks)),
      signals_(taken_signals()),
      notice_(new_notice()),
      listener_(Listener::open(settings_.socket)),
      crew_(hooks, state, metrics) {}

int Supervisor::run() {
  while (!is_draining_ || !crew_.empty()) {
    const Deadline now = Clock::now();
    tend(now);
    adjust(now);
    report(now);
    wait(now);
    take_signals();
    crew_.reap();
  }
  return crew_.has_lost() ? 1 : 0;
}

void Supervisor::take_signals() {
  signalfd_siginfo signal{};
  while (read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
    if (signal.ssi_signo == SIGHUP) reload();
    if (signal.ssi_signo == SIGTERM || signal.ssi_signo == SIGINT) drain();
  }
}

void Supervisor::reload() {
  if (is_draining_) return;
  service_manager_.reloading();
  try {
    settings_ = read_settings(hooks_);
  } catch (const std::exception& fault) {
    log::error("settings not read again, the old ones stay",
               {{"reason", fault.what()}});
    return;
  }
  log::notice("reloading");
  crew_.retire_all();
}

void Supervisor::drain() {
  if (is_draining_) return;
  is_draining_ = true;
  log::notice("stopping");
  service_manager_.stopping();
  listener_.withdraw();
  crew_.dismiss_all(settings_.drain);
}

void Supervisor::tend(Deadline now) {
  crew_.kill_overdue(now);
  if (now < next_beat_check_) return;
  next_beat_check_ = now + beat_check_period;
  crew_.check_beats();
  look_for_progress();
}

// A pool that drains takes nobody from the queue, on purpose.
void Supervisor::look_for_progress() {
  if (is_draining_) return;
  const bool was_stuck = is_stuck();
  progress_.look(listener_.has_waiting(), crew_.served());
  if (is_stuck() && !was_stuck)
    log::error("the pool is stuck",
               {{"reason", "connections wait and none is answered"}});
}

bool Supervisor::is_stuck() const {
  return crew_.has_stuck() ||
         progress_.idle_looks() > looks_of_one_request(settings_);
}

void Supervisor::adjust(Deadline now) {
  if (is_draining_) return;
  while (adjust_once(now)) continue;
}

// One step towards as many workers as wanted, all of them up to date. Of the
// old ones none goes before the one that takes its place serves; so there is
// at most one worker too many that is still starting.
bool Supervisor::adjust_once(Deadline now) {
  const Crew::Counts counts = crew_.counts();
  if (counts.staying < settings_.workers) return start_worker(now);
  if (counts.staying == settings_.workers)
    return counts.outdated > 0 && start_worker(now);
  if (counts.starting > 0) return false;
  crew_.dismiss_one(settings_.drain);
  return true;
}

bool Supervisor::start_worker(Deadline now) {
  if (now < crew_.next_start()) return false;
  return crew_.start(settings_, {listener_.number(), notice_.number()});
}

void Supervisor::report(Deadline now) {
  const Crew::Counts counts = crew_.counts();
  const std::size_t leaving = crew_.leaving();
  service_manager_.status(
      std::to_string(counts.staying - counts.starting) + " workers serve" +
      (counts.starting > 0
           ? ", " + std::to_string(counts.starting) + " are starting"
           : "") +
      (leaving > 0 ? ", " + std::to_string(leaving) + " finish" : ""));
  if (!is_draining_ && counts.starting == 0 && counts.outdated == 0 &&
      counts.staying == settings_.workers)
    service_manager_.ready();
  // The service manager ends a service that it does not hear from.
  if (!is_stuck()) service_manager_.alive(now);
}

void Supervisor::wait(Deadline now) {
  Deadline next = std::min(
      {next_beat_check_, crew_.next_kill(), service_manager_.next_alive()});
  if (now < crew_.next_start()) next = std::min(next, crew_.next_start());
  pollfd files[] = {{signals_.number(), POLLIN, 0},
                    {notice_.number(), POLLIN, 0}};
  poll(files, 2, static_cast<int>(left_until(next).count()));
  std::uint64_t count = 0;
  [[maybe_unused]] const auto got =
      read(notice_.number(), &count, sizeof count);
}

int run_pool(const PoolHooks& hooks, PoolState& state, Metrics& metrics) {
  metrics.started_at = static_cast<std::uint64_t>(std::time(nullptr));
  return Supervisor(hooks, state, metrics).run();
}

}  // namespace provisor::fastcgi
