#include "provisor/base/metrics.h"

#include <algorithm>
#include <string_view>

#include "provisor/base/exposition.h"

namespace provisor {
namespace {

constexpr std::array<const char*, operation_count> operation_names = {
    "master_account",    "add_account",
    "get_timezone_list", "check_caller",
    "look_at_link",      "set_password",
    "confirm_address",   "resend_confirmation",
    "ask_reset",         "other"};
static_assert(static_cast<std::size_t>(Operation::other) + 1 ==
              operation_count);

constexpr std::array<const char*, worker_end_count> worker_end_names = {
    "crash", "hang", "overdue", "worn", "reload", "asked"};
static_assert(static_cast<std::size_t>(WorkerEnd::asked) + 1 ==
              worker_end_count);

// The array in shared memory has room for every refusal.
static_assert(std::tuple_size_v<decltype(OperationMetrics::refused)> >=
              refusal_count);

using Counter = std::atomic<std::uint64_t>;

std::uint64_t read(const Counter& counter) {
  return counter.load(std::memory_order_relaxed);
}

void add(Counter& counter, std::uint64_t amount) {
  counter.fetch_add(amount, std::memory_order_relaxed);
}

void write_outcomes(const Metrics& metrics, Exposition& exposition) {
  exposition.family("outcomes_total", "counter",
                    "Answers by operation: success, or a refusal's symbol.");
  for (std::size_t i = 0; i < operation_count; ++i) {
    const auto& operation = metrics.operations[i];
    const auto* name = operation_names[i];
    exposition.sample({{"operation", name}, {"outcome", "success"}},
                      read(operation.succeeded));
    for (std::size_t r = 0; r < refusal_count; ++r)
      exposition.sample(
          {{"operation", name},
           {"outcome", traits_of(static_cast<Refusal>(r)).symbol}},
          read(operation.refused[r]));
  }
}

struct OperationHistogram {
  std::string_view name, help;
  Histogram OperationMetrics::*value;
};
constexpr OperationHistogram operation_histograms[] = {
    {"request_duration_seconds",
     "Time from the request's last byte to its answer.",
     &OperationMetrics::latency},
    {"database_wait_seconds",
     "Time in which calls waited for a database connection.",
     &OperationMetrics::database_wait},
    {"database_duration_seconds", "Time in which the statements of calls ran.",
     &OperationMetrics::database},
};

void write_operation_histograms(const Metrics& metrics,
                                Exposition& exposition) {
  for (const auto& histogram : operation_histograms) {
    exposition.family(histogram.name, "histogram", histogram.help);
    for (std::size_t i = 0; i < operation_count; ++i)
      exposition.histogram({{"operation", operation_names[i]}},
                           metrics.operations[i].*histogram.value);
  }
}

struct OperationCounter {
  std::string_view name, help;
  Counter OperationMetrics::*value;
};
constexpr OperationCounter operation_counters[] = {
    {"replays_total", "Successes that were the answer to an earlier call.",
     &OperationMetrics::replayed},
    {"sets_total", "Statements that ran a set of wishes.",
     &OperationMetrics::sets},
    {"set_members_total", "Wishes in those sets.",
     &OperationMetrics::set_members},
    {"sets_split_total", "Sets that failed as a whole and ran one by one.",
     &OperationMetrics::sets_split},
    {"database_reconnections_total", "Database connections made anew.",
     &OperationMetrics::reconnections},
};

void write_operation_counters(const Metrics& metrics, Exposition& exposition) {
  for (const auto& counter : operation_counters) {
    exposition.family(counter.name, "counter", counter.help);
    for (std::size_t i = 0; i < operation_count; ++i) {
      exposition.sample({{"operation", operation_names[i]}},
                        read(metrics.operations[i].*counter.value));
    }
  }
}

struct PoolCounter {
  std::string_view name, help;
  Counter Metrics::*value;
};
constexpr PoolCounter pool_counters[] = {
    {"password_hashes_total", "Password hashes admitted.", &Metrics::hashes},
    {"password_hash_waits_total", "Hashes that had to wait for a free slot.",
     &Metrics::hash_waits},
    {"password_hash_timeouts_total", "Hashes given up for want of a slot.",
     &Metrics::hash_timeouts},
    {"deadline_overruns_total", "Requests cut off at their deadline.",
     &Metrics::deadline_overruns},
    {"worker_starts_total", "Worker processes started.",
     &Metrics::worker_starts},
};

void write_pool_counters(const Metrics& metrics, Exposition& exposition) {
  for (const auto& counter : pool_counters)
    exposition.counter(counter.name, counter.help,
                       read(metrics.*counter.value));
  exposition.family("worker_restarts_total", "counter",
                    "Worker processes that ended, by why.");
  for (std::size_t i = 0; i < worker_end_count; ++i)
    exposition.sample({{"cause", worker_end_names[i]}},
                      read(metrics.worker_ends[i]));
}

void write_hash_histograms(const Metrics& metrics, Exposition& exposition) {
  exposition.family("password_hash_wait_seconds", "histogram",
                    "Time in which passwords waited for a slot to be hashed.");
  exposition.histogram({}, metrics.hash_wait);
  exposition.family("password_hash_duration_seconds", "histogram",
                    "Time in which passwords were hashed.");
  exposition.histogram({}, metrics.hash);
}

}  // namespace

const char* name_of(Operation operation) {
  return operation_names[static_cast<std::size_t>(operation)];
}

void Histogram::count(std::chrono::steady_clock::duration took) {
  const auto bucket = std::ranges::find_if(limits_ms, [took](auto limit) {
    return took <= std::chrono::milliseconds(limit);
  });
  add(buckets[static_cast<std::size_t>(bucket - limits_ms.begin())], 1);
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took);
  add(sum_us, static_cast<std::uint64_t>(us.count()));
}

void Metrics::count_latency(Operation operation,
                            std::chrono::microseconds took) {
  of(operation).latency.count(took);
}

void Metrics::count_refusal(Operation operation, Refusal refusal) {
  add(of(operation).refused[static_cast<std::size_t>(refusal)], 1);
}

void write_metrics(const Metrics& metrics, Exposition& exposition) {
  exposition.gauge("start_time_seconds",
                   "When the pool was started, in seconds since 1970.",
                   read(metrics.started_at));
  write_outcomes(metrics, exposition);
  write_operation_histograms(metrics, exposition);
  write_operation_counters(metrics, exposition);
  write_pool_counters(metrics, exposition);
  write_hash_histograms(metrics, exposition);
}

}  // namespace provisor
