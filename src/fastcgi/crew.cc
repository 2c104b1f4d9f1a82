#include "crew.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "provisor/base/log.h"
#include "worker.h"

namespace provisor::fastcgi {

namespace {

// A worker that has not begun to serve by then, or whose beat stands still for
// so long, hangs. Beats are counted and not timed: a supervisor that was itself
// stopped for a minute must not find all its workers dead.
constexpr unsigned most_missed_beats_at_start = 60;
constexpr unsigned most_missed_beats = 20;

void clear(WorkerSlot& slot) {
  slot.process = 0;
  slot.busy = 0;
  slot.threads = 0;
  slot.served = 0;
  slot.phase = WorkerPhase::starting;
  slot.beat = 0;
}

bool has_drained(int status) {
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

std::string cause_of(int status) {
  if (WIFSIGNALED(status))
    return std::string("signal ") + sigabbrev_np(WTERMSIG(status));
  return "exit status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Crew::Crew(const PoolHooks& hooks, PoolState& state, Metrics& metrics)
    : hooks_(hooks), state_(state), metrics_(metrics) {
  for (WorkerSlot& slot : state_.slots) clear(slot);
}

WorkerSlot* Crew::free_slot() {
  for (WorkerSlot& slot : state_.slots)
    if (std::ranges::find(members_, &slot, &Member::slot) == members_.end())
      return &slot;
  return nullptr;
}

bool Crew::start(const PoolSettings& settings, const Sockets& sockets) {
  WorkerSlot* const slot = free_slot();
  if (slot == nullptr) return false;
  const pid_t supervisor = getpid();
  const pid_t process = fork();
  if (process == 0)
    become_worker({supervisor, sockets.listener, sockets.notice, settings,
                   hooks_, *slot, metrics_});
  if (process < 0) {
    log::error("cannot start a worker", {{"reason", std::strerror(errno)}});
    backoff_.failed(Clock::now());
    return false;
  }
  slot->process = process;
  ++metrics_.worker_starts;
  members_.push_back({process, slot, generation_});
  log::info("worker started", {{"worker", process}});
  return true;
}

bool Crew::is_outdated(const Member& member) const {
  return member.generation != generation_ ||
         member.slot->phase == WorkerPhase::worn;
}

Crew::Counts Crew::counts() const {
  Counts counts;
  for (const Member& member : members_) {
    if (member.is_leaving) continue;
    ++counts.staying;
    counts.starting += member.slot->phase == WorkerPhase::starting;
    counts.outdated += is_outdated(member);
  }
  return counts;
}

std::uint64_t Crew::served() const {
  std::uint64_t served = 0;
  for (const Member& member : members_) served += member.slot->served;
  return served;
}

void Crew::dismiss_one(std::chrono::milliseconds drain) {
  Member* choice = nullptr;
  for (Member& member : members_)
    if (!member.is_leaving && (choice == nullptr || !is_outdated(*choice)))
      choice = &member;
  if (choice != nullptr) dismiss(*choice, drain);
}

void Crew::dismiss_all(std::chrono::milliseconds drain) {
  has_lost_ = false;
  for (Member& member : members_)
    if (!member.is_leaving) dismiss(member, drain);
}

void Crew::dismiss(Member& member, std::chrono::milliseconds drain) {
  member.is_leaving = true;
  member.kill_at = Clock::now() + drain;
  kill(member.process, SIGTERM);
}

void Crew::kill_overdue(Deadline now) {
  for (Member& member : members_) {
    if (now < member.kill_at) continue;
    log::warning("worker killed", {{"worker", member.process},
                                   {"reason", "it did not finish in time"},
                                   {"busy", member.slot->busy.load()}});
    kill(member.process, SIGKILL);
    member.kill_at = Deadline::max();
    member.is_overdue = true;
    has_lost_ = true;
  }
}

void Crew::check_beats() {
  has_stuck_ = false;
  for (Member& member : members_) {
    const std::uint64_t beat = member.slot->beat;
    member.missed_beats =
        beat == member.last_beat ? member.missed_beats + 1 : 0;
    member.last_beat = beat;
    const unsigned most =
        beat == 0 ? most_missed_beats_at_start : most_missed_beats;
    if (member.missed_beats < most) continue;
    has_stuck_ = true;
    if (!member.is_hanging)
      log::error("worker killed",
                 {{"worker", member.process}, {"reason", "it hangs"}});
    member.is_hanging = true;
    kill(member.process, SIGKILL);
  }
}

Deadline Crew::next_kill() const {
  Deadline next = Deadline::max();
  for (const Member& member : members_) next = std::min(next, member.kill_at);
  return next;
}

// By process: the program's other children are not ours to reap.
void Crew::reap() {
  std::erase_if(members_, [this](const Member& member) {
    int status = 0;
    if (waitpid(member.process, &status, WNOHANG) != member.process)
      return false;
    bury(member, status);
    return true;
  });
}

WorkerEnd Crew::end_of(const Member& member, int status) const {
  if (member.is_overdue) return WorkerEnd::overdue;
  if (!has_drained(status))
    return member.is_hanging ? WorkerEnd::hang : WorkerEnd::crash;
  if (member.generation != generation_) return WorkerEnd::reload;
  return member.slot->phase == WorkerPhase::worn ? WorkerEnd::worn
                                                 : WorkerEnd::asked;
}

void Crew::bury(const Member& member, int status) {
  const WorkerEnd end = end_of(member, status);
  ++metrics_.of(end);
  if (end == WorkerEnd::crash || end == WorkerEnd::hang)
    mourn(member, status);
  else
    log::info("worker ended", {{"worker", member.process},
                               {"served", member.slot->served.load()}});
  clear(*member.slot);
  if (hooks_.worker_gone) hooks_.worker_gone(member.process);
}

void Crew::mourn(const Member& member, int status) {
  const std::uint64_t served = member.slot->served;
  // Of one that hung it was said when it was killed.
  if (!member.is_hanging)
    log::error("worker crashed", {{"worker", member.process},
                                  {"by", cause_of(status)},
                                  {"served", served}});
  if (member.is_leaving)
    has_lost_ = true;  // and nobody is started in its place
  else if (served == 0)
    backoff_.failed(Clock::now());
  else
    backoff_.succeeded();
}

}  // namespace provisor::fastcgi
