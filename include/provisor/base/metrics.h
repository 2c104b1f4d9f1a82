// metrics.h — what the pool counts, in memory that all its processes share.
//
// All values are counters that only grow, so a killed worker leaves nothing to
// repair; gauges of workers live in the pool's worker slots (fastcgi/pool.h).

#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

#include "provisor/base/refusal.h"

namespace provisor {

enum class Operation {
  master_account,
  add_account,
  get_timezone_list,
  check_caller,  // the look-up before a password is hashed or a phone is read
  other,         // health, metrics, and what has no route
};
inline constexpr std::size_t operation_count = 5;
const char* name_of(Operation operation);

struct OperationMetrics {
  static constexpr std::array<std::uint32_t, 13> bucket_limits_ms = {
      1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000};

  std::atomic<std::uint64_t> succeeded;
  std::atomic<std::uint64_t> replayed;  // among the succeeded
  std::array<std::atomic<std::uint64_t>, 64> refused;  // by Refusal
  std::array<std::atomic<std::uint64_t>, 14> latency;  // by bucket; last: more
  std::atomic<std::uint64_t> latency_sum_us;
  std::atomic<std::uint64_t> sets;           // statements that ran a set
  std::atomic<std::uint64_t> set_members;    // wishes in those sets
  std::atomic<std::uint64_t> sets_split;     // sets that failed and ran one by one
  std::atomic<std::uint64_t> reconnections;  // of the operation's connections
};

struct Metrics {
  std::array<OperationMetrics, operation_count> operations;
  std::atomic<std::uint64_t> hashes;             // password hashes admitted
  std::atomic<std::uint64_t> hash_waits;         // had to wait for a slot
  std::atomic<std::uint64_t> hash_wait_us;       // how long, in all
  std::atomic<std::uint64_t> hash_timeouts;      // gave up waiting
  std::atomic<std::uint64_t> deadline_overruns;  // requests cut off by the watchdog
  std::atomic<std::uint64_t> worker_starts;
  std::atomic<std::uint64_t> worker_crashes;

  OperationMetrics& of(Operation operation) {
    return operations[static_cast<std::size_t>(operation)];
  }
  void count_latency(Operation operation, std::chrono::microseconds took);
  void count_refusal(Operation operation, Refusal refusal);
};

// Prometheus text exposition format 0.0.4; names begin with "provisor_".
std::string exposition_of(const Metrics& metrics);

}  // namespace provisor
