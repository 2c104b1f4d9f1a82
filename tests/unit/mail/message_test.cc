#include "provisor/mail/message.h"

#include <boost/test/unit_test.hpp>

namespace {

using provisor::mail::Mailbox;
using provisor::mail::Message;
using provisor::mail::render;

struct Letter {
  Message message{
      .from = {"provisor@example.com", "Provisor"},
      .to = {"ann@example.org", ""},
      .reply_to = {},
      .subject = "Welcome",
      .message_id = "7@example.com",
      .date = std::chrono::sys_seconds(std::chrono::seconds(1767323045)),
      .text = "Hello\n",
      .html = {}};

  std::string rendered() const { return render(message); }

  bool has(const std::string& part) const {
    return rendered().find(part) != std::string::npos;
  }

  std::size_t count(const std::string& part) const {
    const std::string text = rendered();
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos;
         at = text.find(part, at + part.size()))
      ++found;
    return found;
  }

  std::size_t longest_line() const {
    const std::string text = rendered();
    std::size_t longest = 0;
    for (std::size_t start = 0; start < text.size();) {
      const auto end = text.find("\r\n", start);
      longest = std::max(longest, end - start);
      start = end + 2;
    }
    return longest;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_message)

BOOST_FIXTURE_TEST_CASE(a_plain_message_reads_as_written, Letter) {
  BOOST_TEST(rendered() ==
             "From: \"Provisor\" <provisor@example.com>\r\n"
             "To: ann@example.org\r\n"
             "Subject: Welcome\r\n"
             "Date: Fri, 02 Jan 2026 03:04:05 +0000\r\n"
             "Message-ID: <7@example.com>\r\n"
             "Auto-Submitted: auto-generated\r\n"
             "MIME-Version: 1.0\r\n"
             "Content-Type: text/plain; charset=utf-8\r\n"
             "Content-Transfer-Encoding: quoted-printable\r\n"
             "\r\n"
             "Hello\r\n");
}

BOOST_FIXTURE_TEST_CASE(a_subject_in_utf8_becomes_an_encoded_word, Letter) {
  message.subject = "Grüße";

  BOOST_TEST(has("\r\nSubject: =?UTF-8?B?R3LDvMOfZQ==?=\r\n"));
}

BOOST_FIXTURE_TEST_CASE(a_long_plain_subject_is_folded_between_words, Letter) {
  message.subject =
      "Ten words of ten letters each: aaaaaaaaaa bbbbbbbbbb cccccccccc "
      "dddddddddd eeeeeeeeee";

  BOOST_TEST(has("cccccccccc\r\n dddddddddd eeeeeeeeee\r\n"));
  BOOST_TEST(longest_line() <= 78U);
}

// The euro sign is three bytes, "4oKs" in base64: a word that ended inside one
// would hold padding or other digits.
BOOST_FIXTURE_TEST_CASE(an_encoded_word_never_ends_inside_a_character, Letter) {
  message.subject = "";
  for (int i = 0; i < 60; ++i) message.subject += "€";

  BOOST_TEST(count("4oKs") == 60U);
  BOOST_TEST(longest_line() <= 76U);
}

// The character is "8J+Zgg" in base64, so each word must begin with "8J+Zg".
BOOST_FIXTURE_TEST_CASE(a_character_of_four_bytes_is_not_split_either, Letter) {
  message.subject = "";
  for (int i = 0; i < 33; ++i) message.subject += "🙂";

  // 9 of them fit the first line, 11 each line that follows.
  BOOST_TEST(count("=?UTF-8?B?8J+Zg") == 4U);
  BOOST_TEST(longest_line() <= 76U);
}

BOOST_FIXTURE_TEST_CASE(a_line_break_in_a_subject_adds_no_field, Letter) {
  message.subject = "Hi\r\nBcc: eve@example.net";

  BOOST_TEST(!has("\r\nBcc:"));
}

BOOST_FIXTURE_TEST_CASE(a_line_break_in_a_name_adds_no_field, Letter) {
  message.to = {"ann@example.org", "Ann\nBcc: eve@example.net"};

  BOOST_TEST(has("\r\nTo: \"Ann Bcc: eve@example.net\" <ann@example.org>\r\n"));
}

BOOST_FIXTURE_TEST_CASE(a_line_break_in_an_address_adds_no_field, Letter) {
  message.to = {"ann@example.org\r\nBcc: eve@example.net", ""};

  BOOST_TEST(!has("\r\nBcc:"));
}

BOOST_FIXTURE_TEST_CASE(a_name_with_quotes_is_escaped, Letter) {
  message.to = {"ann@example.org", "Ann \"Tiny\" O\\Neil"};

  BOOST_TEST(has("To: \"Ann \\\"Tiny\\\" O\\\\Neil\" <ann@example.org>\r\n"));
}

BOOST_FIXTURE_TEST_CASE(a_name_in_utf8_is_encoded_before_its_address, Letter) {
  message.to = {"ann@example.org", "Änn"};

  BOOST_TEST(has("To: =?UTF-8?B?w4Rubg==?= <ann@example.org>\r\n"));
}

BOOST_FIXTURE_TEST_CASE(a_subject_that_looks_encoded_is_encoded, Letter) {
  message.subject = "=?UTF-8?B?R3LDvMOfZQ==?=";

  BOOST_TEST(!has("Subject: =?UTF-8?B?R3LDvMOfZQ==?="));
}

BOOST_FIXTURE_TEST_CASE(an_overlong_word_is_encoded_and_cut, Letter) {
  message.subject = std::string(500, 'x');

  BOOST_TEST(longest_line() <= 76U);
}

BOOST_FIXTURE_TEST_CASE(a_long_message_id_stays_one_word, Letter) {
  message.message_id = "7@" + std::string(90, 'h') + ".example.com";

  BOOST_TEST(has("<7@" + std::string(90, 'h') + ".example.com>"));
}

BOOST_FIXTURE_TEST_CASE(html_is_an_alternative_to_the_text, Letter) {
  message.html = "<p>Hell\u00f6</p>\n";

  BOOST_TEST(has("Content-Type: multipart/alternative;\r\n boundary="));
  BOOST_TEST(count("\r\n--=_alternatives_=\r\n") == 2u);
  BOOST_TEST(has("text/plain; charset=utf-8\r\n"));
  BOOST_TEST(has("<p>Hell=C3=B6</p>\r\n\r\n--=_alternatives_=--\r\n"));
}

BOOST_FIXTURE_TEST_CASE(an_answer_goes_where_the_branding_wants_it, Letter) {
  message.reply_to = "help@example.com\r\nBcc: all@example.com";

  BOOST_TEST(count("\r\nBcc:") == 0u);
  BOOST_TEST(has("\r\nReply-To: help@example.com"));
}

BOOST_AUTO_TEST_SUITE_END()
