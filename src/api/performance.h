// performance.h — runs one call of an operation: times, counts, logs, and turns
// a fault into a refusal.

#pragma once

#include <exception>
#include <functional>

#include "provisor/base/metrics.h"
#include "provisor/base/outcome.h"
#include "provisor/fastcgi/message.h"
#include "provisor/wire/json_rpc.h"

namespace provisor::api {

// What a call came to, in the one form that both endpoints write.
struct Done {
  wire::Result result;
  bool replayed = false;
};

using Work = std::function<Outcome<Done>()>;

// internal_error with the request id as its detail. The fault itself is logged
// with that id and told to nobody.
Refused told(const std::exception& fault, const fastcgi::Request& request);

// What `work` comes to; never throws: a fault becomes a refusal.
//
// The one catch outside the accept loop and the store: only here it is known
// that a call failed and in which form its caller expects to be told.
template <class SomeWork>
auto without_faults(const fastcgi::Request& request, const SomeWork& work)
    -> decltype(work()) {
  try {
    return work();
  } catch (const std::exception& fault) {
    return told(fault, request);
  }
}

// Writes the event "call" and counts it; never throws, as above, so that the
// endpoint can answer in its own form.
Outcome<Done> perform(Operation operation, const fastcgi::Request& request,
                      Metrics& metrics, const Work& work);

using Probe = std::function<fastcgi::Response()>;

// What the operator's machines ask is no call of anybody: its event is of level
// debug, and it is not counted.
fastcgi::Response probed(const fastcgi::Request& request, const Probe& probe);

}  // namespace provisor::api
