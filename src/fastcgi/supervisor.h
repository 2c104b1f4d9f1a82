// supervisor.h — keeps the number of workers, and does what signals say.
//
// One loop: take signals, bury the dead, then compare what there is with what
// there should be and do one thing about it at a time. A reload, a worn worker
// and a crash need no code of their own beyond that comparison.

#pragma once

#include "crew.h"
#include "file_descriptor.h"
#include "listener.h"
#include "progress.h"
#include "provisor/base/service_manager.h"

namespace provisor::fastcgi {

class Supervisor {
 public:
  Supervisor(const PoolHooks& hooks, PoolState& state, Metrics& metrics);

  // Until drained; the program's exit status.
  int run();

 private:
  void take_signals();
  void reload();
  void drain();
  void tend(Deadline now);
  void look_for_progress();
  bool is_stuck() const;
  void adjust(Deadline now);
  bool adjust_once(Deadline now);
  bool start_worker(Deadline now);
  void report(Deadline now);
  void wait(Deadline now);

  const PoolHooks& hooks_;
  PoolSettings settings_;
  FileDescriptor signals_;
  FileDescriptor notice_;
  Listener listener_;
  Crew crew_;
  Progress progress_;
  ServiceManager service_manager_;
  bool is_draining_ = false;
  Deadline next_beat_check_{};
};

}  // namespace provisor::fastcgi
