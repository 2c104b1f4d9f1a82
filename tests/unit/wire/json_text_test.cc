#include "wire/json_text.h"

#include <boost/test/unit_test.hpp>

#include "provisor/wire/json_rpc.h"

namespace {

using namespace provisor;
using namespace provisor::wire;

bool is_refused(std::string_view json, Refusal refusal) {
  const auto value = read_json(json);
  return !value && value.refusal() == refusal;
}

std::string nested(int depth, const std::string& innermost) {
  return std::string(depth, '[') + innermost + std::string(depth, ']');
}

std::string text_in(std::string_view json) {
  return *read_json(json)->string();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_json_text)

BOOST_AUTO_TEST_CASE(every_kind_of_value_is_read) {
  const auto json = read_json(
      R"({"null":null,"yes":true,"int":-7,"real":1.5,"text":"x","list":[1]})");

  BOOST_TEST_REQUIRE(bool(json));
  const Members& members = *json->object();
  BOOST_TEST(members.at("null").is_null());
  BOOST_TEST(std::get<bool>(members.at("yes").storage()));
  BOOST_TEST(std::get<std::int64_t>(members.at("int").storage()) == -7);
  BOOST_TEST(std::get<double>(members.at("real").storage()) == 1.5);
  BOOST_TEST(*members.at("text").string() == "x");
  BOOST_TEST(members.at("list").array()->size() == 1u);
}

BOOST_AUTO_TEST_CASE(escapes_and_utf8_are_read_alike) {
  BOOST_TEST(text_in(R"("\u00e9\/\ud83d\ude00\n")") == "é/😀\n");
  BOOST_TEST(text_in("\"é/😀\"") == "é/😀");
}

BOOST_AUTO_TEST_CASE(a_byte_order_mark_is_ignored) {
  BOOST_TEST(text_in("\xEF\xBB\xBF \"x\" \r\n") == "x");
}

BOOST_AUTO_TEST_CASE(integers_keep_64_bit_and_larger_ones_become_doubles) {
  const auto kept = read_json("9223372036854775807");
  const auto larger = read_json("9223372036854775808");
  const auto largest = read_json("18446744073709551616");

  BOOST_TEST(kept->integer_like().value() == 9223372036854775807);
  BOOST_TEST(!larger->integer_like());
  BOOST_TEST(!largest->integer_like());
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_refused) {
  for (const char* json :
       {"",           " ",       "{",           "[1,]",       "[1,,2]",
        "{\"a\":1,}", "{'a':1}", "{a:1}",       "[1] x",      "[1][2]",
        "/**/[1]",    "[1]//",   "NaN",         "[Infinity]", "nul",
        "\"x",        "\"\\x\"", "\"\\ud800\"", "[1e400]",    "\xEF\xBB\xBF"})
    BOOST_TEST(is_refused(json, Refusal::json_malformed), json);
}

BOOST_AUTO_TEST_CASE(members_of_one_name_are_refused) {
  BOOST_TEST(is_refused(R"({"a":1,"a":2})", Refusal::json_malformed));
  BOOST_TEST(is_refused(R"({"a":1,"\u0061":1})", Refusal::json_malformed));
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_refused) {
  using namespace std::string_view_literals;
  for (const auto json : {"\"\xFF\""sv, "\"\xC0\xAF\""sv, "\"\xED\xA0\x80\""sv,
                          "\"\0\""sv, "[1]\0"sv, "[\0]"sv, "\xFF\xFE[\0]\0"sv})
    BOOST_TEST(is_refused(json, Refusal::encoding_malformed));
}

BOOST_AUTO_TEST_CASE(escapes_that_make_no_text_are_refused) {
  for (const char* json :
       {R"("\u0000")", R"({"a\u0000b":1})", R"("\udc00")", R"([["x\u0000"]])"})
    BOOST_TEST(is_refused(json, Refusal::encoding_malformed), json);
}

BOOST_AUTO_TEST_CASE(nesting_is_read_to_the_limit_and_not_beyond) {
  BOOST_TEST(bool(read_json(nested(json_depth_limit, "1"))));
  for (const char* innermost : {"", "1", "{}"})
    BOOST_TEST(is_refused(nested(json_depth_limit + 1, innermost),
                          Refusal::json_too_deep));
  BOOST_TEST(is_refused(std::string(60000, '['), Refusal::json_too_deep));
}

BOOST_AUTO_TEST_CASE(a_refused_text_leaves_nothing_behind) {
  BOOST_TEST(is_refused(nested(100, "1"), Refusal::json_too_deep));
  BOOST_TEST(is_refused("[1,2", Refusal::json_malformed));

  BOOST_TEST(read_json("[3]")->array()->size() == 1u);
}

BOOST_AUTO_TEST_CASE(quoted_texts_are_read_back_as_they_were) {
  const std::string text = "\"\\/\b\f\n\r\t\x01\x7f é😀 </script>";

  BOOST_TEST(text_in(quoted(text)) == text);
  BOOST_TEST(quoted("é") == "\"\\u00e9\"");
}

BOOST_AUTO_TEST_SUITE_END()
