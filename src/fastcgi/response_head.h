// response_head.h — the lines in front of an answer's body, as CGI has them.

#pragma once

#include <string>
#include <string_view>

#include "provisor/fastcgi/message.h"

namespace provisor::fastcgi {

// The words after a status code. Some clients refuse a status line without
// them, and nginx 1.22 passes on just what it gets.
std::string_view reason_phrase(int status);

// Status, Content-Type, Content-Length, the headers and the empty line. Throws
// std::invalid_argument for a header that would end its line.
std::string head_of(const Response& response);

// What the client is told when nothing can be told: 400 and 500.
Response malformed_request();
Response internal_error(std::string_view request_id);

}  // namespace provisor::fastcgi
