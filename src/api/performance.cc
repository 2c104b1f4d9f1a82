#include "performance.h"

#include "provisor/base/deadline.h"
#include "provisor/base/log.h"

namespace provisor::api {

namespace {

// PostgreSQL's messages put what a caller sent into the lines after the first.
std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

void count(Operation operation, const Outcome<Done>& outcome,
           Metrics& metrics) {
  if (!outcome) return metrics.count_refusal(operation, outcome.refusal());
  auto& counters = metrics.of(operation);
  counters.succeeded.fetch_add(1, std::memory_order_relaxed);
  if ((*outcome).replayed)
    counters.replayed.fetch_add(1, std::memory_order_relaxed);
}

std::string_view symbol_of(const Outcome<Done>& outcome) {
  if (!outcome) return traits_of(outcome.refusal()).symbol;
  return (*outcome).replayed ? "replayed" : "success";
}

}  // namespace

Refused told(const std::exception& fault, const fastcgi::Request& request) {
  log::error("call failed", {{"request_id", request.request_id},
                             {"fault", first_line(fault.what())}});
  return {Refusal::internal_error, "",
          "The request's id is " + request.request_id + "."};
}

Outcome<Done> perform(Operation operation, const fastcgi::Request& request,
                      Metrics& metrics, const Work& work) {
  const auto start = Clock::now();
  auto outcome = without_faults(request, work);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
      Clock::now() - start);
  metrics.count_latency(operation, took);
  count(operation, outcome, metrics);
  log::info("call", {{"request_id", request.request_id},
                     {"operation", name_of(operation)},
                     {"outcome", symbol_of(outcome)},
                     {"ms", took.count() / 1000}});
  return outcome;
}

}  // namespace provisor::api
