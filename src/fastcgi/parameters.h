// parameters.h — from FastCGI parameters to a request.

#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "provisor/fastcgi/message.h"

namespace provisor::fastcgi {

class RequestBuilder {
 public:
  explicit RequestBuilder(Request& request) : request_(request) {}

  // One parameter as "NAME=value". Unknown names are ignored.
  void take(std::string_view parameter);
  // After the last parameter: fills in what was not sent.
  void finish();

  // Bytes of the body as announced; nothing when that is no such number.
  std::optional<std::size_t> content_length() const;

 private:
  void take_idempotency_key(std::string_view value);

  Request& request_;
  std::string_view content_length_;
  std::string_view script_name_;
};

}  // namespace provisor::fastcgi
