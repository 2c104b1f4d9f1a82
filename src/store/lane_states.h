// lane_states.h — which lanes of a queue are free, and which rest since the
// database was away. Guarded by its owner's lock.

#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <optional>
#include <vector>

#include "provisor/base/deadline.h"

namespace provisor::store {

class LaneStates {
 public:
  explicit LaneStates(std::size_t count) : lanes_(count) {}

  std::optional<std::size_t> free_at(Deadline now) const {
    for (std::size_t i = 0; i < lanes_.size(); ++i)
      if (!lanes_[i].is_busy && lanes_[i].rests_until <= now) return i;
    return std::nullopt;
  }

  // When the first lane has rested; Deadline::max() when none rests.
  Deadline next_rested(Deadline now) const {
    Deadline next = Deadline::max();
    for (const Lane& lane : lanes_)
      if (!lane.is_busy && lane.rests_until > now)
        next = std::min(next, lane.rests_until);
    return next;
  }

  // Resting or not.
  bool has_idle() const {
    return std::ranges::any_of(lanes_,
                               [](const Lane& lane) { return !lane.is_busy; });
  }
  bool has_failed() const {
    return std::ranges::any_of(
        lanes_, [](const Lane& lane) { return lane.failures > 0; });
  }

  void occupy(std::size_t lane) { lanes_[lane].is_busy = true; }

  // `is_connected`: the database was there all the time. The first new attempt
  // comes at once, the next ones after 20 to 640 ms.
  void free(std::size_t number, bool is_connected) {
    Lane& lane = lanes_[number];
    lane.is_busy = false;
    lane.failures = is_connected ? 0 : lane.failures + 1;
    if (lane.failures < 2) return;
    const int doublings = std::min(lane.failures - 2, 5);
    lane.rests_until =
        Clock::now() + std::chrono::milliseconds(20 << doublings);
  }

 private:
  struct Lane {
    bool is_busy = false;
    int failures = 0;  // in a row
    Deadline rests_until{};
  };

  std::vector<Lane> lanes_;
};

}  // namespace provisor::store
