#include "tests/support/pool_application.h"

#include <unistd.h>

#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>

namespace provisor::tests {

namespace {

using fastcgi::Request;
using fastcgi::Response;

Response text(std::string body) {
  return {200, "text/plain", {}, std::move(body)};
}

std::string echo_of(const Request& request) {
  return "method=" + request.method + "\npath=" + request.path +
         "\nquery=" + request.query + "\ntype=" + request.content_type +
         "\nauthorization=" + request.authorization +
         "\nkey=" + request.idempotency_key.value_or("") +
         "\nremote=" + request.remote_address + "\nid=" + request.request_id +
         "\nbody=" + request.body + "\n";
}

class PoolApplication : public fastcgi::Application {
 public:
  explicit PoolApplication(PoolControls& controls) : controls_(controls) {}

  Response answer(const Request& request) override {
    if (request.body_too_large) return {413, "text/plain", {}, "too large"};
    const std::string& path = request.path;
    if (path == "/echo") return text(echo_of(request));
    if (path == "/pid") return text(std::to_string(getpid()));
    if (path == "/gate") return pass_gate();
    if (path == "/stuck") return be_stuck_until(request.deadline);
    if (path == "/short") return be_stuck_until(Clock::now());
    if (path == "/throw") throw std::runtime_error("a reason to keep");
    if (path == "/header")
      return {200, "text/plain", {{"X-Name", "a\r\nSet-Cookie: b"}}, ""};
    if (path == "/crash") raise(SIGKILL);
    if (path == "/large") return text(std::string(1 << 20, 'x'));
    return {404, "text/plain", {}, ""};
  }

  void cut_off_overdue() override {
    const std::lock_guard lock(mutex_);
    ++times_told_;
    told_.notify_all();
  }

 private:
  Response pass_gate() {
    ++controls_.waiting_at_gate;
    eventually([this] { return controls_.is_gate_open.load(); });
    --controls_.waiting_at_gate;
    return text(std::to_string(getpid()));
  }

  // And then until the second word of the watchdog: the first may be of a look
  // at the clock that was just too early.
  Response be_stuck_until(Deadline own_deadline) {
    std::unique_lock lock(mutex_);
    for (int words = 0; words < 2; ++words) {
      const auto before = times_told_;
      told_.wait(lock, [&] {
        return times_told_ > before && Clock::now() >= own_deadline;
      });
    }
    return {503, "text/plain", {}, "let go"};
  }

  PoolControls& controls_;
  std::mutex mutex_;
  std::condition_variable told_;
  int times_told_ = 0;
};

}  // namespace

std::unique_ptr<fastcgi::Application> make_pool_application(
    PoolControls& controls) {
  if (controls.is_start_failing) throw std::runtime_error("told to fail");
  return std::make_unique<PoolApplication>(controls);
}

}  // namespace provisor::tests
