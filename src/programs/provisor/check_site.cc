// check_site.cc — asks the server as callers do: through nginx, with TLS.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <span>

#include "away.h"
#include "execute.h"
#include "findings.h"
#include "site_request.h"

namespace provisor::command {
namespace {

constexpr char shipped_site[] = "/etc/nginx/sites-available/provisor";
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

Finding no_handshake(const SiteAnswer& answer) {
  return {"certificate", Level::error, answer.trouble,
          "Its key may be another's: provisor setup --certificate FILE "
          "--certificate-key FILE looks before it takes them."};
}

Finding no_answer(const Route& route, const SiteAnswer& answer) {
  return {"route", Level::error,
          fmt::format("{}: {}", route.path, answer.trouble),
          answer.is_unknown
              ? "Let the name in [site] url lead to this server (DNS), or "
                "correct it there."
              : "Is nginx running, with provisor's site enabled? systemctl "
                "status nginx; nginx -t"};
}

// What /readyz says is about the database.
Finding not_ready(const Route& route, const SiteAnswer& answer) {
  const bool is_about_schema = answer.body.find("schema") != answer.body.npos;
  return {
      "route", Level::error,
      fmt::format("{} answers {}: {}", route.path, answer.status, answer.body),
      is_about_schema
          ? "sudo -u postgres provisor migrate"
          : "pg_lsclusters tells whether PostgreSQL runs, journalctl -u "
            "provisor-api why the pool does not reach it."};
}

Finding finding_of(const Route& route, const SiteAnswer& answer) {
  if (!answer.trouble.empty()) return no_answer(route, answer);
  if (answer.status == 503 && answer.body.starts_with(R"({"status":)"))
    return not_ready(route, answer);
  if (answer.status != 200 ||
      answer.body.find(route.expected) == std::string::npos)
    return {"route", Level::error,
            fmt::format("{} answers {} and not as it should.", route.path,
                        answer.status),
            answer.status >= 500
                ? "systemctl status provisor-api; journalctl -u provisor-api"
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

SiteAnswer ask(const config::Site& site, const Route& route) {
  return ask_site({.url = site.url + route.path,
                   .posted = route.posted,
                   .ca_file = site.ca_file});
}

// What nginx would say to its next reload, or at boot; only root may ask.
std::vector<Finding> findings_of_nginx() {
  std::error_code unknown;
  if (geteuid() != 0 || !std::filesystem::exists(shipped_site, unknown))
    return {};
  const auto verdict = execute({"nginx", "-t", "-q"});
  if (verdict.status == 0)
    return {{"nginx", Level::ok, "It would take its configuration again.", ""}};
  return {{"nginx", Level::error,
           "It would not start again, nor reload: " +
               in_one_line(verdict.complaint),
           "Mend the file that is named, then: nginx -t"}};
}

std::vector<Finding> findings_of_routes(const config::Site& site) {
  if (site.url.empty())
    return {{"site", Level::warning,
             "nginx and its certificate were not asked.",
             "Set [site] url to this server's https address."}};
  // Where there is no way to the server, all routes fail for the same reason.
  const auto first = ask(site, routes[0]);
  if (first.is_distrusted) return {certificate_of(first)};
  if (first.is_without_handshake) return {no_handshake(first)};
  if (!first.trouble.empty()) return {no_answer(routes[0], first)};
  std::vector<Finding> findings = {certificate_of(first),
                                   finding_of(routes[0], first)};
  for (const auto& route : std::span(routes).subspan(1))
    findings.push_back(finding_of(route, ask(site, route)));
  return findings;
}

}  // namespace

std::vector<Finding> check_site(const Subject& subject) {
  auto findings = findings_of_routes(subject.config.site);
  std::ranges::move(findings_of_nginx(), std::back_inserter(findings));
  return findings;
}

}  // namespace provisor::command
