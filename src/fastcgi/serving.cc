#include "serving.h"

#include <sys/eventfd.h>

#include <algorithm>
#include <exception>
#include <limits>
#include <random>

#include "exchange.h"
#include "provisor/base/log.h"
#include "response_head.h"

namespace provisor::fastcgi {

namespace {

// Up to an eighth more than the setting, so that workers that started together
// are not replaced together.
std::uint64_t jittered(std::uint64_t most_requests) {
  if (most_requests == 0) return std::numeric_limits<std::uint64_t>::max();
  std::random_device chance;
  return most_requests + std::uniform_int_distribution<std::uint64_t>(
                             0, most_requests / 8)(chance);
}

class BusyThread {
 public:
  explicit BusyThread(WorkerSlot& slot) : slot_(slot) { ++slot_.busy; }
  ~BusyThread() { --slot_.busy; }
  BusyThread(const BusyThread&) = delete;
  BusyThread& operator=(const BusyThread&) = delete;

 private:
  WorkerSlot& slot_;
};

// A connection in the watchdog's table. Ends before the connection is closed.
class Watched {
 public:
  Watched(Watch& watch, int connection, Deadline deadline) : watch_(watch) {
    watch_.begin(connection, deadline);
  }
  ~Watched() { watch_.end(); }
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

 private:
  Watch& watch_;
};

Deadline transfer_deadline(const PoolSettings& settings) {
  return Clock::now() + std::min(settings.request_deadline, transfer_limit);
}

// Without the path: a key or a link may be part of it.
Response failed(const Request& request, const char* reason) {
  log::error("request failed",
             {{"request_id", request.request_id}, {"reason", reason}});
  return internal_error(request.request_id);
}

void refuse(const Request& request, Exchange& exchange) {
  log::notice("request malformed", {{"request_id", request.request_id}});
  exchange.send(malformed_request());
}

}  // namespace

Serving::Serving(const WorkerPlace& place, Application& application)
    : place_(place),
      application_(application),
      acceptor_(place.listener),
      watchdog_(place.settings.threads),
      ended_event_(opened(eventfd(0, EFD_CLOEXEC), "eventfd")),
      most_requests_(jittered(place.settings.requests_per_worker)),
      running_(place.settings.threads) {}

Serving::~Serving() {
  stop();
  for (std::thread& thread : threads_) thread.join();
}

void Serving::start() {
  for (Watch& watch : watchdog_.watches())
    threads_.emplace_back([this, &watch] { serve_connections(watch); });
}

void Serving::serve_connections(Watch& watch) {
  while (const auto connection = acceptor_.next()) {
    // One request that cannot be served, for want of memory or descriptors,
    // must not take the thread with it.
    try {
      serve(connection->number(), watch);
    } catch (const std::exception& fault) {
      log::error("connection dropped", {{"reason", fault.what()}});
    }
  }
  if (acceptor_.has_failed()) ask_for_replacement(place_);
  if (--running_ == 0) raise_event(ended_event_.number());
}

void Serving::serve(int connection, Watch& watch) {
  const Deadline deadline = Clock::now() + place_.settings.request_deadline;
  const BusyThread busy(place_.slot);
  const Watched watched(watch, connection, transfer_deadline(place_.settings));
  Exchange exchange(connection);
  Request request;
  request.deadline = deadline;
  const Exchange::Received received = exchange.receive(request);
  if (received == Exchange::Received::nothing) return;
  if (received == Exchange::Received::malformed)
    refuse(request, exchange);
  else
    answer(request, exchange, watch);
  count_served();
}

// The accept loop's `try`: whatever an operation throws ends here.
void Serving::answer(const Request& request, Exchange& exchange, Watch& watch) {
  const auto send = [&](const Response& response) {
    watch.enter(Watch::Stage::writing, transfer_deadline(place_.settings));
    exchange.send(response);
  };
  watch.enter(Watch::Stage::in_application, request.deadline);
  try {
    return send(application_.answer(request));
  } catch (const std::exception& fault) {
    send(failed(request, fault.what()));
  } catch (...) {
    send(failed(request, "something that is no std::exception"));
  }
}

void Serving::count_served() {
  if (++place_.slot.served == most_requests_) ask_for_replacement(place_);
}

}  // namespace provisor::fastcgi
