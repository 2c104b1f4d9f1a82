// endpoints.h — one function an address: request in, answer out.

#pragma once

#include <memory>

#include "callers.h"
#include "provisor/api/api.h"
#include "provisor/base/refusal.h"

namespace provisor::api {

// What the endpoints work with; all of it outlives them.
struct House {
  operations::Services& services;
  const fastcgi::PoolState& pool;
  Metrics& metrics;
  PageSettings pages;
  // Belongs to the house.
  std::shared_ptr<CallerMemory> callers = std::make_shared<CallerMemory>();
};

fastcgi::Response master_account_answer(const fastcgi::Request& request,
                                        const House& house);
fastcgi::Response json_rpc_answer(const fastcgi::Request& request,
                                  const House& house);

fastcgi::Response health_answer();
// 503 while the database does not answer, or holds no schema or an older one
// than this program was built for.
fastcgi::Response readiness_answer(const fastcgi::Request& request,
                                   const House& house);
// 404 for anybody but this machine: nginx guards it, and this is the second
// lock.
fastcgi::Response metrics_answer(const fastcgi::Request& request,
                                 const House& house);

// The form of errors of the form API, used too where no endpoint is meant.
fastcgi::Response form_error(const Refused& refused);
// The same of JSON-RPC, before anything of the body is known.
fastcgi::Response json_rpc_error(const Refused& refused);

}  // namespace provisor::api
