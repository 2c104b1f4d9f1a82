#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <map>

#include "provisor/mail/transport.h"
#include "tests/support/smtp_sink.h"

namespace {

using namespace std::chrono_literals;
using namespace provisor;
using Verdict = mail::Answer::Verdict;

struct Post {
  std::unique_ptr<mail::Transport> connected(
      std::uint32_t connections, std::chrono::milliseconds timeout = 10s,
      std::chrono::milliseconds text_timeout = 10s) {
    return mail::make_smtp({.host = "127.0.0.1",
                            .port = sink.port(),
                            .security = mail::SmtpSettings::Security::none,
                            .user = {},
                            .password = {},
                            .ca_file = {},
                            .ehlo_name = "mailer.example.com",
                            .connections = connections,
                            .connect_timeout = 10s,
                            .timeout = timeout,
                            .text_timeout = text_timeout});
  }
  static mail::Parcel parcel(std::int64_t id, std::string recipient) {
    return {id, std::to_string(id), "from@example.com", std::move(recipient),
            "Subject: x\r\n\r\nA text.\r\n"};
  }

  test::SmtpSink sink;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_smtp)

BOOST_FIXTURE_TEST_CASE(each_mail_of_a_crowd_is_answered_once, Post) {
  constexpr int crowd = 200;
  const auto transport = connected(4);
  std::map<std::int64_t, int> answers;

  for (int id = 0; id < crowd; ++id)
    transport->start(parcel(id, "ann@example.com"));
  for (std::size_t count = 0; count < crowd;) {
    const auto done = transport->wait(10s);
    BOOST_TEST_REQUIRE(!done.empty());
    count += done.size();
    for (const auto& delivery : done)
      answers[delivery.id] += delivery.answer.verdict == Verdict::accepted;
  }

  BOOST_TEST(answers.size() == crowd);
  BOOST_TEST(sink.taken() == crowd);
  BOOST_TEST(sink.connections() <= 4);
}

BOOST_FIXTURE_TEST_CASE(a_mail_that_hangs_holds_up_no_other, Post) {
  const auto transport = connected(2);

  transport->start(parcel(1, "silent@example.com"));
  transport->start(parcel(2, "ann@example.com"));
  const auto done = transport->wait(10s);

  BOOST_TEST(done.size() == 1);
  BOOST_TEST(done.at(0).id == 2);
}

// The destructor, with a mail that would hang for ten seconds.
BOOST_FIXTURE_TEST_CASE(a_mail_that_hangs_does_not_keep_it_from_ending, Post) {
  auto transport = connected(2);
  transport->start(parcel(1, "silent@example.com"));
  transport->start(parcel(2, "ann@example.com"));
  BOOST_TEST(transport->wait(10s).size() == 1);

  const auto began = std::chrono::steady_clock::now();
  transport.reset();

  BOOST_TEST((std::chrono::steady_clock::now() - began < 5s));
}

// libcurl looks at the time once a second.
BOOST_FIXTURE_TEST_CASE(the_reply_to_a_text_has_a_time_of_its_own, Post) {
  const auto transport = connected(1, 100ms);
  transport->start(parcel(1, "slow@example.com"));
  BOOST_TEST(transport->wait(2s).empty());

  sink.hurry();
  const auto done = transport->wait(10s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::accepted));
  BOOST_TEST(sink.taken() == 1);
}

BOOST_FIXTURE_TEST_CASE(nobody_waits_for_it_for_ever, Post) {
  const auto transport = connected(1, 10s, 100ms);

  transport->start(parcel(1, "slow@example.com"));
  const auto done = transport->wait(5s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::later));
  BOOST_TEST(done.at(0).answer.text == "no answer in time (after the text)");
}

BOOST_FIXTURE_TEST_CASE(nor_for_what_comes_before_it, Post) {
  const auto transport = connected(1, 100ms);

  transport->start(parcel(1, "silent@example.com"));
  const auto done = transport->wait(5s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::later));
  BOOST_TEST(done.at(0).answer.text == "no answer in time (after RCPT)");
}

BOOST_FIXTURE_TEST_CASE(a_mail_refused_a_used_connection_gets_a_new_one, Post) {
  sink.take_at_most(1);
  const auto transport = connected(1);

  for (int id = 0; id < 3; ++id) {
    transport->start(parcel(id, "ann@example.com"));
    const auto done = transport->wait(10s);
    BOOST_TEST_REQUIRE(done.size() == 1);
    BOOST_TEST((done.at(0).answer.verdict == Verdict::accepted));
  }

  BOOST_TEST(sink.taken() == 3);
  BOOST_TEST(sink.connections() == 3);
}

BOOST_FIXTURE_TEST_CASE(a_mail_refused_a_new_connection_waits, Post) {
  const auto transport = connected(1);

  transport->start(parcel(1, "closed@example.com"));
  const auto done = transport->wait(10s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::later));
  BOOST_TEST(done.at(0).answer.reply_code.value_or(0) == 421);
  BOOST_TEST(sink.connections() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_malformed_sender_is_a_setting_to_be_mended, Post) {
  const auto transport = connected(1);
  auto unsendable = parcel(1, "ann@example.com");
  unsendable.sender = "Shop <shop@example.com>";

  transport->start(unsendable);
  const auto done = transport->wait(10s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::later));
  BOOST_TEST(sink.connections() == 0);
}

BOOST_FIXTURE_TEST_CASE(what_libcurl_does_not_take_ends_no_process, Post) {
  const auto transport = connected(1);

  transport->start(parcel(1, "ann@example.com"));
  transport->start(parcel(2, "ann@example.com"));
  auto monster = parcel(3, "ann@example.com");
  monster.sender.insert(0, 9'000'000, 'a');
  transport->start(monster);
  std::map<std::int64_t, Verdict> verdicts;
  while (verdicts.size() < 3)
    for (const auto& delivery : transport->wait(10s))
      verdicts[delivery.id] = delivery.answer.verdict;

  BOOST_TEST((verdicts[2] == Verdict::accepted));
  BOOST_TEST((verdicts[3] == Verdict::later));
}

BOOST_FIXTURE_TEST_CASE(an_address_in_utf_8_goes_where_that_is_offered, Post) {
  sink.offer_smtputf8();
  const auto transport = connected(1);

  for (int id = 0; id < 2; ++id) {
    transport->start(parcel(id, "j\u00fcrgen@example.com"));
    const auto done = transport->wait(10s);
    BOOST_TEST_REQUIRE(done.size() == 1);
    BOOST_TEST((done.at(0).answer.verdict == Verdict::accepted));
    BOOST_TEST(std::ranges::count(done.at(0).dialogue,
                                  "> MAIL FROM:<from@example.com> SMTPUTF8") ==
               1);
  }

  BOOST_TEST(sink.connections() == 1);
}

BOOST_FIXTURE_TEST_CASE(where_it_is_not_it_fails_and_says_why, Post) {
  const auto transport = connected(1);

  transport->start(parcel(1, "j\u00fcrgen@example.com"));
  const auto done = transport->wait(10s);
  transport->start(parcel(2, "ann@example.com"));
  const auto other = transport->wait(10s);

  BOOST_TEST_REQUIRE(done.size() == 1);
  BOOST_TEST((done.at(0).answer.verdict == Verdict::refused));
  BOOST_TEST(
      done.at(0).answer.text ==
      "the mail server does not offer SMTPUTF8, which this address needs");
  BOOST_TEST_REQUIRE(other.size() == 1);
  BOOST_TEST((other.at(0).answer.verdict == Verdict::accepted));
  BOOST_TEST(sink.taken() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
