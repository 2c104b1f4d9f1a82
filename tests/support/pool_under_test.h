// pool_under_test.h — a pool with an application that does what a test says.
//
// The supervisor runs in a child of the test; tests and workers talk through
// shared memory. A test that uses this must have one thread: load comes from a
// process of its own (load.h).
//
// The application's paths:
//   /echo   the request as it was understood, one line a member
//   /pid    the worker's process id
//   /gate   answers once the gate is open
//   /stuck  answers 503 once it was told to let go, past its deadline
//   /short  the same past a deadline of its own, which is over at once
//   /throw  throws; /header answers with a header that breaks its line
//   /crash  ends the worker as a bug would
//   /large  answers with a megabyte

#pragma once

#include <sys/types.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "provisor/base/shared.h"
#include "provisor/fastcgi/pool.h"

namespace provisor::tests {

// Asks again and again; false when it did not come true in 30 seconds.
bool eventually(const std::function<bool()>& condition);

// What tests change and the pool's processes read, and the other way round.
struct PoolControls {
  std::atomic<bool> is_gate_open;
  std::atomic<std::uint32_t> waiting_at_gate;
  std::atomic<bool> is_start_failing;     // of the application
  std::atomic<bool> is_settings_failing;  // on the next reload
  std::atomic<std::uint32_t> workers;
  std::atomic<std::uint32_t> threads;
  std::atomic<std::uint64_t> requests_per_worker;
  std::atomic<std::uint32_t> deadline_ms;
  std::atomic<std::uint32_t> drain_ms;
  std::atomic<pid_t> last_gone;  // the worker that worker_gone named last
};

class TemporaryDirectory {
 public:
  TemporaryDirectory();
  ~TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path operator/(std::string_view name) const {
    return path_ / name;
  }

 private:
  std::filesystem::path path_;
};

class PoolUnderTest {
 public:
  struct Options {
    std::uint32_t workers = 2;
    std::uint32_t threads = 4;
    std::uint64_t requests_per_worker = 0;
    std::uint32_t deadline_ms = 20000;
    std::uint32_t drain_ms = 20000;
    bool is_socket_inherited = false;
    bool is_notifying = false;  // to notifications()
    std::string socket_name = "api.sock";
  };
  explicit PoolUnderTest(const Options& options);
  PoolUnderTest() : PoolUnderTest(Options{}) {}
  ~PoolUnderTest();

  // The constructor does this; again it makes a successor of the one before.
  void start();
  // Throws when it does not come to that.
  void wait_until_serving() const;

  void signal(int number) const;
  // Of the supervisor; nothing when it does not end.
  std::optional<int> exit_status();
  pid_t supervisor() const { return supervisor_; }

  std::filesystem::path socket() const { return directory_ / socket_name_; }
  std::vector<pid_t> workers() const;  // those that serve
  fastcgi::WorkerSlot& slot_of(pid_t worker) const;
  std::uint32_t busy_threads() const;
  std::string log() const;
  std::vector<std::string> notifications();  // since the last call

  PoolControls& controls() const { return *controls_; }
  fastcgi::PoolState& state() const { return *state_; }
  Metrics& metrics() const { return *metrics_; }

 private:
  [[noreturn]] void become_supervisor();

  TemporaryDirectory directory_;
  Shared<PoolControls> controls_;
  Shared<fastcgi::PoolState> state_;
  Shared<Metrics> metrics_;
  std::string socket_name_;
  int listener_ = -1;
  int notifications_ = -1;
  pid_t supervisor_ = -1;
};

}  // namespace provisor::tests
