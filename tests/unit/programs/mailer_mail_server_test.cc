// The mailer and a mail server that takes no mails.

#include "programs/provisor_mailer/mail_server.h"
#include "tests/support/captured_standard_error.h"
#include "tests/unit/programs/mailer_world.h"

using namespace provisor;
using namespace provisor::tests;

BOOST_FIXTURE_TEST_SUITE(mailer_mail_server, World)

BOOST_AUTO_TEST_CASE(a_server_that_is_not_ready_costs_no_mail_anything) {
  turns = {[&] { queue(1, 1), queue(2, 1), queue(3, 1); },
           [&] { turn_away(1), turn_away(2); }, nothing, nothing};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1, 2}));
  BOOST_TEST(given_back == std::vector<std::int64_t>({3, 1, 2}));
  BOOST_TEST(reasons.contains("554 5.3.2 closed"));
  BOOST_TEST(settled.empty());
}

BOOST_AUTO_TEST_CASE(nothing_is_taken_until_the_pause_ends_and_then_one) {
  int before = 0;
  turns = {[&] { queue(1, 1); },
           [&] { turn_away(1); },
           [&] { before = takes, queue(1, 1), queue(2, 1); },
           [&] { BOOST_TEST(takes == before); },
           [&] {
             BOOST_TEST(takes == before);
             instant += 3s;
           },
           nothing,
           [&] {
             BOOST_TEST(wanted == 1u);
             BOOST_TEST(started == std::vector<std::int64_t>({1, 1}));
             accept(1);
           },
           nothing,
           [&] { instant += 1s; },
           nothing};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1, 1, 2}));
  BOOST_TEST(wanted > 1u);
}

BOOST_AUTO_TEST_CASE(while_it_is_paused_held_mails_and_resets_are_seen_to) {
  std::set<std::string> calls;
  turns = {[&] { queue(1, 1); }, [&] { turn_away(1); }, nothing,
           [&] { on_call = [&](const char* call) { calls.insert(call); }; },
           [&] { on_call = [](const char*) {}; }};

  run();

  BOOST_TEST(calls ==
             std::set<std::string>({"release", "answer_reset_requests"}));
}

BOOST_AUTO_TEST_CASE(what_one_connection_cannot_send_is_left_to_others) {
  turns = {[&] { queue(1, 1), queue(2, 1), queue(3, 1); },
           [&] { turn_away(1); },
           nothing,
           [&] {
             BOOST_TEST(given_back == std::vector<std::int64_t>({3, 1}));
             accept(2), instant += 1s;
           },
           nothing,
           [&] { instant += 1s; },
           [&] { BOOST_TEST(wanted == 1u); }};

  run();
}

BOOST_AUTO_TEST_CASE(trouble_of_our_own_does_not_end_a_trial) {
  turns = {[&] { queue(1, 1); },
           [&] { turn_away(1); },
           [&] { instant += 3s, queue(1, 1); },
           [&] {
             answers.push_back({1, {Verdict::later, {}, {}, "odd"}, {}});
           },
           [&] { instant += 1s; },
           [&] { BOOST_TEST(wanted == 1u); }};

  run();
}

BOOST_AUTO_TEST_CASE(what_is_too_old_is_given_up) {
  give_up_after = 24h;
  turns = {[&] { queue(1, 2); }, [&] { turn_away(1); }, nothing};

  run();

  BOOST_TEST(given_back.empty());
  BOOST_TEST_REQUIRE(settled.size() == 1);
  BOOST_TEST((settled[0].state == State::failed));
  BOOST_TEST(settled[0].answer == "given up: closed");
}

BOOST_AUTO_TEST_CASE(its_state_is_told_when_it_changes) {
  mailer::MailServer server(2);
  CapturedStandardError log;
  for (int i = 0; i < 20; ++i) {
    server.was_unready("closed", false, 0, instant, 0.5);
    instant += 10min;
  }
  server.answered(instant), server.answered(instant);

  const std::string text = log.text();
  BOOST_TEST(times_in(text, "the mail server takes no mails") == 1);
  BOOST_TEST(times_in(text, "the mail server takes mails again") == 1);
}

BOOST_AUTO_TEST_CASE(its_pauses_grow_and_are_forgotten_when_it_answers) {
  mailer::MailServer server(4);
  CapturedStandardError log;
  for (const auto pause : {2s, 4s, 8s, 16s, 32s, 64s, 120s, 120s}) {
    server.was_unready("closed", false, 0, instant, 0.5);
    BOOST_TEST(server.room(instant + pause - 1ms) == 0u);
    instant += pause;
    BOOST_TEST(server.room(instant) == 1u);
  }
  server.answered(instant);

  BOOST_TEST(server.room(instant) == 4u);
  server.was_unready("closed", false, 0, instant, 0.5);
  BOOST_TEST(server.room(instant + 2s) == 1u);
}

BOOST_AUTO_TEST_CASE(a_sign_in_that_is_refused_is_tried_each_half_hour) {
  mailer::MailServer server(1);
  CapturedStandardError log;
  for (int i = 0; i < 20; ++i) {
    instant += 1h;
    server.was_unready("535 wrong password", true, 0, instant, 0.5);
  }

  BOOST_TEST(server.room(instant + 30min - 1ms) == 0u);
  BOOST_TEST(server.room(instant + 30min) == 1u);
}

BOOST_AUTO_TEST_CASE(one_that_others_are_with_is_not_paused_but_spared) {
  mailer::MailServer server(4);
  CapturedStandardError log;
  server.was_unready("too many", false, 3, instant, 0.5);
  server.was_unready("too many", false, 2, instant, 0.5);

  BOOST_TEST(server.room(instant) == 2u);
  server.answered(instant);
  BOOST_TEST(server.room(instant) == 2u);
  BOOST_TEST(server.room(instant + 1min) == 4u);
}

BOOST_AUTO_TEST_SUITE_END()
