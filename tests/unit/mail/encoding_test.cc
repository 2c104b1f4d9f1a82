#include "mail/encoding.h"

#include <boost/test/unit_test.hpp>

namespace {

using provisor::mail::padded_base64;
using provisor::mail::quoted_printable;

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_encoding)

// RFC 4648, section 10.
BOOST_AUTO_TEST_CASE(base64_gives_the_test_vectors) {
  BOOST_TEST(padded_base64("") == "");
  BOOST_TEST(padded_base64("f") == "Zg==");
  BOOST_TEST(padded_base64("fo") == "Zm8=");
  BOOST_TEST(padded_base64("foo") == "Zm9v");
  BOOST_TEST(padded_base64("foob") == "Zm9vYg==");
  BOOST_TEST(padded_base64("fooba") == "Zm9vYmE=");
  BOOST_TEST(padded_base64("foobar") == "Zm9vYmFy");
}

BOOST_AUTO_TEST_CASE(base64_takes_every_byte) {
  BOOST_TEST(padded_base64("\xFB\xFF\xBF") == "+/+/");
}

BOOST_AUTO_TEST_CASE(plain_lines_stay_as_they_are) {
  BOOST_TEST(quoted_printable("Hello,\nAnn\n") == "Hello,\r\nAnn\r\n");
}

BOOST_AUTO_TEST_CASE(a_missing_last_line_end_is_added) {
  BOOST_TEST(quoted_printable("Hello") == "Hello\r\n");
}

BOOST_AUTO_TEST_CASE(bytes_outside_ascii_and_equal_signs_are_escaped) {
  BOOST_TEST(quoted_printable("é=\x01\n") == "=C3=A9=3D=01\r\n");
}

BOOST_AUTO_TEST_CASE(white_space_at_the_end_of_a_line_is_escaped) {
  BOOST_TEST(quoted_printable("a \nb\t\n c\n") == "a=20\r\nb=09\r\n c\r\n");
}

BOOST_AUTO_TEST_CASE(a_carriage_return_cannot_end_a_line) {
  BOOST_TEST(quoted_printable("a\rb\n") == "a=0Db\r\n");
}

BOOST_AUTO_TEST_CASE(a_dot_never_starts_a_line) {
  BOOST_TEST(quoted_printable(".\n..\n") == "=2E\r\n=2E.\r\n");
}

BOOST_AUTO_TEST_CASE(a_long_line_goes_on_after_a_soft_break) {
  const std::string line(80, 'x');

  BOOST_TEST(quoted_printable(line) == std::string(75, 'x') + "=\r\nxxxxx\r\n");
}

BOOST_AUTO_TEST_CASE(a_soft_break_does_not_split_an_escape) {
  const std::string line = std::string(74, 'x') + "é";

  BOOST_TEST(quoted_printable(line) ==
             std::string(74, 'x') + "=\r\n=C3=A9\r\n");
}

BOOST_AUTO_TEST_CASE(a_dot_after_a_soft_break_is_escaped_too) {
  const std::string line = std::string(75, 'x') + ".";

  BOOST_TEST(quoted_printable(line) == std::string(75, 'x') + "=\r\n=2E\r\n");
}

BOOST_AUTO_TEST_SUITE_END()
