// api.h — the addresses this server answers at, and the life of a request.
//
//   /site/api/master_account      GET, POST   the form API
//   /api/jsonrpcserver[.php]      POST        JSON-RPC, any case of letters
//   /healthz /readyz /metrics     GET, HEAD   for the operator's machines
//
// docs/api.md tells the callers' side of it.

#pragma once

#include <memory>

#include "provisor/base/metrics.h"
#include "provisor/fastcgi/pool.h"
#include "provisor/operations/context.h"

namespace provisor::api {

// All three outlive the application. It is called by many threads at once.
std::unique_ptr<fastcgi::Application> make_api(operations::Services& services,
                                               const fastcgi::PoolState& pool,
                                               Metrics& metrics);

}  // namespace provisor::api
