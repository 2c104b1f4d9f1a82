#include <boost/test/unit_test.hpp>

#include <stdexcept>

#include "fastcgi/response_head.h"

namespace provisor::fastcgi {
namespace {

Response with_header(std::string name, std::string value) {
  return {200, "text/plain", {{std::move(name), std::move(value)}}, ""};
}

BOOST_AUTO_TEST_SUITE(response_heads)

BOOST_AUTO_TEST_CASE(a_head_names_status_type_length_and_headers) {
  const Response response{
      405, "text/plain", {{"Allow", "GET, POST"}}, "no such method"};

  BOOST_TEST(head_of(response) ==
             "Status: 405 Method Not Allowed\r\nContent-Type: text/plain\r\n"
             "Content-Length: 14\r\nAllow: GET, POST\r\n\r\n");
}

BOOST_AUTO_TEST_CASE(every_status_has_a_phrase) {
  for (int status = 200; status < 600; ++status)
    BOOST_TEST(!reason_phrase(status).empty());
}

BOOST_AUTO_TEST_CASE(what_would_end_the_line_is_refused) {
  for (const char* value : {"a\nb", "a\rb", "\r\n", "a\r\nX: b"})
    BOOST_CHECK_THROW(head_of(with_header("X", value)), std::invalid_argument);
  for (const char* name : {"", "X: Y", "X\r\nY", "X Y"})
    BOOST_CHECK_THROW(head_of(with_header(name, "a")), std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(a_nul_in_a_header_is_refused) {
  BOOST_CHECK_THROW(head_of(with_header("X", std::string("a\0b", 3))),
                    std::invalid_argument);
}

BOOST_AUTO_TEST_CASE(the_content_type_is_checked_too) {
  Response response;
  response.content_type = "text/plain\r\nX: y";

  BOOST_CHECK_THROW(head_of(response), std::invalid_argument);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
