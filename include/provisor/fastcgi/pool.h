// pool.h — the supervisor and its worker processes.
//
// run_pool() becomes the supervisor: it takes the listening socket (inherited
// from systemd, or its own), forks workers and keeps their number. A worker
// accepts on the shared socket with some tens of threads, each serving one
// request at a time through libfcgi.
//
//   SIGTERM, SIGINT  drain: no new connection, finish what runs, end
//   SIGHUP           read the settings again, replace workers one by one
//   a crash          a new worker, at once the first time, then with back-off
//
// The supervisor has one thread and never touches the database.

#pragma once

#include <sys/types.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>

#include "provisor/base/metrics.h"
#include "provisor/fastcgi/message.h"

namespace provisor::fastcgi {

struct PoolSettings {
  std::filesystem::path socket;  // used when no socket is inherited
  std::uint32_t workers;         // 0: one a core, at least two
  std::uint32_t threads;
  std::uint64_t requests_per_worker;  // 0: for ever
  std::chrono::milliseconds request_deadline;
  std::chrono::milliseconds drain;
};

enum class WorkerPhase : std::uint32_t {
  starting,
  serving,
  worn,  // still serves, but wants to be replaced
};

// The state of one worker, in shared memory; its owner alone writes, but for
// the supervisor, which resets it when the worker is gone.
struct WorkerSlot {
  std::atomic<std::int32_t> process;  // 0: free
  std::atomic<std::uint32_t> busy;    // threads that hold a connection now
  std::atomic<std::uint32_t> threads;
  std::atomic<std::uint64_t> served;
  std::atomic<WorkerPhase> phase;
  std::atomic<std::uint64_t> beat;  // grows as long as its main thread runs
};

struct PoolState {
  static constexpr std::size_t most_workers = 128;  // old and new in a reload
  std::array<WorkerSlot, most_workers> slots;
};

// Lives in a worker; made there after the fork. Called by many threads at once.
class Application {
 public:
  virtual ~Application() = default;
  // An exception becomes a 500 without a word to the client about its cause,
  // logged with the request id.
  virtual Response answer(const Request& request) = 0;
  // Called by the watchdog every second, and every 100 ms while a request that
  // answer() works on is past its deadline: whatever is awaited outside this
  // process beyond its own deadline must now let go. The request's connection
  // is cut a second later, so the application can still say what happened. Must
  // not block: the watchdog of all requests waits for it.
  virtual void cut_off_overdue() = 0;
};

struct PoolHooks {
  // Settings, read again on SIGHUP; throws to keep the old ones.
  std::function<PoolSettings()> settings;
  // Called in the new worker. Throwing ends the worker (and counts as a crash).
  std::function<std::unique_ptr<Application>()> make_application;
  // Called in the supervisor when a worker is gone, however it ended.
  std::function<void(pid_t)> worker_gone;
};

// Returns the exit status of the program: 0 after a drain in which every worker
// finished what it had, else nonzero. Throws when it cannot start: no settings,
// no socket. The calling process must have one thread; the signals named above
// stay blocked when this returns.
int run_pool(const PoolHooks& hooks, PoolState& state, Metrics& metrics);

}  // namespace provisor::fastcgi
