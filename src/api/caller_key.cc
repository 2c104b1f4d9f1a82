#include "caller_key.h"

#include "provisor/auth/api_key.h"
#include "provisor/base/text.h"

namespace provisor::api {

namespace {

std::string_view bearer_of(std::string_view authorization) {
  constexpr std::string_view scheme = "bearer ";
  const auto header = trimmed(authorization);
  if (lower_ascii(header.substr(0, scheme.size())) != scheme) return {};
  return trimmed(header.substr(scheme.size()));
}

}  // namespace

Outcome<Secret> caller_key(const std::optional<std::string>& sent,
                           const fastcgi::Request& request) {
  if (sent && !trimmed(*sent).empty())
    return auth::read_api_key(trimmed(*sent));
  return auth::read_api_key(bearer_of(request.authorization));
}

}  // namespace provisor::api
