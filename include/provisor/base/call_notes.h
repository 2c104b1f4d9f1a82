// call_notes.h — what the call that this thread works on spends its time on,
// and who made it.
//
// A call is worked on by one thread from its first byte to its answer, so its
// notes belong to the thread: the rooms that wait, hash and ask the database
// write into them, and api reads them for its event and its metrics. Handing
// them down as a parameter would put one more into every operation and every
// statement, which none of these has a use for.

#pragma once

#include <chrono>
#include <cstdint>

namespace provisor {

struct CallNotes {
  using Duration = std::chrono::steady_clock::duration;

  Duration waited_for_database{};  // until a connection took the call up
  Duration in_database{};          // while its statements ran
  Duration waited_for_hash{};      // for a slot
  Duration hashing{};
  std::int64_t account_id = 0;  // the caller's; 0: not known
  std::int64_t key_id = 0;      // of the key's row, never the key itself
};

// This thread's; whoever begins a call clears them.
CallNotes& call_notes();

// Adds its own lifetime to one of the durations.
class Stretch {
 public:
  explicit Stretch(CallNotes::Duration CallNotes::*member)
      : member_(member), start_(std::chrono::steady_clock::now()) {}
  ~Stretch() {
    call_notes().*member_ += std::chrono::steady_clock::now() - start_;
  }
  Stretch(const Stretch&) = delete;
  Stretch& operator=(const Stretch&) = delete;

 private:
  CallNotes::Duration CallNotes::*member_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace provisor
