#include "site_request.h"

#include <curl/curl.h>

#include <memory>
#include <string_view>

namespace provisor::command {
namespace {

constexpr long patience_ms = 10'000;

std::size_t append(char* bytes, std::size_t, std::size_t size, void* body) {
  static_cast<std::string*>(body)->append(bytes, size);
  return size;
}

// What libcurl tells of the server's own certificate, the first of its chain.
std::string certificate_member(CURL* curl, const std::string& name) {
  curl_certinfo* chain = nullptr;
  if (curl_easy_getinfo(curl, CURLINFO_CERTINFO, &chain) != CURLE_OK ||
      !chain || chain->num_of_certs == 0)
    return "";
  for (const auto* line = chain->certinfo[0]; line; line = line->next) {
    const std::string_view text = line->data;
    if (text.starts_with(name + ":"))
      return std::string(text.substr(name.size() + 1));
  }
  return "";
}

std::optional<std::time_t> end_of_certificate(CURL* curl) {
  std::tm date{};
  const auto text = certificate_member(curl, "Expire date");
  if (!strptime(text.c_str(), "%b %d %H:%M:%S %Y", &date)) return std::nullopt;
  return timegm(&date);
}

bool is_about_trust(CURLcode result) {
  return result == CURLE_PEER_FAILED_VERIFICATION ||
         result == CURLE_SSL_CACERT_BADFILE;
}

using Handle = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using List = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

List list_of(const char* text) {
  return List(curl_slist_append(nullptr, text), curl_slist_free_all);
}

}  // namespace

SiteAnswer ask_site(const SiteRequest& request) {
  const Handle curl(curl_easy_init(), curl_easy_cleanup);
  const auto headers = list_of("Content-Type: application/json");
  const auto here = list_of("::127.0.0.1:443");
  char error[CURL_ERROR_SIZE] = "";
  SiteAnswer answer;
  curl_easy_setopt(curl.get(), CURLOPT_URL, request.url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT_MS, patience_ms);
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_PROXY, "");
  curl_easy_setopt(curl.get(), CURLOPT_CERTINFO, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &answer.body);
  if (!request.ca_file.empty())
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, request.ca_file.c_str());
  if (request.posted) {
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, request.posted);
    curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  }
  if (request.is_to_this_machine) {
    curl_easy_setopt(curl.get(), CURLOPT_CONNECT_TO, here.get());
    curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl.get(), CURLOPT_SSL_VERIFYHOST, 0L);
  }
  const auto result = curl_easy_perform(curl.get());
  if (result != CURLE_OK)
    answer.trouble = error[0] ? error : curl_easy_strerror(result);
  answer.is_distrusted = is_about_trust(result);
  answer.is_unknown = result == CURLE_COULDNT_RESOLVE_HOST;
  answer.is_without_handshake = result == CURLE_SSL_CONNECT_ERROR;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer.status);
  answer.certificate = certificate_member(curl.get(), "Cert");
  answer.certificate_ends = end_of_certificate(curl.get());
  return answer;
}

}  // namespace provisor::command
