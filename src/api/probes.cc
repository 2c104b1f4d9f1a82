// What the operator's machines ask: whether this process lives, whether it can
// do its work, and how much it did.

#include <string>

#include "endpoints.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;

bool is_loopback(std::string_view address) {
  return address.starts_with("127.") || address == "::1" ||
         address.starts_with("::ffff:127.");
}

struct PoolGauges {
  std::uint64_t workers = 0, threads = 0, busy = 0;
};

PoolGauges gauges_of(const fastcgi::PoolState& pool) {
  PoolGauges gauges;
  for (const auto& slot : pool.slots) {
    if (slot.process.load(std::memory_order_relaxed) == 0) continue;
    ++gauges.workers;
    gauges.threads += slot.threads.load(std::memory_order_relaxed);
    gauges.busy += slot.busy.load(std::memory_order_relaxed);
  }
  return gauges;
}

std::string gauge(const std::string& name, const std::string& help,
                  std::uint64_t value) {
  return "# HELP " + name + " " + help + "\n# TYPE " + name + " gauge\n" +
         name + " " + std::to_string(value) + "\n";
}

std::string exposition_of(const PoolGauges& gauges) {
  return gauge("provisor_workers", "Worker processes that run.",
               gauges.workers) +
         gauge("provisor_worker_threads", "Threads of all workers.",
               gauges.threads) +
         gauge("provisor_worker_threads_busy",
               "Threads that serve a request now.", gauges.busy);
}

// Null when there is none.
const char* trouble_of(const store::Readiness& readiness) {
  if (!readiness.database_answers) return "the database does not answer";
  if (readiness.schema_version.empty()) return "the database holds no schema";
  if (readiness.is_schema_outdated)
    return "the database's schema is older than this server: provisor migrate";
  return nullptr;
}

}  // namespace

Response health_answer() {
  Response response;
  response.body = R"({"status":"ok"})";
  return response;
}

Response readiness_answer(const Request& request, const House& house) {
  const auto readiness = house.services.sign_ups.readiness(request.deadline);
  const auto* trouble = trouble_of(readiness);
  Response response;
  response.status = trouble ? 503 : 200;
  response.body = std::string(R"({"status":")") + (trouble ? trouble : "ready");
  if (!readiness.schema_version.empty())
    response.body += R"(","schema_version":")" + readiness.schema_version;
  response.body += R"("})";
  return response;
}

Response metrics_answer(const Request& request, const House& house) {
  if (!is_loopback(request.remote_address))
    return form_error({Refusal::not_found});
  Response response;
  response.content_type = "text/plain; version=0.0.4; charset=utf-8";
  response.body = provisor::exposition_of(house.metrics) +
                  exposition_of(gauges_of(house.pool));
  return response;
}

}  // namespace provisor::api
