// set_queue.h — many threads' wishes, run as few sets.
//
// Problem. A statement for one sign-up spends most of its time on what is paid
// per statement and per commit: the round trip, the plan, the fsync. Thirty
// threads with a connection each pay it thirty times, and wait for each other's
// fsync. A statement for thirty sign-ups pays it once.
//
// Idea, from LevelDB's writer queue (DBImpl::Write, BuildBatchGroup). Threads
// that wish something stand in line. The one at the head that finds a lane (a
// connection) free becomes the leader: it takes along all who wait, up to
// `largest_set`, runs them as one set outside the lock, hands out the answers
// and wakes the new head. There is no timer: alone, a wish runs at once; under
// load the line that forms while a set runs is the next set. So sets grow with
// the load and shrink with it, and nobody waits for company.
//
// Collisions. Wishes that share a collision key must not share a set. Who would
// collide stays in line, in order, and nobody with one of its keys overtakes
// it. Keys are hashes: a false match only makes a wish wait for the next set.
//
// Failures. Refusals are answers and not the queue's concern. A set that throws
// is split: its members go back to the head of the line, in their old order,
// and each then runs alone, so that only the culprit gets the exception. The
// same holds for a set whose connection was lost (Lost): its members run alone
// over a new connection, and the idempotency key of each makes that safe. When
// no connection can be had (Away) nothing was run: the set goes back as it is
// and the lane rests, longer each time.
//
// Deadlines. Who waits beyond its deadline leaves, taken or not. Only the
// leader cannot leave while it runs a set; the deadline given to `run` is
// therefore the leader's, and whoever runs the set must come back soon after
// it. `busy` is the answer to a wish that no lane took up, `unavailable` to one
// whose fate is unknown or that found the database away.
//
// Cost. Two uncontended locks, one allocation and one wake-up a wish: a few
// microseconds. A set that fails costs its members one statement each.
//
// Rejected: a thread per lane, which would free the leader but add two switches
// of context to every wish at low load; libpq's pipeline mode, which saves
// round trips but neither plans nor commits; a delay to gather company, which
// is latency for all to the benefit of none.

#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <unordered_set>
#include <utility>
#include <vector>

#include "provisor/base/call_notes.h"
#include "provisor/base/deadline.h"
#include "provisor/base/refusal.h"
#include "provisor/store/fault.h"
#include "lane_states.h"
#include "lost.h"

namespace provisor::store {

// Wish has a member `collision_keys`, a range of std::size_t. Answer can be
// made from a Refusal.
template <class Wish, class Answer>
class SetQueue {
 public:
  struct Set {
    std::size_t lane;
    std::vector<const Wish*> wishes;  // at least one
    Deadline deadline;                // the leader's
  };
  // One answer per wish, in order. Called by one thread at a time for a lane.
  using Run = std::function<std::vector<Answer>(const Set&)>;

  SetQueue(std::size_t lanes, std::size_t largest_set, Run run)
      : lanes_(lanes), largest_set_(largest_set), run_(std::move(run)) {}
  SetQueue(const SetQueue&) = delete;
  SetQueue& operator=(const SetQueue&) = delete;

  // Blocks until the wish was run or its deadline has passed. Throws what its
  // set threw when it ran alone.
  Answer submit(Wish wish, Deadline deadline) {
    const auto self = std::make_shared<Entry>(std::move(wish), deadline);
    const auto start = Clock::now();
    std::unique_lock lock(mutex_);
    self->number = next_number_++;
    line_.push_back(self);
    while (self->state != State::answered) {
      const auto now = Clock::now();
      if (now >= deadline) {
        note(*self, now - start);
        return give_up(*self);
      }
      if (const auto lane = lane_for(*self, now)) {
        lead_or_leave(*self, *lane, lock);
      } else {
        self->woken.wait_until(lock, next_look(*self, now));
      }
    }
    note(*self, Clock::now() - start);
    if (self->fault) std::rethrow_exception(self->fault);
    return std::move(*self->answer);
  }

  // How many stand in line now.
  std::size_t waiting() const {
    const std::lock_guard lock(mutex_);
    return line_.size();
  }

 private:
  enum class State { waiting, taken, answered };

  struct Entry {
    Entry(Wish what, Deadline until) : wish(std::move(what)), deadline(until) {}
    Wish wish;
    Deadline deadline;
    std::uint64_t number = 0;  // its place in line
    State state = State::waiting;
    bool is_alone = false;  // was in a set that failed
    bool has_left = false;  // nobody waits for its answer any more
    Deadline taken_at{};
    Clock::duration in_database{};  // of the sets that are over
    std::optional<Answer> answer;
    std::exception_ptr fault;
    std::condition_variable woken;
  };
  using EntryPtr = std::shared_ptr<Entry>;

  // How a run ended.
  struct Report {
    std::vector<Answer> answers;
    std::exception_ptr fault;
    bool is_away = false, is_lost = false;
  };

  // In the notes of the thread that submitted it.
  static void note(const Entry& entry, Clock::duration took) {
    auto in_database = entry.in_database;
    if (entry.state == State::taken)
      in_database += Clock::now() - entry.taken_at;
    call_notes().in_database += in_database;
    call_notes().waited_for_database += took - in_database;
  }

