// hash_admission.h — at most so many password hashes at once, over all workers.
//
// A hash takes a core for hundreds of milliseconds. Without a bound a burst of
// addAccount calls would starve the cheap requests. The slots lie in memory
// that the workers share; each holds the process id of its owner, so that the
// supervisor can free the slots of a worker that was killed. The line before
// them is bounded too: a worker whose every thread waited for a hash could not
// answer the cheap requests at all.

#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>

#include "provisor/base/deadline.h"
#include "provisor/base/metrics.h"

namespace provisor::auth {

struct HashSlots {
  static constexpr std::size_t most = 64;
  std::array<std::atomic<std::int32_t>, most> owner;  // process id; 0: free
  std::atomic<std::uint32_t> freed;  // futex: changes when a slot is freed
  std::atomic<std::uint32_t> waiting;
};

class HashAdmission {
 public:
  // `slots` outlives this object. `count`: 1 … HashSlots::most.
  // `most_waiting`: threads of this process that may wait at once.
  HashAdmission(HashSlots& slots, std::size_t count, std::size_t most_waiting,
                Metrics& metrics);

  // One slot; freed when it goes out of scope.
  class Ticket {
   public:
    Ticket(Ticket&& other) noexcept;
    Ticket& operator=(Ticket&&) = delete;
    ~Ticket();
    bool had_to_wait() const { return had_to_wait_; }

   private:
    friend class HashAdmission;
    Ticket(HashSlots& slots, std::size_t index, bool had_to_wait);
    HashSlots* slots_;
    std::size_t index_;
    bool had_to_wait_;
  };

  // Nothing when no slot became free before the deadline, or when as many as
  // may are waiting already.
  std::optional<Ticket> admit(Deadline deadline);

  // Frees what a process that no longer runs held. Called by the supervisor.
  static void release_slots_of(HashSlots& slots, pid_t process);

 private:
  HashSlots& slots_;
  std::optional<std::size_t> wait_in_line(Deadline deadline);

  std::size_t count_;
  std::size_t most_waiting_;
  std::atomic<std::size_t> waiting_here_ = 0;
  Metrics& metrics_;
};

}  // namespace provisor::auth
