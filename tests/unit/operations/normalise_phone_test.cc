#include <boost/test/unit_test.hpp>

#include "provisor/operations/normalise.h"

namespace {

std::string e164(std::string_view typed, std::string_view country) {
  return provisor::operations::e164_phone(typed, country).value_or("none");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_normalise_phone)

BOOST_AUTO_TEST_CASE(a_number_with_its_country_code_is_read_everywhere) {
  for (const char* country : {"AU", "US", "DE", "JP", "ZZ", ""})
    for (const char* typed :
         {"+12125550123", "+1 (212) 555-0123", "0012125550123",
          "001 212 555 0123", "+1.212.555.0123", "＋１２１２５５５０１２３"})
      BOOST_TEST(e164(typed, country) == "+12125550123",
                 typed << " in " << country);
}

BOOST_AUTO_TEST_CASE(a_country_code_may_come_without_its_plus) {
  BOOST_TEST(e164("12125550123", "AU") == "+12125550123");
  BOOST_TEST(e164("1 212 555 0123", "DE") == "+12125550123");
  BOOST_TEST(e164("61 7 3257 3906", "US") == "+61732573906");
}

BOOST_AUTO_TEST_CASE(national_digits_are_those_of_the_country) {
  BOOST_TEST(e164("(07) 3257 3906", "AU") == "+61732573906");
  BOOST_TEST(e164("732573906", "AU") == "+61732573906");
  BOOST_TEST(e164("0412345678", "AU") == "+61412345678");
  BOOST_TEST(e164("2125550123", "US") == "+12125550123");
  BOOST_TEST(e164("0711/123456", "DE") == "+49711123456");
}

BOOST_AUTO_TEST_CASE(the_country_s_own_prefix_for_abroad_works) {
  BOOST_TEST(e164("0011 1 212 555 0123", "AU") == "+12125550123");
  BOOST_TEST(e164("011 61 7 3257 3906", "US") == "+61732573906");
}

BOOST_AUTO_TEST_CASE(a_possible_number_of_no_known_range_is_taken) {
  BOOST_TEST(e164("5645645456", "US") == "+15645645456");
  BOOST_TEST(e164("+1 212 155 0123", "AU") == "+12121550123");
}

BOOST_AUTO_TEST_CASE(what_is_no_phone_number_is_none) {
  for (const char* typed :
       {"", "+", "00", "12", "911", "none", "n/a", "1800FLOWERS", "+612",
        "++12125550123", "1+2125550123", "99999999999999999999",
        "ann@example.org", "0732573906 ext 12", "0732573906x12",
        "0732573906;ext=12", "0732573906,,12", "0732573906#12"})
    BOOST_TEST(e164(typed, "AU") == "none", typed);
  BOOST_TEST(e164(std::string(3000, '0'), "AU") == "none");
}

BOOST_AUTO_TEST_SUITE_END()
