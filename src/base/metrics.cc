#include "provisor/base/metrics.h"

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>

namespace provisor {
namespace {

constexpr std::array<const char*, operation_count> operation_names = {
    "master_account", "add_account", "get_timezone_list", "check_caller",
    "other"};
static_assert(static_cast<std::size_t>(Operation::other) + 1 ==
              operation_count);

// The arrays in shared memory have room for every refusal and every bucket.
static_assert(std::tuple_size_v<decltype(OperationMetrics::refused)> >=
              refusal_count);
static_assert(std::tuple_size_v<decltype(OperationMetrics::latency)> ==
              OperationMetrics::bucket_limits_ms.size() + 1);

using Counter = std::atomic<std::uint64_t>;

std::uint64_t read(const Counter& counter) {
  return counter.load(std::memory_order_relaxed);
}

void add(Counter& counter, std::uint64_t amount) {
  counter.fetch_add(amount, std::memory_order_relaxed);
}

std::string seconds(std::uint64_t microseconds) {
  const auto fraction = std::to_string(1'000'000 + microseconds % 1'000'000);
  return std::to_string(microseconds / 1'000'000) + "." + fraction.substr(1);
}

// As the custom is for the label "le": without trailing zeros.
std::string limit_in_seconds(std::uint32_t milliseconds) {
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(),
                                 milliseconds / 1000.0);
  return std::string(text.data(), end.ptr);
}

// One family of the exposition after the other. Labels are never escaped: all
// of them come from the constant lists above.
class Exposition {
 public:
  void family(std::string_view name, std::string_view type,
              std::string_view help) {
    name_ = "provisor_" + std::string(name);
    text_.append("# HELP ").append(name_).append(" ").append(help);
    text_.append("\n# TYPE ").append(name_).append(" ").append(type);
    text_ += '\n';
  }

  void sample(std::string_view suffix, std::string_view labels,
              std::string_view value) {
    text_.append(name_).append(suffix);
    if (!labels.empty()) text_.append("{").append(labels).append("}");
    text_.append(" ").append(value).append("\n");
  }

  void counter(std::string_view name, std::string_view help,
               std::string_view value) {
    family(name, "counter", help);
    sample("", "", value);
  }

  std::string text() && { return std::move(text_); }

 private:
  std::string name_;
  std::string text_;
};

std::string label_of(std::size_t operation) {
  return "operation=\"" + std::string(operation_names[operation]) + "\"";
}

void write_outcomes(const Metrics& metrics, Exposition& exposition) {
  exposition.family("outcomes_total", "counter",
                    "Answers by operation: success, or a refusal's symbol.");
  for (std::size_t i = 0; i < operation_count; ++i) {
    const auto& operation = metrics.operations[i];
    exposition.sample("", label_of(i) + ",outcome=\"success\"",
                      std::to_string(read(operation.succeeded)));
    for (std::size_t r = 0; r < refusal_count; ++r) {
      const auto symbol = traits_of(static_cast<Refusal>(r)).symbol;
      exposition.sample(
          "", label_of(i) + ",outcome=\"" + std::string(symbol) + "\"",
          std::to_string(read(operation.refused[r])));
    }
  }
}

void write_latency(const Metrics& metrics, Exposition& exposition) {
  exposition.family("request_duration_seconds", "histogram",
                    "Time from the request's last byte to its answer.");
  for (std::size_t i = 0; i < operation_count; ++i) {
    const auto& operation = metrics.operations[i];
    const auto label = label_of(i);
    std::uint64_t count = 0;
    for (std::size_t b = 0; b < operation.bucket_limits_ms.size(); ++b) {
      count += read(operation.latency[b]);
      exposition.sample("_bucket",
                        label + ",le=\"" +
                            limit_in_seconds(operation.bucket_limits_ms[b]) +
                            "\"",
                        std::to_string(count));
    }
    count += read(operation.latency.back());
    exposition.sample("_bucket", label + ",le=\"+Inf\"", std::to_string(count));
    exposition.sample("_sum", label, seconds(read(operation.latency_sum_us)));
    exposition.sample("_count", label, std::to_string(count));
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
      exposition.sample(
          "", label_of(i),
          std::to_string(read(metrics.operations[i].*counter.value)));
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
    {"worker_crashes_total", "Worker processes that ended unasked.",
     &Metrics::worker_crashes},
};

}  // namespace

const char* name_of(Operation operation) {
  return operation_names[static_cast<std::size_t>(operation)];
}

void Metrics::count_latency(Operation operation,
                            std::chrono::microseconds took) {
  static constexpr auto& limits = OperationMetrics::bucket_limits_ms;
  const auto bucket = std::ranges::find_if(limits, [took](auto limit) {
    return took <= std::chrono::milliseconds(limit);
  });
  auto& counters = of(operation);
  add(counters.latency[static_cast<std::size_t>(bucket - limits.begin())], 1);
  add(counters.latency_sum_us, static_cast<std::uint64_t>(took.count()));
}

void Metrics::count_refusal(Operation operation, Refusal refusal) {
  add(of(operation).refused[static_cast<std::size_t>(refusal)], 1);
}

std::string exposition_of(const Metrics& metrics) {
  Exposition exposition;
  write_outcomes(metrics, exposition);
  write_latency(metrics, exposition);
  write_operation_counters(metrics, exposition);
  for (const auto& counter : pool_counters) {
    exposition.counter(counter.name, counter.help,
                       std::to_string(read(metrics.*counter.value)));
  }
  exposition.counter("password_hash_wait_seconds_total",
                     "Time spent waiting for a free slot.",
                     seconds(read(metrics.hash_wait_us)));
  return std::move(exposition).text();
}

}  // namespace provisor
