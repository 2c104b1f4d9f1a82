// The life of a request, from its address to its answer.

#include "provisor/api/api.h"

#include <algorithm>
#include <stdexcept>

#include "endpoints.h"
#include "page_answers.h"
#include "pages.h"
#include "performance.h"
#include "routes.h"

namespace provisor::api {

namespace {

using fastcgi::Request;
using fastcgi::Response;
using operations::LinkKind;

bool says(const Response& response, std::string_view name) {
  return std::any_of(response.headers.begin(), response.headers.end(),
                     [&](const auto& header) { return header.first == name; });
}

class Api final : public fastcgi::Application {
 public:
  explicit Api(const House& house) : house_(house) {}

  Response answer(const Request& request) override {
    auto response = routed(request);
    // The headers that every site should send are nginx's; this one is the
    // API's promise.
    if (!says(response, "Cache-Control"))
      response.headers.emplace_back("Cache-Control", "no-store");
    return response;
  }

  void cut_off_overdue() override {
    house_.services.sign_ups.cut_off_overdue();
    house_.services.links.cut_off_overdue();
  }

 private:
  Response routed(const Request& request) {
    const auto* route = route_of(request.path);
    if (!route) return form_error(noted(request, Refusal::not_found));
    if (!allows(*route, request.method)) return not_allowed(request, *route);
    switch (route->endpoint) {
      case Endpoint::master_account:
        return master_account_answer(request, house_);
      case Endpoint::json_rpc:
        return json_rpc_answer(request, house_);
      case Endpoint::welcome:
        return link_page(request, house_, LinkKind::set_password);
      case Endpoint::confirm:
        return link_page(request, house_, LinkKind::confirm_address);
      case Endpoint::reset:
        return link_page(request, house_, LinkKind::reset_password);
      case Endpoint::ask_reset:
        return ask_page(request, house_);
      case Endpoint::stylesheet:
        return stylesheet_answer(request);
      case Endpoint::health:
        return probed(request, [] { return health_answer(); });
      case Endpoint::readiness:
        return probed(request,
                      [&] { return readiness_answer(request, house_); });
      case Endpoint::metrics:
        return probed(request, [&] { return metrics_answer(request, house_); });
    }
    throw std::logic_error("a route without an endpoint");
  }

  Response not_allowed(const Request& request, const Route& route) {
    const auto refused = noted(request, Refusal::method_not_allowed);
    auto response = route.endpoint == Endpoint::json_rpc
                        ? json_rpc_error(refused)
                        : form_error(refused);
    response.status = 405;
    response.headers.emplace_back("Allow", route.methods);
    return response;
  }

  // Counted and logged like any call.
  Refused noted(const Request& request, Refusal refusal) {
    return perform(Operation::other, request, house_.metrics,
                   [=] { return refusal; })
        .refused();
  }

  const House house_;
};

}  // namespace

std::unique_ptr<fastcgi::Application> make_api(operations::Services& services,
                                               const fastcgi::PoolState& pool,
                                               Metrics& metrics,
                                               const PageSettings& pages) {
  return std::make_unique<Api>(House{services, pool, metrics, pages});
}

}  // namespace provisor::api
