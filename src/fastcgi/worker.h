// worker.h — one process of the pool: threads that serve, a main thread that
// watches them.

#pragma once

#include <sys/types.h>

#include "provisor/fastcgi/pool.h"

namespace provisor::fastcgi {

// What a worker gets from its supervisor through the fork.
struct WorkerPlace {
  pid_t supervisor;
  int listener;
  int notice;  // eventfd: the supervisor looks at the slots when written to
  const PoolSettings& settings;
  const PoolHooks& hooks;
  WorkerSlot& slot;
  Metrics& metrics;
};

// In the new process, right after the fork. Serves until SIGTERM, or until the
// supervisor is gone; then finishes what was accepted and ends the process.
[[noreturn]] void become_worker(const WorkerPlace& place);

// From any thread of the worker: it serves on until its successor does.
void ask_for_replacement(const WorkerPlace& place);

}  // namespace provisor::fastcgi
