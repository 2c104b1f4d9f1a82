#include "mail/smtp_dialogue.h"

#include <boost/test/unit_test.hpp>

namespace {

using provisor::mail::Answer;
using provisor::mail::SmtpDialogue;
using Verdict = Answer::Verdict;

struct Talk {
  SmtpDialogue dialogue;

  // A command and its reply.
  Talk& turn(const char* said, const char* heard) {
    dialogue.said(said);
    dialogue.heard(heard);
    return *this;
  }
  Talk& text(const char* heard) {
    dialogue.sent_text();
    dialogue.heard(heard);
    return *this;
  }
  Answer ended() const { return dialogue.answer(false, "it went wrong"); }
  bool is(Verdict verdict) const { return ended().verdict == verdict; }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_smtp_dialogue)

BOOST_FIXTURE_TEST_CASE(a_mail_is_accepted_by_the_reply_to_its_text, Talk) {
  turn("DATA\r\n", "354 go on\r\n").text("250 2.0.0 Ok: queued as 7\r\n");

  const Answer answer = dialogue.answer(true, "");

  BOOST_TEST((answer.verdict == Verdict::accepted));
  BOOST_TEST(answer.reply_code.value() == 250);
  BOOST_TEST(answer.enhanced_code.value() == "2.0.0");
  BOOST_TEST(answer.text == "Ok: queued as 7");
}

BOOST_FIXTURE_TEST_CASE(without_that_reply_it_is_not, Talk) {
  turn("DATA\r\n", "354 go on\r\n");
  dialogue.sent_text();

  BOOST_TEST((dialogue.answer(true, "").verdict == Verdict::later));
}

BOOST_FIXTURE_TEST_CASE(a_5xx_to_recipient_or_text_is_for_good, Talk) {
  BOOST_TEST(Talk().turn("RCPT TO:<a@b>", "550 no").is(Verdict::refused));
  BOOST_TEST(Talk().turn("DATA", "554 no").is(Verdict::refused));
  BOOST_TEST(Talk().turn("DATA", "354 go").text("554 no").is(Verdict::refused));
}

BOOST_FIXTURE_TEST_CASE(before_the_sender_no_mail_would_go, Talk) {
  BOOST_TEST(is(Verdict::unready));
  dialogue.heard("554 closed\r\n");

  BOOST_TEST(is(Verdict::unready));
  BOOST_TEST(Talk().turn("EHLO me", "421 busy").is(Verdict::unready));
  BOOST_TEST(Talk().turn("STARTTLS", "554 no").is(Verdict::unready));
  BOOST_TEST(Talk().turn("STARTTLS", "220 go on").is(Verdict::unready));
  BOOST_TEST(Talk().turn("AUTH PLAIN x", "535 no").is(Verdict::unready));
}

BOOST_FIXTURE_TEST_CASE(a_5xx_to_the_sender_is_not_the_mails_fault, Talk) {
  BOOST_TEST(Talk().turn("MAIL FROM:<a@b>", "553 no").is(Verdict::later));
  BOOST_TEST(Talk()
                 .turn("MAIL FROM:<a@b>", "553 no")
                 .turn("QUIT", "221 bye")
                 .is(Verdict::later));
}

BOOST_FIXTURE_TEST_CASE(a_demand_to_sign_in_is_not_either, Talk) {
  BOOST_TEST(Talk().turn("MAIL FROM:<a@b>", "530 no").is(Verdict::later));
}

BOOST_FIXTURE_TEST_CASE(a_4xx_is_for_later, Talk) {
  BOOST_TEST(Talk().turn("RCPT TO:<a@b>", "450 4.2.0 no").is(Verdict::later));
}

BOOST_FIXTURE_TEST_CASE(a_lost_connection_shows_its_own_trouble, Talk) {
  turn("RCPT TO:<a@b>", "250 ok\r\n");

  const Answer answer = ended();

  BOOST_TEST((answer.verdict == Verdict::later));
  BOOST_TEST(!answer.reply_code);
  BOOST_TEST(answer.text == "it went wrong (after RCPT)");
}

BOOST_FIXTURE_TEST_CASE(what_was_never_connected_was_after_nothing, Talk) {
  BOOST_TEST(ended().text == "it went wrong");
  dialogue.heard("554 closed\r\n");
  BOOST_TEST(ended().text == "closed (after the greeting)");
}

BOOST_FIXTURE_TEST_CASE(what_is_said_after_quit_is_not_about_the_mail, Talk) {
  turn("RCPT TO:<a@b>", "550 5.1.1 nobody\r\n").turn("QUIT", "221 bye\r\n");

  BOOST_TEST(is(Verdict::refused));
  BOOST_TEST(ended().text == "nobody (after RCPT)");
}

BOOST_FIXTURE_TEST_CASE(a_reply_of_several_lines_is_one_text, Talk) {
  turn("RCPT TO:<a@b>", "550-5.7.1 one\r\n550 5.7.1 two\r\n");

  BOOST_TEST(ended().text == "one two (after RCPT)");
}

BOOST_FIXTURE_TEST_CASE(odd_bytes_become_question_marks, Talk) {
  turn("RCPT TO:<a@b>", "550 caf\xC3\xA9 \x1b[31m\r\n");

  BOOST_TEST(ended().text == "caf?? ?[31m (after RCPT)");
}

BOOST_FIXTURE_TEST_CASE(what_is_no_enhanced_code_is_text, Talk) {
  for (const char* odd : {"550 5.1", "550 5.1.", "550 5..1", "550 5.1.1x",
                          "550 3.1.1", "550 5.1.1234"})
    BOOST_TEST(!Talk().turn("RCPT TO:<a@b>", odd).ended().enhanced_code);
}

BOOST_FIXTURE_TEST_CASE(the_password_is_in_no_line, Talk) {
  turn("AUTH LOGIN\r\n", "334 VXNlcg==\r\n").turn("czNjcjN0\r\n", "235 ok\r\n");
  turn("AUTH PLAIN czNjcjN0\r\n", "235 ok\r\n");

  for (const std::string& line : dialogue.lines())
    BOOST_TEST(line.find("czNjcjN0") == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
