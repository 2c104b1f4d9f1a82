#include "performance.h"

#include <array>
#include <charconv>

#include "provisor/base/call_notes.h"
#include "provisor/base/deadline.h"
#include "provisor/base/log.h"
#include "routes.h"

namespace provisor::api {

namespace {

struct Call {
  Operation operation;
  const fastcgi::Request& request;
};

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

void count_times(Operation operation, Clock::duration took,
                 const CallNotes& notes, Metrics& metrics) {
  auto& counters = metrics.of(operation);
  counters.latency.count(took);
  constexpr auto none = Clock::duration::zero();
  if (notes.waited_for_database + notes.in_database > none) {
    counters.database_wait.count(notes.waited_for_database);
    counters.database.count(notes.in_database);
  }
  if (notes.hashing > none) metrics.hash.count(notes.hashing);
}

std::string_view symbol_of(const Outcome<Done>& outcome) {
  if (!outcome) return traits_of(outcome.refusal()).symbol;
  return (*outcome).replayed ? "replayed" : "success";
}

std::string milliseconds(Clock::duration duration) {
  const std::chrono::duration<double, std::milli> number(duration);
  std::array<char, 32> text;
  const auto end = std::to_chars(text.data(), text.data() + text.size(),
                                 number.count(), std::chars_format::fixed, 1);
  return std::string(text.data(), end.ptr);
}

std::string id_or_dash(std::int64_t id) {
  return id == 0 ? "-" : std::to_string(id);
}

// From the constant list of routes; what was asked for stays out of the log.
std::string_view endpoint_of(const fastcgi::Request& request) {
  const auto* route = route_of(request.path);
  return route ? route->path : "-";
}

void write_event(log::Level level, const Call& call, std::string_view outcome,
                 Clock::duration took) {
  if (!log::is_written(level)) return;
  const auto& notes = call_notes();
  log::write(level, "call",
             {{"request_id", call.request.request_id},
              {"endpoint", endpoint_of(call.request)},
              {"operation", name_of(call.operation)},
              {"outcome", outcome},
              {"account", id_or_dash(notes.account_id)},
              {"key", id_or_dash(notes.key_id)},
              {"ms", milliseconds(took)},
              {"wait_ms",
               milliseconds(notes.waited_for_database + notes.waited_for_hash)},
              {"hash_ms", milliseconds(notes.hashing)},
              {"database_ms", milliseconds(notes.in_database)}});
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
  call_notes() = {};
  const auto start = Clock::now();
  auto outcome = without_faults(request, work);
  const auto took = Clock::now() - start;
  count_times(operation, took, call_notes(), metrics);
  count(operation, outcome, metrics);
  write_event(log::Level::info, {operation, request}, symbol_of(outcome), took);
  return outcome;
}

fastcgi::Response probed(const fastcgi::Request& request, const Probe& probe) {
  call_notes() = {};
  const auto start = Clock::now();
  auto response = probe();
  write_event(log::Level::debug, {Operation::other, request},
              response.status == 200 ? "success" : "refused",
              Clock::now() - start);
  return response;
}

}  // namespace provisor::api
