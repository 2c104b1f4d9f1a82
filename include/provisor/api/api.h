// api.h — the addresses this server answers at, and the life of a request.
//
//   /site/api/master_account      GET, POST   the form API
//   /api/jsonrpcserver[.php]      POST        JSON-RPC, any case of letters
//   /welcome/TOKEN /confirm/TOKEN /reset[/TOKEN]  GET, POST  pages for people
//   /healthz /readyz /metrics     GET, HEAD   for the operator's machines
//
// docs/api.md tells the callers' side of it.

#pragma once

#include <functional>
#include <memory>
#include <string>

#include "provisor/base/metrics.h"
#include "provisor/fastcgi/pool.h"
#include "provisor/operations/context.h"

namespace provisor::api {

// How the pages of a branding appear.
struct PageLook {
  std::string product_name;
  std::string colour;  // #rrggbb; may be empty
  std::string logo;    // https://…; may be empty
};

struct PageSettings {
  // Of an account's branding, which may be empty. Called by many threads at
  // once.
  std::function<PageLook(const std::string& branding)> look_of;
};

// The first three outlive the application. It is called by many threads at
// once.
std::unique_ptr<fastcgi::Application> make_api(operations::Services& services,
                                               const fastcgi::PoolState& pool,
                                               Metrics& metrics,
                                               const PageSettings& pages);

}  // namespace provisor::api
