#include "website.h"

#include <algorithm>

#include "provisor/base/text.h"
#include "provisor/operations/normalise.h"

namespace provisor::operations {

namespace {

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(),
                     [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_scheme(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"})
    if (lower_ascii(text.substr(0, scheme.size())) == scheme)
      return text.substr(scheme.size());
  return text;
}

}  // namespace

bool is_website(std::string_view text) {
  if (text.find(' ') != text.npos) return false;
  const auto rest = without_scheme(text);
  const auto authority = rest.substr(0, rest.find_first_of("/?#\\"));
  const auto colon = authority.find(':');
  if (colon != authority.npos && !is_port(authority.substr(colon + 1)))
    return false;
  const auto host = normal_host(authority.substr(0, colon));
  if (!host) return false;
  // Without a scheme "javascript:1/…" would pass for a host and its port.
  const bool has_scheme = rest.size() != text.size();
  return has_scheme || host->find('.') != std::string::npos;
}

}  // namespace provisor::operations
