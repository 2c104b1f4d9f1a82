#include "performance.h"

#include <exception>

#include "provisor/base/deadline.h"
#include "provisor/base/log.h"

namespace provisor::api {

namespace {

// PostgreSQL's messages put what a caller sent into the lines after the first.
std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

// The one catch outside the accept loop and the store: only here it is known
// that a call failed and in which form its caller expects to be told.
Outcome<Done> fault_as_refusal(const fastcgi::Request& request,
                               const Work& work) {
  try {
    return work();
  } catch (const std::exception& fault) {
    log::error("call failed", {{"request_id", request.request_id},
                               {"fault", first_line(fault.what())}});
    return Refused{Refusal::internal_error, "",
                   "The request's id is " + request.request_id + "."};
  }
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

Outcome<Done> perform(Operation operation, const fastcgi::Request& request,
                      Metrics& metrics, const Work& work) {
  const auto start = Clock::now();
  auto outcome = fault_as_refusal(request, work);
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
