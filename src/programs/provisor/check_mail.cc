// check_mail.cc — whether the mail server takes a connection, as secure as the
// mailer wants it. Nobody signs in and nothing is sent, since the credentials
// are for the mailer alone to read: `provisor mail test` does that.

#include <curl/curl.h>
#include <fmt/format.h>

#include <memory>

#include "findings.h"

namespace provisor::command {
namespace {

constexpr char what[] = "mail server";

// Up to EHLO, with STARTTLS before it where that is asked for.
std::string trouble_with(const config::Smtp& smtp) {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(
      curl_easy_init(), curl_easy_cleanup);
  char error[CURL_ERROR_SIZE] = "";
  const auto url =
      fmt::format("{}://{}:{}", smtp.security == "tls" ? "smtps" : "smtp",
                  smtp.host, smtp.port);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS,
                   static_cast<long>(smtp.connect_timeout.count()));
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_USE_SSL,
                   static_cast<long>(smtp.security == "none" ? CURLUSESSL_NONE
                                                             : CURLUSESSL_ALL));
  if (!smtp.ca_file.empty())
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, smtp.ca_file.c_str());
  const auto result = curl_easy_perform(curl.get());
  if (result == CURLE_OK) return "";
  return error[0] ? error : curl_easy_strerror(result);
}

// A server that callers use has customers who wait for their mails.
Finding drops(const config::Config& config) {
  const auto text =
      "Mails are dropped in " + config.mail.drop_directory.string();
  if (config.site.url.empty()) return {what, Level::ok, text + ".", ""};
  return {what, Level::warning, text + ": nobody gets one.",
          "Set [mail] transport and [smtp], as docs/mail.md shows: or "
          "sudo provisor setup --smarthost HOST"};
}

}  // namespace

std::vector<Finding> check_mail(const Subject& subject) {
  const auto& config = subject.config;
  if (config.mail.transport != "smtp") return {drops(config)};
  const auto where = fmt::format("{}:{}", config.smtp.host, config.smtp.port);
  const auto trouble = trouble_with(config.smtp);
  if (trouble.empty()) return {{what, Level::ok, where + " answers.", ""}};
  return {{what, Level::error, where + ": " + trouble,
           "Is [smtp] right, and its server running? sudo provisor mail test "
           "ADDRESS"}};
}

}  // namespace provisor::command
