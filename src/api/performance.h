// performance.h — runs one call of an operation: times, counts, logs, and turns
// a fault into a refusal.

#pragma once

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

// Never throws: a fault becomes internal_error, with the request id as its
// detail, so that the endpoint can answer in its own form. The fault itself is
// logged with that id and told to nobody.
Outcome<Done> perform(Operation operation, const fastcgi::Request& request,
                      Metrics& metrics, const Work& work);

}  // namespace provisor::api
