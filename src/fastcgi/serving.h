// serving.h — the threads of a worker: accept, read, answer, again.

#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

#include "acceptor.h"
#include "watchdog.h"
#include "worker.h"

namespace provisor::fastcgi {

class Exchange;

class Serving {
 public:
  // The threads start in start(). All arguments outlive this object.
  Serving(const WorkerPlace& place, Application& application);
  ~Serving();  // stops and waits for the threads

  void start();
  // No further connection is accepted; what was accepted is answered.
  void stop() { acceptor_.stop(); }

  Watchdog& watchdog() { return watchdog_; }
  // Becomes readable when stop() was called and the last thread has ended.
  int ended_event() const { return ended_event_.number(); }

 private:
  void serve_connections(Watch& watch);
  void serve(int connection, Watch& watch);
  void answer(const Request& request, Exchange& exchange, Watch& watch);
  void count_served();

  const WorkerPlace& place_;
  Application& application_;
  Acceptor acceptor_;
  Watchdog watchdog_;
  FileDescriptor ended_event_;
  const std::uint64_t most_requests_;
  std::atomic<std::size_t> running_;
  std::vector<std::thread> threads_;
};

}  // namespace provisor::fastcgi
