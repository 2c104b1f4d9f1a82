#include <boost/test/unit_test.hpp>

#include "provisor/operations/normalise.h"

namespace {

std::string code(std::string_view name) {
  return provisor::operations::country_code(name).value_or("none");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_normalise_country)

BOOST_AUTO_TEST_CASE(english_names_are_known) {
  BOOST_TEST(code("Australia") == "AU");
  BOOST_TEST(code("united states") == "US");
  BOOST_TEST(code("Bosnia & Herzegovina") == "BA");
  BOOST_TEST(code("Bosnia and Herzegovina") == "BA");
}

BOOST_AUTO_TEST_CASE(both_codes_are_known) {
  BOOST_TEST(code("au") == "AU");
  BOOST_TEST(code("DEU") == "DE");
}

BOOST_AUTO_TEST_CASE(other_names_in_use_are_known) {
  BOOST_TEST(code("UK") == "GB");
  BOOST_TEST(code("U.S.A.") == "US");
  BOOST_TEST(code("The Netherlands") == "NL");
  BOOST_TEST(code("Turkey") == "TR");
  BOOST_TEST(code("Türkiye") == "TR");
}

BOOST_AUTO_TEST_CASE(accents_do_not_count) {
  BOOST_TEST(code("Cote d'Ivoire") == "CI");
  BOOST_TEST(code("Côte d’Ivoire") == "CI");
}

BOOST_AUTO_TEST_CASE(what_is_no_country_is_none) {
  for (const char* name : {"", " ", "12", "Atlantis", "xx"})
    BOOST_TEST(code(name) == "none", name);
  BOOST_TEST(code(std::string(100000, 'a')) == "none");
}

BOOST_AUTO_TEST_SUITE_END()
