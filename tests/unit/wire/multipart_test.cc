#include <boost/test/unit_test.hpp>

#include "provisor/wire/parameters.h"

namespace {

using namespace provisor;
using wire::Parameters, wire::parameter_limit;

constexpr char form[] = "multipart/form-data; boundary=b";

std::string part(const std::string& headers, const std::string& content) {
  return "--b\r\n" + headers + "\r\n\r\n" + content + "\r\n";
}

std::string field(const std::string& name, const std::string& content) {
  return part("Content-Disposition: form-data; name=" + name, content);
}

Outcome<Parameters> read_multipart(std::string_view body,
                                   std::string_view content_type) {
  return wire::read_parameters("", content_type, body,
                               [](std::string_view) { return true; });
}

Outcome<Parameters> read(const std::string& parts) {
  return read_multipart(parts + "--b--\r\n", form);
}

bool is_refused(const Outcome<Parameters>& outcome, Refusal refusal,
                std::string_view name = "") {
  return !outcome && outcome.refusal() == refusal &&
         outcome.refused().field == name;
}

bool is_malformed(const Outcome<Parameters>& outcome) {
  return is_refused(outcome, Refusal::request_malformed);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(wire_multipart)

BOOST_AUTO_TEST_CASE(the_parts_of_a_form_are_its_parameters) {
  const auto form_read =
      read(field("\"email\"", "ann@example.org") +
           field("\"account_name\"", "A & B\r\n=+%41") + field("phone", ""));

  BOOST_TEST_REQUIRE(bool(form_read));
  BOOST_TEST((*form_read == Parameters{{"email", "ann@example.org"},
                                       {"account_name", "A & B\r\n=+%41"},
                                       {"phone", ""}}));
}

BOOST_AUTO_TEST_CASE(text_before_and_after_the_parts_is_ignored) {
  const auto form_read = read_multipart(
      "hello\r\n" + field("a", "1") + "--b--  \r\n--b\r\nbye", form);

  BOOST_TEST_REQUIRE(bool(form_read));
  BOOST_TEST((*form_read == Parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(a_boundary_may_be_quoted_or_bare) {
  for (const char* type : {form, "Multipart/Form-Data;Boundary=\"b\"",
                           "multipart/form-data; charset=utf-8; boundary=b",
                           "multipart/form-data; boundary=b; charset=utf-8"})
    BOOST_TEST(bool(read_multipart(field("a", "1") + "--b--", type)), type);
  BOOST_TEST(bool(
      read_multipart("--a b:c--", "multipart/form-data; boundary=\"a b:c\"")));
  BOOST_TEST(bool(
      read_multipart("--=_P(1)--", "multipart/form-data; boundary==_P(1)")));
}

BOOST_AUTO_TEST_CASE(a_content_type_without_a_usable_boundary_is_refused) {
  for (const std::string& type :
       {std::string("multipart/form-data"),
        std::string("multipart/form-data; boundary=\"\""),
        "multipart/form-data; boundary=" + std::string(71, 'b')})
    BOOST_TEST(is_malformed(read_multipart(field("a", "1") + "--b--", type)),
               type);
}

BOOST_AUTO_TEST_CASE(a_content_type_must_be_readable_in_one_way) {
  for (const char* type :
       {"multipart/form-data; boundary=", "multipart/form-data; boundary=\"b",
        "multipart/form-data; boundary = b",
        "multipart/form-data; boundary=b; boundary=c"})
    BOOST_TEST(is_refused(read_multipart(field("a", "1") + "--b--", type),
                          Refusal::content_type_unsupported),
               type);
}

BOOST_AUTO_TEST_CASE(a_body_that_ends_early_is_refused) {
  const std::string whole = field("a", "1") + field("c", "2") + "--b--";

  for (std::size_t length = 1; length < whole.size(); ++length)
    BOOST_TEST(is_malformed(read_multipart(whole.substr(0, length), form)));
  BOOST_TEST(bool(read_multipart(whole, form)));
}

BOOST_AUTO_TEST_CASE(a_delimiter_stands_on_a_line_of_its_own) {
  BOOST_TEST((*read(field("a", "x--b--")) == Parameters{{"a", "x--b--"}}));
  BOOST_TEST((*read(field("a", "x\n--b")) == Parameters{{"a", "x\n--b"}}));
  BOOST_TEST(is_malformed(read(field("a", "x\r\n--bc"))));
  BOOST_TEST(is_malformed(read_multipart(field("a", "1") + "--b--c", form)));
}

BOOST_AUTO_TEST_CASE(bare_line_feeds_make_no_form) {
  BOOST_TEST(is_malformed(read_multipart(
      "--b\nContent-Disposition: form-data; name=a\n\n1\n--b--\n", form)));
}

BOOST_AUTO_TEST_CASE(a_form_without_parts_is_empty) {
  BOOST_TEST((*read("") == Parameters{}));
}

BOOST_AUTO_TEST_CASE(names_may_hold_quoted_characters) {
  BOOST_TEST((*read(field(R"("a\"; name=\"b")", "1")) ==
              Parameters{{R"(a"; name="b)", "1"}}));
  BOOST_TEST(
      (*read(field(R"("a\\b\c")", "1")) == Parameters{{R"(a\b\c)", "1"}}));
}

BOOST_AUTO_TEST_CASE(headers_are_read_without_case_and_others_ignored) {
  const auto form_read =
      read(part("content-type: text/plain; charset=UTF-8\r\n"
                "CONTENT-DISPOSITION:Form-Data;NAME=\"a\"\r\nX-Other: y",
                "1"));

  BOOST_TEST_REQUIRE(bool(form_read));
  BOOST_TEST((*form_read == Parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(malformed_part_headers_are_refused) {
  for (const char* headers :
       {"", "Content-Disposition: form-data", "Content-Type: text/plain",
        "Content-Disposition: attachment; name=a",
        "Content-Disposition: form-data; name=a; name=b",
        "Content-Disposition: form-data; name=\"a",
        "Content-Disposition: form-data; name=\"a\"b",
        "Content-Disposition: form-data; name=a\r\n"
        "Content-Disposition: form-data; name=b",
        "Content-Disposition: form-data;\r\n name=a",
        "Content-Disposition: form-data; name=\"a\nb\"", "no colon"})
    BOOST_TEST(is_malformed(read(part(headers, "1"))), headers);
}

BOOST_AUTO_TEST_CASE(part_headers_are_limited_in_size) {
  BOOST_TEST(
      is_malformed(read(part("Content-Disposition: form-data; name=a"
                             "\r\nX: " +
                                 std::string(2048, 'x'),
                             "1"))));
}

BOOST_AUTO_TEST_CASE(files_are_refused_by_name) {
  for (const char* name : {"\"a\"; filename=\"f.txt\"", "a; filename=\"\"",
                           "a; filename*=utf-8''f"})
    BOOST_TEST(
        is_refused(read(field(name, "1")), Refusal::parameter_malformed, "a"),
        name);
}

BOOST_AUTO_TEST_CASE(encoded_parts_are_refused_by_name) {
  const std::string headers =
      "Content-Disposition: form-data; name=a\r\nContent-Transfer-Encoding: ";

  BOOST_TEST(is_refused(read(part(headers + "base64", "MQ==")),
                        Refusal::parameter_malformed, "a"));
  BOOST_TEST((*read(part(headers + "8BIT", "1")) == Parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_CASE(what_is_no_text_is_refused) {
  BOOST_TEST(
      is_refused(read(field("a", "\xFF")), Refusal::encoding_malformed, "a"));
  BOOST_TEST(is_refused(read(field("a", std::string("\0", 1))),
                        Refusal::encoding_malformed, "a"));
}

BOOST_AUTO_TEST_CASE(a_part_given_twice_must_be_the_same) {
  BOOST_TEST(
      (*read(field("a", "1") + field("a", "1")) == Parameters{{"a", "1"}}));
  BOOST_TEST(is_refused(read(field("a", "1") + field("a", "2")),
                        Refusal::parameter_conflicting, "a"));
}

BOOST_AUTO_TEST_CASE(parts_are_limited_in_number) {
  std::string parts;
  for (std::size_t n = 0; n < parameter_limit; ++n)
    parts += field("p" + std::to_string(n), "1");

  BOOST_TEST(read(parts)->size() == parameter_limit);
  BOOST_TEST(is_refused(read(parts + field("one_more", "1")),
                        Refusal::too_many_parameters));
}

BOOST_AUTO_TEST_CASE(a_part_that_nobody_knows_is_ignored_whatever_it_is) {
  const auto form_read = wire::read_parameters(
      "", form,
      field("_charset_", "utf-8") + field("a", "1") + field("b", "\xFF") +
          field("\"b\"; filename=\"\"", "") + "--b--\r\n",
      [](std::string_view name) { return name == "a"; });

  BOOST_TEST_REQUIRE(bool(form_read));
  BOOST_TEST((*form_read == Parameters{{"a", "1"}}));
}

BOOST_AUTO_TEST_SUITE_END()
