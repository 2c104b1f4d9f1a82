#include "parameters.h"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <limits>
#include <system_error>

#include "provisor/base/text.h"

namespace provisor::fastcgi {

namespace {

struct Destination {
  std::string_view name;
  std::string Request::*member;
};

constexpr std::array<Destination, 10> destinations = {{
    {"REQUEST_METHOD", &Request::method},
    {"DOCUMENT_URI", &Request::path},
    {"QUERY_STRING", &Request::query},
    {"CONTENT_TYPE", &Request::content_type},
    {"HTTP_AUTHORIZATION", &Request::authorization},
    {"HTTP_HOST", &Request::host},
    {"HTTP_ORIGIN", &Request::origin},
    {"HTTP_SEC_FETCH_SITE", &Request::sec_fetch_site},
    {"REMOTE_ADDR", &Request::remote_address},
    {"REQUEST_ID", &Request::request_id},
}};

bool is_plain(unsigned char byte) {
  return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
         (byte >= 'A' && byte <= 'Z') || byte == '-' || byte == '_';
}

// The id is put into answers and logs as it is.
bool is_usable_id(std::string_view id) {
  return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, is_plain);
}

// As long as nginx's own $request_id.
std::string random_id() {
  char bytes[16];
  if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
    throw std::system_error(errno, std::generic_category(), "getrandom");
  return hex({bytes, sizeof bytes});
}

}  // namespace

void RequestBuilder::take(std::string_view parameter) {
  const std::size_t equals = parameter.find('=');
  const std::string_view name = parameter.substr(0, equals);
  const std::string_view value = parameter.substr(equals + 1);
  for (const Destination& destination : destinations)
    if (name == destination.name) {
      (request_.*destination.member).assign(value);
      return;
    }
  if (name == "HTTP_IDEMPOTENCY_KEY") take_idempotency_key(value);
  if (name == "CONTENT_LENGTH") content_length_ = value;
  if (name == "SCRIPT_NAME") script_name_ = value;
}

// Several are joined, as nginx does from 1.23 on: which of them was meant is
// not for us to guess, and a joined one is refused for its blank.
void RequestBuilder::take_idempotency_key(std::string_view value) {
  auto& key = request_.idempotency_key;
  if (key)
    key->append(", ").append(value);
  else
    key.emplace(value);
}

void RequestBuilder::finish() {
  if (request_.path.empty()) request_.path.assign(script_name_);
  if (!is_usable_id(request_.request_id)) request_.request_id = random_id();
}

std::optional<std::size_t> RequestBuilder::content_length() const {
  if (content_length_.empty()) return 0;
  std::size_t length = 0;
  const char* end = content_length_.data() + content_length_.size();
  const auto [stop, error] =
      std::from_chars(content_length_.data(), end, length);
  if (stop != end) return std::nullopt;
  // More digits than fit are still a number: one that is too large.
  if (error == std::errc::result_out_of_range)
    return std::numeric_limits<std::size_t>::max();
  if (error != std::errc()) return std::nullopt;
  return length;
}

}  // namespace provisor::fastcgi
