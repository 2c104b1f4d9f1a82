#include "provisor/wire/parameters.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace provisor;
using wire::Parameters, wire::parameter_limit;

constexpr char form[] = "application/x-www-form-urlencoded";

bool is_refused(const Outcome<Parameters>& outcome, Refusal refusal,
                std::string_view field = "") {
  return !outcome && outcome.refusal() == refusal &&
         outcome.refused().field == field;
}

bool any(std::string_view) { return true; }

Outcome<Parameters> read_urlencoded(std::string_view text) {
  return wire::read_parameters(text, "", "", any);
}

Outcome<Parameters> read_parameters(std::string_view query,
                                    std::string_view content_type,
                                    std::string_view body) {
  return wire::read_parameters(query, content_type, body, any);
}

std::string pairs(std::size_t count) {
  std::string text;
  for (std::size_t n = 0; n < count; ++n)
    text += "p" + std::to_string(n) + "=1&";
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_parameters)

BOOST_AUTO_TEST_CASE(names_and_values_are_decoded) {
  const auto read = read_urlencoded(
      "email=ann%40example.org&account_name=A+%26+B&n%61me=%C3%A9");

  BOOST_TEST_REQUIRE(bool(read));
  BOOST_TEST((*read == Parameters{{"email", "ann@example.org"},
                                  {"account_name", "A & B"},
                                  {"name", "é"}}));
}

BOOST_AUTO_TEST_CASE(the_edges_of_the_form_are_those_of_the_standard) {
  BOOST_TEST((*read_urlencoded("") == Parameters{}));
  BOOST_TEST((*read_urlencoded("&&a&&") == Parameters{{"a", ""}}));
  BOOST_TEST((*read_urlencoded("a=b=c") == Parameters{{"a", "b=c"}}));
  BOOST_TEST((*read_urlencoded("=x") == Parameters{{"", "x"}}));
}

BOOST_AUTO_TEST_CASE(malformed_percent_signs_stay) {
  BOOST_TEST(
      (*read_urlencoded("a=%&b=%4&c=%zz&d=100%25%") ==
       Parameters{{"a", "%"}, {"b", "%4"}, {"c", "%zz"}, {"d", "100%%"}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_refused_by_name) {
  BOOST_TEST(is_refused(read_urlencoded("email=%FF"),
                        Refusal::encoding_malformed, "email"));
  BOOST_TEST(is_refused(read_urlencoded("email=a%00b"),
                        Refusal::encoding_malformed, "email"));
}

BOOST_AUTO_TEST_CASE(a_parameter_that_nobody_knows_is_ignored) {
  const auto is_ignored = [](std::string_view text) {
    const auto read = wire::read_parameters(
        text, "", "", [](std::string_view name) { return name == "email"; });
    return read && *read == Parameters{{"email", "e"}};
  };

  BOOST_TEST(is_ignored("email=e&utm=1&utm=2"));
  BOOST_TEST(is_ignored("email=e&utm=%FF&%FF=1&%00=2"));
  BOOST_TEST(is_ignored("_charset_=utf-8&email=e"));
}

BOOST_AUTO_TEST_CASE(a_parameter_given_twice_must_be_the_same) {
  BOOST_TEST((*read_urlencoded("a=1&a=1") == Parameters{{"a", "1"}}));
  BOOST_TEST(is_refused(read_urlencoded("a=1&a=2"),
                        Refusal::parameter_conflicting, "a"));
}

BOOST_AUTO_TEST_CASE(parameters_are_limited_in_number) {
  BOOST_TEST(read_urlencoded(pairs(parameter_limit))->size() ==
             parameter_limit);
  BOOST_TEST(is_refused(read_urlencoded(pairs(parameter_limit + 1)),
                        Refusal::too_many_parameters));
  BOOST_TEST(is_refused(read_parameters(pairs(150), form, pairs(51)),
                        Refusal::too_many_parameters));
}

BOOST_AUTO_TEST_CASE(query_and_body_complete_each_other) {
  const auto read = read_parameters("key=K&email=e", form, "phone=1&key=K");

  BOOST_TEST_REQUIRE(bool(read));
  BOOST_TEST(
      (*read == Parameters{{"key", "K"}, {"email", "e"}, {"phone", "1"}}));
}

BOOST_AUTO_TEST_CASE(query_and_body_may_not_contradict_each_other) {
  BOOST_TEST(is_refused(read_parameters("key=K", form, "key=L"),
                        Refusal::parameter_conflicting, "key"));
}

BOOST_AUTO_TEST_CASE(the_content_type_tells_how_to_read_the_body) {
  const auto is_read = [](const char* type) {
    const auto read = read_parameters("", type, "a=1");
    return read && *read == Parameters{{"a", "1"}};
  };

  BOOST_TEST(is_read(form));
  BOOST_TEST(is_read("Application/X-WWW-Form-Urlencoded; charset=UTF-8;"));
  BOOST_TEST(is_read(""));
}

BOOST_AUTO_TEST_CASE(other_content_types_are_refused) {
  for (const char* type : {"application/json", "text/plain; charset=utf-8",
                           "multipart/mixed; boundary=b", "a b",
                           "application/x-www-form-urlencoded, text/plain"})
    BOOST_TEST(is_refused(read_parameters("", type, "a=1"),
                          Refusal::content_type_unsupported),
               type);
}

BOOST_AUTO_TEST_CASE(without_a_body_its_type_does_not_matter) {
  BOOST_TEST((*read_parameters("a=1", "application/json", "") ==
              Parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(a_multipart_body_is_read_by_its_content_type) {
  const auto read = read_parameters("key=K", "multipart/form-data; boundary=b",
                                    "--b\r\nContent-Disposition: form-data; "
                                    "name=\"a\"\r\n\r\n1\r\n--b--\r\n");

  BOOST_TEST_REQUIRE(bool(read));
  BOOST_TEST((*read == Parameters{{"a", "1"}, {"key", "K"}}));
}

BOOST_AUTO_TEST_SUITE_END()
