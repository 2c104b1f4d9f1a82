// metrics.h — what the pool counts, in memory that all its processes share.
//
// All values are counters that only grow, so a killed worker leaves nothing to
// repair; gauges of workers live in the pool's worker slots (fastcgi/pool.h).
// docs/monitoring.md says what each is good for.

#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>

#include "provisor/base/refusal.h"

namespace provisor {

class Exposition;

enum class Operation {
  master_account,
  add_account,
  get_timezone_list,
  check_caller,  // the look-up before a password is hashed or a phone is read
  look_at_link,  // the pages behind the links in mails
  set_password,
  confirm_address,
  resend_confirmation,
  ask_reset,
  other,  // health, metrics, and what has no route
};
inline constexpr std::size_t operation_count = 10;
const char* name_of(Operation operation);

// How a worker ended whose place another one takes.
enum class WorkerEnd {
  crash,    // by a signal or a failure
  hang,     // killed: its main thread stood still
  overdue,  // killed: it did not finish in its drain time
  worn,     // had served its number of requests, or lost a thread or its queue
  reload,   // the settings were read again
  asked,    // somebody told it to end
};
inline constexpr std::size_t worker_end_count = 6;

struct Histogram {
  static constexpr std::array<std::uint32_t, 13> limits_ms = {
      1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};

  std::array<std::atomic<std::uint64_t>, limits_ms.size() + 1> buckets;
  std::atomic<std::uint64_t> sum_us;

  void count(std::chrono::steady_clock::duration took);
};

struct OperationMetrics {
  std::atomic<std::uint64_t> succeeded;
  std::atomic<std::uint64_t> replayed;                 // among the succeeded
  std::array<std::atomic<std::uint64_t>, 64> refused;  // by Refusal
  Histogram latency;
  // Of the calls that asked the database.
  Histogram database_wait;                 // until a connection took them up
  Histogram database;                      // while their statements ran
  std::atomic<std::uint64_t> sets;         // statements that ran a set
  std::atomic<std::uint64_t> set_members;  // wishes in those sets
  std::atomic<std::uint64_t> sets_split;  // sets that failed and ran one by one
  std::atomic<std::uint64_t> reconnections;  // of the operation's connections
};

struct Metrics {
  std::atomic<std::uint64_t> started_at;  // seconds since 1970; of the pool
  std::array<OperationMetrics, operation_count> operations;
  std::atomic<std::uint64_t> hashes;         // password hashes admitted
  std::atomic<std::uint64_t> hash_waits;     // had to wait for a slot
  Histogram hash_wait;                       // of all that asked for one
  Histogram hash;                            // of those computed
  std::atomic<std::uint64_t> hash_timeouts;  // gave up waiting
  std::atomic<std::uint64_t>
      deadline_overruns;  // requests cut off by the watchdog
  std::atomic<std::uint64_t> worker_starts;
  std::array<std::atomic<std::uint64_t>, worker_end_count> worker_ends;

  OperationMetrics& of(Operation operation) {
    return operations[static_cast<std::size_t>(operation)];
  }
  std::atomic<std::uint64_t>& of(WorkerEnd end) {
    return worker_ends[static_cast<std::size_t>(end)];
  }
  void count_latency(Operation operation, std::chrono::microseconds took);
  void count_refusal(Operation operation, Refusal refusal);
};

void write_metrics(const Metrics& metrics, Exposition& exposition);

}  // namespace provisor
