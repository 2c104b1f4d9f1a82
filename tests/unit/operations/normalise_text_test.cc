#include <boost/test/unit_test.hpp>

#include "provisor/operations/normalise.h"

namespace {

std::string normal(std::string_view typed) {
  return provisor::operations::normal_text(typed).value_or("nothing");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(operations_normalise_text)

BOOST_AUTO_TEST_CASE(white_space_of_every_script_is_trimmed) {
  BOOST_TEST(normal(" \t\u00a0Ann Lee\u3000\u2028\n") == "Ann Lee");
  BOOST_TEST(normal("\u2003\u65e5\u672c\u1680") == "\u65e5\u672c");
  BOOST_TEST(normal("a") == "a");
}

BOOST_AUTO_TEST_CASE(what_stands_inside_stays) {
  BOOST_TEST(normal("Ann\u00a0Lee") == "Ann\u00a0Lee");
  BOOST_TEST(normal("\u0645\u06cc\u200c\u062e") == "\u0645\u06cc\u200c\u062e");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_what_nobody_can_see) {
  for (const char* invisible :
       {"", " ", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u2060", "\u00ad",
        "\u200e\u200f", "\u202a\u202e", "\u2066\u2069", "\u061c", "\u3164",
        "\ufe0f", "\U000e0020", "\u200b \u200b"})
    BOOST_TEST(normal(invisible) == "nothing", invisible);
}

BOOST_AUTO_TEST_CASE(marks_and_characters_too_new_to_know_can_be_seen) {
  for (const char* visible :
       {"-", "\u0301", "\U0001f98a", "\U0001fbff\u200d", "\u0378", "\ue000"})
    BOOST_TEST(normal(visible) == visible);
}

BOOST_AUTO_TEST_CASE(bytes_that_are_no_text_are_left_alone) {
  BOOST_TEST(normal(" \xff ") == "\xff");
  BOOST_TEST(normal("\x80") == "\x80");
}

BOOST_AUTO_TEST_CASE(a_line_has_no_control_characters_and_an_end) {
  const auto line = [](const std::string& typed) {
    return provisor::operations::normal_line(typed, 4).value_or("nothing");
  };
  BOOST_TEST(line(" \u00e4\u00f6 \u00fc\n") == "\u00e4\u00f6 \u00fc");
  for (const std::string refused :
       {"12345", "a\tb", "a\nb", "a\x1b[m", "a\x7f", "a\u0085b", "a\u2028b",
        "\xff", "", "\u200b"})
    BOOST_TEST(line(refused) == "nothing", refused);
  BOOST_TEST(line(std::string("a\0b", 3)) == "nothing");
}

BOOST_AUTO_TEST_SUITE_END()
