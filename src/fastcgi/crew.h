// crew.h — the worker processes as their supervisor sees them.

#pragma once

#include <sys/types.h>

#include <cstdint>
#include <vector>

#include "backoff.h"
#include "provisor/fastcgi/pool.h"

namespace provisor::fastcgi {

class Crew {
 public:
  // All arguments outlive this object.
  Crew(const PoolHooks& hooks, PoolState& state, Metrics& metrics);

  struct Sockets {
    int listener;
    int notice;
  };
  // Forks one worker. Does not return in the new process. False when no slot or
  // no process is to be had now.
  bool start(const PoolSettings& settings, const Sockets& sockets);

  // How many workers there are that were not told to end.
  struct Counts {
    std::size_t staying = 0;   // all of them
    std::size_t starting = 0;  // among them: not serving yet
    std::size_t outdated = 0;  // among them: worn, or older than retire_all()
  };
  Counts counts() const;
  std::size_t leaving() const { return members_.size() - counts().staying; }
  // Requests that the workers there are now have answered.
  std::uint64_t served() const;
  bool empty() const { return members_.empty(); }

  // All workers there are now shall be replaced.
  void retire_all() { ++generation_; }
  // Tells one worker to end, an outdated one first; it is killed when it has
  // not ended `drain` later.
  void dismiss_one(std::chrono::milliseconds drain);
  void dismiss_all(std::chrono::milliseconds drain);

  // Buries those that ended.
  void reap();
  void kill_overdue(Deadline now);
  // Once a second: kills those whose main thread no longer beats.
  void check_beats();
  bool has_stuck() const { return has_stuck_; }
  // Whether, since dismiss_all(), a worker ended without finishing what it had.
  bool has_lost() const { return has_lost_; }

  Deadline next_start() const { return backoff_.next_start(); }
  Deadline next_kill() const;

 private:
  struct Member {
    pid_t process;
    WorkerSlot* slot;
    std::uint64_t generation;
    bool is_leaving = false;
    bool is_overdue = false;  // and was killed for it
    bool is_hanging = false;  // and was killed for it
    Deadline kill_at = Deadline::max();
    std::uint64_t last_beat = 0;
    unsigned missed_beats = 0;
  };

  WorkerSlot* free_slot();
  bool is_outdated(const Member& member) const;
  void dismiss(Member& member, std::chrono::milliseconds drain);
  void bury(const Member& member, int status);
  WorkerEnd end_of(const Member& member, int status) const;
  void mourn(const Member& member, int status);

  const PoolHooks& hooks_;
  PoolState& state_;
  Metrics& metrics_;
  Backoff backoff_;
  std::uint64_t generation_ = 0;
  bool has_stuck_ = false;
  bool has_lost_ = false;
  std::vector<Member> members_;
};

}  // namespace provisor::fastcgi