  std::optional<std::size_t> lane_for(const Entry& entry, Deadline now) const {
    if (line_.empty() || line_.front().get() != &entry) return std::nullopt;
    return lanes_.free_at(now);
  }

  // The head also wakes up when a lane has rested; all others are woken.
  Deadline next_look(const Entry& entry, Deadline now) const {
    if (line_.empty() || line_.front().get() != &entry) return entry.deadline;
    return std::min(entry.deadline, lanes_.next_rested(now));
  }

  void wake_head() {
    if (lanes_.has_idle() && !line_.empty()) line_.front()->woken.notify_one();
  }

  // Whoever cannot lead, for want of memory, must not stay at the head.
  void lead_or_leave(Entry& self, std::size_t lane,
                     std::unique_lock<std::mutex>& lock) {
    try {
      lead(lane, lock);
    } catch (...) {
      leave(self);
      throw;
    }
  }

  void lead(std::size_t lane, std::unique_lock<std::mutex>& lock) {
    const std::vector<EntryPtr> taken = take();
    lanes_.occupy(lane);
    wake_head();
    lock.unlock();
    Report report = run(lane, taken);
    lock.lock();
    lanes_.free(lane, !report.is_away && !report.is_lost);
    const auto now = Clock::now();
    for (const EntryPtr& entry : taken)
      entry->in_database += now - entry->taken_at;
    if (report.is_away || report.is_lost || (report.fault && taken.size() > 1))
      put_back(taken, !report.is_away);
    else
      hand_out(taken, report);
    wake_head();
    // Woken outside the lock, or each would run into it and sleep again.
    lock.unlock();
    for (const EntryPtr& entry : taken) entry->woken.notify_one();
    lock.lock();
  }

  // The head and whoever behind it collides with nobody before it. The line is
  // as it was when this throws.
  std::vector<EntryPtr> take() {
    const auto now = Clock::now();
    std::vector<EntryPtr> taken;
    std::deque<EntryPtr> left;
    std::unordered_set<std::size_t> claimed;
    for (const EntryPtr& entry : line_) {
      const bool is_full = taken.size() >= largest_set_ ||
                           (!taken.empty() && taken[0]->is_alone);
      // Beyond its deadline: about to leave, and in nobody's way.
      if (is_full || (!taken.empty() && entry->deadline <= now)) {
        left.push_back(entry);
        continue;
      }
      const bool is_free = !claims(claimed, entry->wish);
      if (taken.empty() || (is_free && !entry->is_alone))
        taken.push_back(entry);
      else
        left.push_back(entry);
    }
    line_.swap(left);
    for (const EntryPtr& entry : taken) {
      entry->state = State::taken;
      entry->taken_at = now;
    }
    return taken;
  }

  // Claims the wish's keys; true when one of them was claimed before.
  static bool claims(std::unordered_set<std::size_t>& claimed,
                     const Wish& wish) {
    bool collides = false;
    for (const std::size_t key : wish.collision_keys)
      collides |= !claimed.insert(key).second;
    return collides;
  }

  Report run(std::size_t lane, const std::vector<EntryPtr>& taken) {
    Report report;
    try {
      Set set{lane, {}, taken.front()->deadline};
      for (const EntryPtr& entry : taken) set.wishes.push_back(&entry->wish);
      report.answers = run_(set);
      if (report.answers.size() != taken.size())
        throw std::logic_error(
            "a set came back with other answers than wishes");
    } catch (const Lost&) {
      report.is_lost = true;
    } catch (const Away&) {
      report.is_away = true;
    } catch (...) {
      report.fault = std::current_exception();
    }
    return report;
  }

  void hand_out(const std::vector<EntryPtr>& taken, Report& report) {
    for (std::size_t i = 0; i < taken.size(); ++i) {
      taken[i]->state = State::answered;
      taken[i]->fault = report.fault;
      if (!report.fault) taken[i]->answer = std::move(report.answers[i]);
    }
  }

  void put_back(const std::vector<EntryPtr>& taken, bool is_alone) {
    for (const EntryPtr& entry : taken) {
      if (entry->has_left) continue;
      entry->state = State::waiting;
      entry->is_alone |= is_alone;
      const auto place =
          std::ranges::upper_bound(line_, entry->number, {},
                                   [](const EntryPtr& e) { return e->number; });
      line_.insert(place, entry);
    }
  }

  void leave(Entry& self) {
    if (self.state == State::waiting) {
      std::erase_if(line_, [&](const EntryPtr& e) { return e.get() == &self; });
      wake_head();
    }
    self.has_left = true;
  }

  Answer give_up(Entry& self) {
    const bool is_in_doubt = self.is_alone || self.state == State::taken;
    leave(self);
    return Answer(is_in_doubt || lanes_.has_failed() ? Refusal::unavailable
                                                     : Refusal::busy);
  }

  mutable std::mutex mutex_;
  std::deque<EntryPtr> line_;  // by number
  std::uint64_t next_number_ = 0;
  LaneStates lanes_;
  const std::size_t largest_set_;
  const Run run_;
};

}  // namespace provisor::store
