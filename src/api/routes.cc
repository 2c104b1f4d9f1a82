#include "routes.h"

#include <algorithm>

#include "provisor/base/text.h"

namespace provisor::api {

namespace {

constexpr Route routes[] = {
    {Endpoint::master_account, "/site/api/master_account", "GET, POST", false},
    {Endpoint::master_account, "/site/api/master_account/", "GET, POST", false},
    {Endpoint::json_rpc, "/api/jsonrpcserver", "POST", true},
    {Endpoint::json_rpc, "/api/jsonrpcserver.php", "POST", true},
    {Endpoint::welcome, "/welcome/", "GET, HEAD, POST", false, true},
    {Endpoint::confirm, "/confirm/", "GET, HEAD, POST", false, true},
    {Endpoint::reset, "/reset/", "GET, HEAD, POST", false, true},
    {Endpoint::ask_reset, "/reset", "GET, HEAD, POST", false},
    {Endpoint::stylesheet, "/pages.css", "GET, HEAD", false},
    {Endpoint::health, "/healthz", "GET, HEAD", false},
    {Endpoint::readiness, "/readyz", "GET, HEAD", false},
    {Endpoint::metrics, "/metrics", "GET, HEAD", false},
};

bool is_at(const Route& route, std::string_view path) {
  if (route.holds_token) return path.starts_with(route.path);
  if (path.size() != route.path.size()) return false;
  if (!route.any_case) return path == route.path;
  const auto last = route.path.rfind('/');
  return path.substr(0, last) == route.path.substr(0, last) &&
         lower_ascii(path.substr(last)) == route.path.substr(last);
}

}  // namespace

const Route* route_of(std::string_view path) {
  const auto route =
      std::find_if(std::begin(routes), std::end(routes),
                   [&](const Route& each) { return is_at(each, path); });
  return route == std::end(routes) ? nullptr : route;
}

bool allows(const Route& route, std::string_view method) {
  auto rest = route.methods;
  while (true) {
    const auto comma = rest.find(", ");
    if (rest.substr(0, comma) == method) return true;
    if (comma == rest.npos) return false;
    rest.remove_prefix(comma + 2);
  }
}

}  // namespace provisor::api
