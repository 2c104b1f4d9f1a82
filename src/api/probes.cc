// What the operator's machines ask: whether this process lives, whether it can
// do its work, and how much it did.

#include <algorithm>
#include <string>

#include "endpoints.h"
#include "provisor/base/exposition.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;

// Scrapers wait for ten seconds.
constexpr std::chrono::seconds outbox_patience{5};

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

void write_pool(const fastcgi::PoolState& pool, Exposition& exposition) {
  const auto gauges = gauges_of(pool);
  exposition.gauge("workers", "Worker processes that run.", gauges.workers);
  exposition.family("worker_threads", "gauge",
                    "Threads of all workers, by whether they serve a request.");
  exposition.sample({{"state", "busy"}}, gauges.busy);
  // A worker that was killed a moment ago may have more busy than it had.
  exposition.sample({{"state", "idle"}},
                    gauges.threads - std::min(gauges.threads, gauges.busy));
}

void write_build(Exposition& exposition) {
  exposition.family("build_info", "gauge", "The version that runs; always 1.");
  exposition.sample({{"version", PROVISOR_VERSION}}, 1);
}

// While the database is away, what it would say is left out.
void write_database(const Request& request, store::SignUps& sign_ups,
                    Exposition& exposition) {
  const auto readiness = sign_ups.readiness(request.deadline);
  exposition.gauge("database_up", "Whether the database answers.",
                   readiness.database_answers);
  if (!readiness.database_answers || readiness.schema_version.empty()) return;
  exposition.gauge("schema_version", "Number of the newest migration.",
                   std::stoull(readiness.schema_version));
  const auto states = sign_ups.outbox_states(
      std::min(request.deadline, Clock::now() + outbox_patience));
  if (states.empty()) return;
  exposition.family("outbox_mails", "gauge",
                    "Mails that are not done with, by state.");
  for (const auto& each : states)
    exposition.sample({{"state", each.state}}, each.mails);
  exposition.family("outbox_oldest_age_seconds", "gauge",
                    "Since the mail that waits longest in each state was "
                    "due, held or given up; 0 without one.");
  for (const auto& each : states)
    exposition.sample({{"state", each.state}},
                      static_cast<std::uint64_t>(each.oldest.count()));
}

// Null when there is none.
const char* trouble_of(const store::Readiness& readiness) {
  if (!readiness.database_answers) return "the database does not answer";
  if (readiness.schema_version.empty()) return "the database holds no schema";
  if (readiness.is_schema_outdated)
    return "the database's schema is older than this server: provisor migrate";
  if (readiness.is_read_only) return "the database takes no writes";
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
  Exposition exposition;
  write_build(exposition);
  write_metrics(house.metrics, exposition);
  write_pool(house.pool, exposition);
  write_database(request, house.services.sign_ups, exposition);
  response.body = std::move(exposition).text();
  return response;
}

}  // namespace provisor::api
