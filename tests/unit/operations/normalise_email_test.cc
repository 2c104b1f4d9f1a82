#include <boost/test/unit_test.hpp>

#include "provisor/operations/normalise.h"

namespace {

using provisor::operations::normal_email;
using provisor::operations::normal_host;
using provisor::operations::normal_username;

std::string email(std::string_view typed) {
  return normal_email(typed).value_or("none");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_normalise_email)

BOOST_AUTO_TEST_CASE(blanks_around_and_letter_case_do_not_count) {
  BOOST_TEST(email(" Ann.Lee+crm@Example.ORG\n") == "ann.lee+crm@example.org");
}

BOOST_AUTO_TEST_CASE(domains_become_a_labels) {
  BOOST_TEST(email("ann@BÜCHER.example") == "ann@xn--bcher-kva.example");
  BOOST_TEST(email("ann@bu\u0308cher.example") == "ann@xn--bcher-kva.example");
  BOOST_TEST(email("ann@xn--bcher-kva.example") == "ann@xn--bcher-kva.example");
  // Not "fass": the two are different domains since IDNA2008.
  BOOST_TEST(email("ann@faß.example") == "ann@xn--fa-hia.example");
}

BOOST_AUTO_TEST_CASE(local_parts_beyond_ascii_are_composed_and_lowered) {
  BOOST_TEST(email("ÄNN@example.org") == "änn@example.org");
  BOOST_TEST(email("A\u0308nn@example.org") == "änn@example.org");
  BOOST_TEST(email("STRASSE@example.org") != email("straße@example.org"));
}

BOOST_AUTO_TEST_CASE(what_could_never_receive_a_mail_is_none) {
  for (const char* typed : {"",
                            "@",
                            "ann",
                            "ann@",
                            "@example.org",
                            "ann@localhost",
                            "ann@@example.org",
                            "ann@b@example.org",
                            "a..b@example.org",
                            ".ann@example.org",
                            "ann.@example.org",
                            "an n@example.org",
                            "ann@ example.org",
                            "ann @example.org",
                            "ann@example.org.",
                            "ann@.example.org",
                            "ann@-example.org",
                            "ann@example-.org",
                            "ann@exam_ple.org",
                            "ann@192.0.2.1",
                            "ann@[192.0.2.1]",
                            "\"ann\"@example.org",
                            "ann@xn--zzzz99zz.example",
                            "ann@example.org\r\nBcc: eve@example.org",
                            "ann,eve@example.org",
                            "ann<ann@example.org>",
                            "a\u200bnn@example.org",
                            "a\u00a0nn@example.org"})
    BOOST_TEST(email(typed) == "none", typed);
}

BOOST_AUTO_TEST_CASE(the_limits_of_rfc_5321_hold) {
  const std::string label(63, 'd');
  const auto domain = label + "." + label + "." + label;
  const auto address = [](std::size_t n, const std::string& at) {
    return std::string(n, 'a') + "@" + at;
  };
  BOOST_TEST(email(address(64, "example.org")) != "none");
  BOOST_TEST(email(address(65, "example.org")) == "none");
  BOOST_TEST(email(address(1, label + "d.org")) == "none");
  BOOST_TEST(email(address(62, domain)) != "none");
  BOOST_TEST(email(address(63, domain)) == "none");
}

BOOST_AUTO_TEST_CASE(host_names_need_no_dot) {
  BOOST_TEST(normal_host("LocalHost").value() == "localhost");
  BOOST_TEST(normal_host("crm.bücher.example").value() ==
             "crm.xn--bcher-kva.example");
}

BOOST_AUTO_TEST_CASE(what_is_no_host_name_is_none) {
  for (const char* typed : {"", ".", "a b", "a/b", "a:80", "10", "127.0.0.1",
                            "a..b", "exam_ple.org", "-a"})
    BOOST_TEST(!normal_host(typed), typed);
  BOOST_TEST(!normal_host(std::string("a\0.org", 6)));
}

BOOST_AUTO_TEST_CASE(usernames_are_composed_and_keep_their_case) {
  BOOST_TEST(normal_username(" JohnDoe ").value() == "JohnDoe");
  BOOST_TEST(normal_username("a\u0308nn").value() == "änn");
  BOOST_TEST(normal_username(std::string(100, 'x')).has_value());
}

BOOST_AUTO_TEST_CASE(usernames_show_every_character) {
  for (const char* typed : {"", " ", "john doe", "john\u200bdoe",
                            "john\u202edoe", "john\tdoe", "john\u00a0doe"})
    BOOST_TEST(!normal_username(typed), typed);
  BOOST_TEST(!normal_username(std::string(101, 'x')));
}

BOOST_AUTO_TEST_SUITE_END()
