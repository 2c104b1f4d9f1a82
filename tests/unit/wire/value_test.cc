#include "provisor/wire/value.h"

#include <boost/test/unit_test.hpp>

#include <limits>

namespace {

using namespace provisor::wire;

Value text(const char* held) { return Value(std::string(held)); }
Value integer(std::int64_t held) { return Value(held); }
Value real(double held) { return Value(held); }
Value array(Value::Array held) {
  return Value(std::make_shared<const Value::Array>(std::move(held)));
}
Value object(Members held) {
  return Value(std::make_shared<const Members>(std::move(held)));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_value)

BOOST_AUTO_TEST_CASE(integers_come_as_numbers_texts_and_whole_fractions) {
  BOOST_TEST(integer(12).integer_like().value() == 12);
  BOOST_TEST(text("12").integer_like().value() == 12);
  BOOST_TEST(text("-3").integer_like().value() == -3);
  BOOST_TEST(real(12.0).integer_like().value() == 12);
}

BOOST_AUTO_TEST_CASE(what_is_no_integer_is_none) {
  for (const char* typed : {"", " 12", "12 ", "1.0", "0x10", "+1", "--1", "1e3",
                            "9223372036854775808", "twelve"})
    BOOST_TEST(!text(typed).integer_like(), typed);
  BOOST_TEST(!real(0.5).integer_like());
  BOOST_TEST(!Value(true).integer_like());
  BOOST_TEST(!Value().integer_like());
  BOOST_TEST(!array({}).integer_like());
}

BOOST_AUTO_TEST_CASE(numbers_outside_64_bit_are_no_integers) {
  BOOST_TEST(!real(9223372036854775808.0).integer_like());
  BOOST_TEST(!real(1e300).integer_like());
  BOOST_TEST(!real(std::numeric_limits<double>::quiet_NaN()).integer_like());
  BOOST_TEST(real(-9223372036854775808.0).integer_like().value() ==
             std::numeric_limits<std::int64_t>::min());
}

BOOST_AUTO_TEST_CASE(booleans_come_in_eight_spellings) {
  for (const Value& yes : {Value(true), integer(1), text("1"), text("true")})
    BOOST_TEST(yes.boolean_like().value());
  for (const Value& no : {Value(false), integer(0), text("0"), text("false")})
    BOOST_TEST(!no.boolean_like().value());
}

BOOST_AUTO_TEST_CASE(what_is_no_boolean_is_none) {
  for (const Value& other : {integer(2), text("yes"), text("TRUE"), text(""),
                             real(1.0), Value(), array({}), object({})})
    BOOST_TEST(!other.boolean_like());
}

BOOST_AUTO_TEST_CASE(texts_are_strings_and_integers) {
  BOOST_TEST(text("33").text_like().value() == "33");
  BOOST_TEST(integer(-33).text_like().value() == "-33");
  BOOST_TEST(text("").text_like().value() == "");
  for (const Value& other : {real(3.5), Value(true), Value(), array({})})
    BOOST_TEST(!other.text_like());
}

BOOST_AUTO_TEST_CASE(an_empty_array_counts_as_an_empty_object) {
  BOOST_TEST_REQUIRE(array({}).object());
  BOOST_TEST(array({}).object()->empty());
  BOOST_TEST(!array({}).is_object());
  BOOST_TEST(!array({integer(1)}).object());
}

BOOST_AUTO_TEST_CASE(a_value_is_of_one_kind) {
  const Value person = object({{"name", text("Ann")}});

  BOOST_TEST(person.is_object());
  BOOST_TEST(*person.object()->at("name").string() == "Ann");
  BOOST_TEST(!person.is_string());
  BOOST_TEST(!person.is_null());
  BOOST_TEST(!person.array());
  BOOST_TEST(!person.string());
}

BOOST_AUTO_TEST_SUITE_END()
