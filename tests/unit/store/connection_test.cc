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

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
