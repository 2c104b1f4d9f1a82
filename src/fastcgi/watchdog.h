// watchdog.h — which thread serves which connection, and until when.
//
// libfcgi reads and writes without a time limit. The main thread looks at this
// table and shuts down the connections of requests that are overdue: the read
// or write that a thread is blocked in then fails.
//
// An entry names a descriptor that its thread owns. It is taken out, under the
// entry's lock, before the descriptor is closed; so a connection that was
// opened later and got the same number is never cut by mistake.

#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <span>

#include "provisor/base/deadline.h"

namespace provisor::fastcgi {

// After the deadline the application may still say that it was late.
inline constexpr std::chrono::milliseconds grace{1000};

// nginx sends a request whole and takes an answer whole, so neither may last
// much longer than a busy machine needs; a request's own deadline is far
// longer.
inline constexpr std::chrono::milliseconds transfer_limit{10000};

// The entry of one thread.
class Watch {
 public:
  enum class Stage { reading, in_application, writing };

  // The first stage is reading. Each has a deadline of its own.
  void begin(int connection, Deadline deadline);
  void enter(Stage stage, Deadline deadline);
  void end();

  struct Finding {
    bool is_new_overrun = false;
    bool is_application_late = false;
    Clock::duration overrun{};
    Deadline next_look = Deadline::max();
  };
  // Cuts the connection when its time is over.
  Finding look(Deadline now);

 private:
  Deadline cut_at() const;

  std::mutex mutex_;
  int connection_ = -1;  // -1: none
  Deadline deadline_;
  Stage stage_ = Stage::reading;
  bool is_overrun_ = false;
  bool is_cut_ = false;
};

class Watchdog {
 public:
  explicit Watchdog(std::size_t threads)
      : watches_(std::make_unique<Watch[]>(threads)), count_(threads) {}

  std::span<Watch> watches() { return {watches_.get(), count_}; }

  struct Report {
    std::uint64_t new_overruns = 0;
    bool is_application_late = false;
    Clock::duration longest_overrun{};     // of the application
    Deadline next_look = Deadline::max();  // nothing is overdue before
  };
  Report look(Deadline now);

 private:
  std::unique_ptr<Watch[]> watches_;
  std::size_t count_;
};

}  // namespace provisor::fastcgi
