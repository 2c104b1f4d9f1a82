#include "store/connection.h"

#include <boost/test/unit_test.hpp>

namespace provisor::store {
namespace {

BOOST_AUTO_TEST_SUITE(connection)

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

BOOST_AUTO_TEST_CASE(what_the_operator_wrote_comes_after_the_defaults) {
  const auto address = with_defaults("dbname=x connect_timeout=9", "2");

  BOOST_TEST(address.starts_with("connect_timeout=2 client_encoding=UTF8 "));
  BOOST_TEST(ends_with(address, " dbname=x connect_timeout=9"));
}

BOOST_AUTO_TEST_CASE(defaults_become_the_first_parameters_of_an_address) {
  const auto plain = with_defaults("postgresql://host/x", "2");
  const auto more = with_defaults("postgresql://host/x?connect_timeout=9", "2");

  BOOST_TEST(plain.starts_with("postgresql://host/x?connect_timeout=2&"));
  BOOST_TEST(more.starts_with("postgresql://host/x?connect_timeout=2&"));
  BOOST_TEST(ends_with(more, "&connect_timeout=9"));
}

BOOST_AUTO_TEST_CASE(nobody_there_means_away) {
  BOOST_CHECK_THROW(
      Connection("host=/nowhere dbname=x", std::chrono::seconds(1)), Away);
}

BOOST_AUTO_TEST_CASE(an_address_that_cannot_be_read_is_not_quoted) {
  for (const char* address :
       {"postgresql://u:pa%ss@h/db", "host=/nowhere password=my pass", "pass"})
    BOOST_CHECK_EXCEPTION(Connection(address, std::chrono::seconds(1)), Away,
                          [](const Away& away) {
                            return std::string_view(away.what()).find("pa") ==
                                   std::string::npos;
                          });
}

BOOST_AUTO_TEST_CASE(what_is_not_acknowledged_has_a_time_out) {
  BOOST_TEST(with_defaults("dbname=x", "2").find("tcp_user_timeout=25000") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
