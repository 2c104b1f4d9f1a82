// routes.h — which address is whose.

#pragma once

#include <optional>
#include <string_view>

namespace provisor::api {

enum class Endpoint {
  master_account,
  json_rpc,
  welcome,
  confirm,
  reset,
  ask_reset,
  stylesheet,
  health,
  readiness,
  metrics
};

struct Route {
  Endpoint endpoint;
  std::string_view path;
  std::string_view methods;  // as the header "Allow" lists them
  bool any_case;             // of the letters behind the last "/"
  bool holds_token = false;  // more follows, whatever it is
};

// Null when nothing is there.
const Route* route_of(std::string_view path);

bool allows(const Route& route, std::string_view method);

}  // namespace provisor::api
