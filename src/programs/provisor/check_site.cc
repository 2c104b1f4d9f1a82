// check_site.cc — asks the server as callers do: through nginx, with TLS.

#include <fmt/format.h>

#include <ctime>

#include "findings.h"
#include "site_request.h"

namespace provisor::command {
namespace {

constexpr long days_warning = 21, days_error = 7;

// A call without a key is refused, which shows that it came through.
struct Route {
  const char* path;
  const char* posted;  // null: GET
  const char* expected;
};
constexpr Route routes[] = {
    {"/healthz", nullptr, ""},
    {"/readyz", nullptr, ""},
    {"/site/api/master_account", nullptr, "key_missing"},
    {"/api/jsonrpcserver", R"({"id":1,"method":"getTimezoneList","params":[]})",
     "\"code\":301"},
};

Finding finding_of(const Route& route, const SiteAnswer& answer) {
  if (!answer.trouble.empty())
    return {"route", Level::error,
            fmt::format("{}: {}", route.path, answer.trouble),
            "Is nginx running, with provisor's site enabled? nginx -t"};
  if (answer.status != 200 ||
      answer.body.find(route.expected) == std::string::npos)
    return {"route", Level::error,
            fmt::format("{} answers {} and not as it should.", route.path,
                        answer.status),
            answer.status == 502 || answer.status == 503
                ? "systemctl status provisor-api"
                : "Include provisor-locations.conf in nginx's server."};
  return {"route", Level::ok, fmt::format("{} answers.", route.path), ""};
}

Finding certificate_of(const SiteAnswer& answer) {
  if (answer.is_distrusted)
    return {"certificate", Level::error, answer.trouble,
            "Renew it; where it is self-signed, name it in [site] ca_file."};
  if (!answer.certificate_ends)
    return {"certificate", Level::error, "None was shown.",
            "[site] url must be the https address of this server."};
  const long days = (*answer.certificate_ends - std::time(nullptr)) / 86400;
  const auto level = days < days_error     ? Level::error
                     : days < days_warning ? Level::warning
                                           : Level::ok;
  return {"certificate", level, fmt::format("It ends in {} days.", days),
          level == Level::ok ? "" : "Renew it, then: systemctl reload nginx"};
}

}  // namespace

std::vector<Finding> check_site(const Subject& subject) {
  const auto& site = subject.config.site;
  if (site.url.empty())
    return {{"site", Level::warning,
             "nginx and its certificate were not asked.",
             "Set [site] url to this server's https address."}};
  std::vector<Finding> findings;
  for (const auto& route : routes) {
    const auto answer = ask_site({.url = site.url + route.path,
                                  .posted = route.posted,
                                  .ca_file = site.ca_file});
    if (findings.empty()) findings.push_back(certificate_of(answer));
    findings.push_back(finding_of(route, answer));
  }
  return findings;
}

}  // namespace provisor::command
