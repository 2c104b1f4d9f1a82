// backoff.h — when the next worker may be started.
//
// A worker that dies before it served anything says that the next one will
// probably do the same: the first is replaced at once, the following ones after
// 100 ms, doubling to 5 s. One that served and then crashed was felled by a
// request; its replacement costs less than waiting.

#pragma once

#include "provisor/base/deadline.h"

namespace provisor::fastcgi {

class Backoff {
 public:
  // A worker died that had served nothing.
  void failed(Deadline now);
  // A worker ended that had served something.
  void succeeded() { *this = Backoff(); }

  Deadline next_start() const { return next_start_; }

 private:
  unsigned failures_ = 0;
  Deadline last_failure_{};
  Deadline next_start_{};
};

}  // namespace provisor::fastcgi
