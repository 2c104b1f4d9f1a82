// acceptor.h — hands the connections of one listener to many threads.
//
// libfcgi would block in accept() and be woken by a signal, and a signal that
// arrives between its look at the flag and the call is lost until the next
// connection. So accepting is done here: threads wait in epoll for a connection
// or for the stop event, which stays readable and cannot be missed.
//
// A connection wakes one waiting thread of one process (EPOLLEXCLUSIVE,
// EPOLLET). What follows from that:
//
// - The thread that was woken must try to accept even when it is told to stop
//   at the same moment, or nobody would: the kernel has spent its one wake-up,
//   and the other processes sleep on.
// - The kernel asks the processes in the order in which they registered, and
//   the first one with a free thread gets everything (seen: 163,802 of 165,271
//   requests, two workers). So after a wake-up a process registers anew, at the
//   end of that queue: workers take turns, and so do their database
//   connections. Registering also looks at the listener once more, which is
//   what makes edge triggering safe here: a second connection that came in the
//   meantime wakes the next thread.
//
// Against level triggering, which wakes a second thread for each connection in
// vain, this serves 26,300 instead of 18,200 trivial requests a second through
// nginx on two busy cores (64 connections).

#pragma once

#include <atomic>
#include <mutex>
#include <optional>

#include "file_descriptor.h"

namespace provisor::fastcgi {

class Acceptor {
 public:
  // `listener` does not block and outlives this object.
  explicit Acceptor(int listener);

  // The next connection; nothing once stop() was called. A thread that was
  // promised a connection still gets it.
  std::optional<FileDescriptor> next();

  // From any thread.
  void stop();

  // Whether it stopped by itself: the system had no room left for it in the
  // listener's queue, and it would have heard of no connection any more.
  bool has_failed() const { return has_failed_; }

 private:
  bool wait_for_connection();
  void queue_up_again();
  void wait_for_resources(int reason);

  int listener_;
  FileDescriptor stop_event_;
  FileDescriptor epoll_;
  std::mutex queue_mutex_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<bool> has_failed_ = false;
};

}  // namespace provisor::fastcgi
