// check_site.cc — asks the server as callers do: through nginx, with TLS.

#include <curl/curl.h>
#include <fmt/format.h>

#include <ctime>
#include <memory>
#include <optional>

#include "findings.h"

namespace provisor::command {
namespace {

constexpr long patience_ms = 10'000;
constexpr long days_warning = 21, days_error = 7;

struct Answer {
  CURLcode result = CURLE_OK;
  std::string error, body;
  long status = 0;
  std::optional<std::time_t> certificate_ends;
};

std::size_t append(char* bytes, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(bytes, size);
  return size;
}

// The first certificate is the server's own.
std::optional<std::time_t> end_of_certificate(CURL* curl) {
  static constexpr char member[] = "Expire date:";
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
      !chain || chain->num_of_certs == 0)
    return std::nullopt;
  for (const auto* line = chain->certinfo[0]; line; line = line->next) {
    const std::string text = line->data;
    std::tm date{};
    if (text.starts_with(member) &&
        strptime(text.c_str() + sizeof(member) - 1, "%b %d %H:%M:%S %Y", &date))
      return timegm(&date);
  }
  return std::nullopt;
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Headers = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

Answer ask(const config::Site& site, const std::string& path,
           const char* posted) {
  const Handle curl(curl_easy_init(), curl_easy_cleanup);
  char error[CURL_ERROR_SIZE] = "";
  const auto url = site.url + path;
  Answer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, patience_ms);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  if (!site.ca_file.empty())
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, site.ca_file.c_str());
  const Headers headers(
      curl_slist_append(nullptr, "Content-Type: application/json"),
      curl_slist_free_all);
  if (posted) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, posted);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  }
  answer.result = curl_easy_perform(curl.get());
  answer.error = error[0] ? error : curl_easy_strerror(answer.result);
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.certificate_ends = end_of_certificate(curl.get());
  return answer;
}

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

Finding finding_of(const Route& route, const Answer& answer) {
  if (answer.result != CURLE_OK)
    return {"route", Level::error,
            fmt::format("{}: {}", route.path, answer.error),
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

Finding certificate_of(const Answer& answer) {
  if (answer.result == CURLE_PEER_FAILED_VERIFICATION ||
      answer.result == CURLE_SSL_CACERT_BADFILE)
    return {"certificate", Level::error, answer.error,
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
    const auto answer = ask(site, route.path, route.posted);
    if (findings.empty()) findings.push_back(certificate_of(answer));
    findings.push_back(finding_of(route, answer));
  }
  return findings;
}

}  // namespace provisor::command
