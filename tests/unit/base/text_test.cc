#include <boost/test/unit_test.hpp>

#include "provisor/base/text.h"

namespace provisor {
namespace {

using namespace std::string_view_literals;

BOOST_AUTO_TEST_SUITE(texts)

BOOST_AUTO_TEST_CASE(the_first_and_last_code_points_of_each_length_are_utf8) {
  for (const auto text :
       {""sv, "\0"sv, "\x7f"sv, "\xc2\x80"sv, "\xdf\xbf"sv, "\xe0\xa0\x80"sv,
        "\xed\x9f\xbf"sv, "\xee\x80\x80"sv, "\xef\xbf\xbf"sv,
        "\xf0\x90\x80\x80"sv, "\xf4\x8f\xbf\xbf"sv, "Zoë 日本 🦊"sv}) {
    BOOST_TEST_CONTEXT(hex(text)) BOOST_TEST(is_utf8(text));
  }
}

BOOST_AUTO_TEST_CASE(overlong_forms_are_not_utf8) {
  for (const auto text :
       {"\xc0\x80"sv, "\xc1\xbf"sv, "\xe0\x80\xaf"sv, "\xe0\x9f\xbf"sv,
        "\xf0\x80\x80\xaf"sv, "\xf0\x8f\xbf\xbf"sv}) {
    BOOST_TEST_CONTEXT(hex(text)) BOOST_TEST(!is_utf8(text));
  }
}

BOOST_AUTO_TEST_CASE(surrogates_and_what_is_above_the_last_are_not_utf8) {
  for (const auto text :
       {"\xed\xa0\x80"sv, "\xed\xbf\xbf"sv, "\xf4\x90\x80\x80"sv,
        "\xf5\x80\x80\x80"sv, "\xf8\x88\x80\x80\x80"sv, "\xff"sv, "\xfe"sv}) {
    BOOST_TEST_CONTEXT(hex(text)) BOOST_TEST(!is_utf8(text));
  }
}

BOOST_AUTO_TEST_CASE(cut_off_and_stray_bytes_are_not_utf8) {
  for (const auto text :
       {"\x80"sv, "\xbf"sv, "a\x80"sv, "\xc2"sv, "\xe1\x80"sv, "\xf0\x90\x80"sv,
        "\xc2\x41"sv, "\xe1\x80\x41"sv, "\xe1\x80\xc0"sv, "\xf1\x80\x80\x41"sv,
        "ok \xe9t\xe9"sv}) {
    BOOST_TEST_CONTEXT(hex(text)) BOOST_TEST(!is_utf8(text));
  }
}

BOOST_AUTO_TEST_CASE(a_nul_is_found_anywhere) {
  BOOST_TEST(has_nul("a\0b"sv));
  BOOST_TEST(has_nul("\0"sv));
  BOOST_TEST(!has_nul("ab"sv));
}

BOOST_AUTO_TEST_CASE(code_points_are_counted_and_not_bytes) {
  BOOST_TEST(code_points("") == 0u);
  BOOST_TEST(code_points("Zoë") == 3u);
  BOOST_TEST(code_points("日本🦊") == 3u);
}

BOOST_AUTO_TEST_CASE(only_white_space_at_the_ends_is_trimmed) {
  BOOST_TEST(trimmed(" \t\r\n\v\fa b\n") == "a b");
  BOOST_TEST(trimmed("a") == "a");
  BOOST_TEST(trimmed(" \n ") == "");
  BOOST_TEST(trimmed("") == "");
  // A no-break space is not ASCII.
  BOOST_TEST(trimmed("\u00a0a") == "\u00a0a");
}

BOOST_AUTO_TEST_CASE(a_mail_address_cannot_end_a_command_of_smtp) {
  for (const char* address :
       {"a@b", "o'neil+x@example.com", "\u00fc@example.com"})
    BOOST_TEST(is_mail_address(address), address);
  for (const char* odd : {"", "@", "a@", "@b", "ab", "a b@c", "a@b>", "<a@b",
                          "a@b,c@d", "a@b;", "a@b\r\n", "a@b\x7f"})
    BOOST_TEST(!is_mail_address(odd), odd);
}

BOOST_AUTO_TEST_CASE(only_ascii_letters_are_lowered) {
  BOOST_TEST(lower_ascii("AZaz@[`{09ÄÉ") == "azaz@[`{09ÄÉ");
}

BOOST_AUTO_TEST_CASE(bytes_are_written_as_two_lower_case_digits) {
  BOOST_TEST(hex("\x00\x0f\xa0\xff"sv) == "000fa0ff");
  BOOST_TEST(hex("") == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
