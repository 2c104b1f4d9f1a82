// caller_key.h — the API key of a request, wherever the caller put it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "provisor/base/outcome.h"
#include "provisor/base/secret.h"
#include "provisor/fastcgi/message.h"

namespace provisor::api {

// `sent` is the documented place, a parameter or the first argument; when it is
// empty or absent, "Authorization: Bearer KEY" counts. Refuses with key_missing
// and key_invalid, which are about "key" wherever it was sent.
Outcome<Secret> caller_key(const std::optional<std::string>& sent,
                           const fastcgi::Request& request);

}  // namespace provisor::api
