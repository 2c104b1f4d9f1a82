// site_request.h — one request to the site over HTTPS, as callers make it.

#pragma once

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>

namespace provisor::command {

struct SiteRequest {
  std::string url;
  const char* posted = nullptr;   // JSON; null: GET
  std::filesystem::path ca_file;  // empty: the system's authorities
  // Asks port 443 of this machine wherever the name leads to, and believes any
  // certificate: only where nothing secret is sent.
  bool is_to_this_machine = false;
};

struct SiteAnswer {
  std::string trouble;         // why there is no answer; empty: there is one
  bool is_distrusted = false;  // the trouble is the certificate
  bool is_unknown = false;     // the trouble is the name: it has no address
  bool is_without_handshake = false;  // the trouble is TLS itself
  long status = 0;
  std::string body;
  std::string certificate;  // the server's own, PEM; empty: none was shown
  std::optional<std::time_t> certificate_ends;
};

SiteAnswer ask_site(const SiteRequest& request);

}  // namespace provisor::command
