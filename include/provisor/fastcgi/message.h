// message.h — one HTTP request as nginx passed it on, and its answer.

#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "provisor/base/deadline.h"

namespace provisor::fastcgi {

struct Request {
  std::string method;
  std::string path;             // DOCUMENT_URI: decoded, without the query
  std::string query;            // QUERY_STRING: raw
  std::string content_type;     // raw; may be empty
  std::string body;             // at most body_limit bytes
  bool body_too_large = false;  // then `body` is empty
  std::string authorization;    // HTTP_AUTHORIZATION: raw
  // HTTP_IDEMPOTENCY_KEY: raw; empty when it was sent without a value, several
  // with ", " between them.
  std::optional<std::string> idempotency_key;
  std::string host;            // HTTP_HOST
  std::string origin;          // HTTP_ORIGIN
  std::string sec_fetch_site;  // HTTP_SEC_FETCH_SITE
  std::string remote_address;  // REMOTE_ADDR
  std::string request_id;      // REQUEST_ID, set by nginx; else one made here
  Deadline deadline;
};

inline constexpr std::size_t body_limit = 64 * 1024;

struct Response {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  // Names and values without CR or LF. Content-Length and Status are added.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  // as for GET; a request of method HEAD is not sent it
};

}  // namespace provisor::fastcgi
