// progress.h — whether the pool as a whole still does what it is for.
//
// The beats of workers say that their main threads run; all their other threads
// may hang at the same time. What callers see is this: connections wait in the
// listener's queue and none is ever answered. Each may take its time, but
// within the longest that one request can hold a thread some request must end.
//
// Looks are counted and not timed: a supervisor that was itself stopped for a
// minute must not find its pool stuck.

#pragma once

#include <cstdint>

namespace provisor::fastcgi {

class Progress {
 public:
  // What there is to see now: whether a connection waits in the queue, and how
  // many requests all workers there are have served.
  void look(bool is_somebody_waiting, std::uint64_t served) {
    const bool is_moving = !is_somebody_waiting || served != last_served_;
    idle_looks_ = is_moving ? 0 : idle_looks_ + 1;
    last_served_ = served;
  }

  // Looks in a row at which somebody waited and nothing had been served since
  // the look before.
  unsigned idle_looks() const { return idle_looks_; }

 private:
  std::uint64_t last_served_ = 0;
  unsigned idle_looks_ = 0;
};

}  // namespace provisor::fastcgi
