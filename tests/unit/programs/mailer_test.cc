// The mailer's turns: what it takes, begins, records, and what it keeps.

#include "provisor/store/fault.h"
#include "tests/support/captured_standard_error.h"
#include "tests/unit/programs/mailer_world.h"

using namespace provisor;
using namespace provisor::tests;

BOOST_FIXTURE_TEST_SUITE(mailer_turns, World)

BOOST_AUTO_TEST_CASE(a_mail_is_taken_sent_and_settled) {
  turns = {[&] { queue(1, 1); }, [&] { accept(1); }, nothing};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1}));
  BOOST_TEST_REQUIRE(settled.size() == 1);
  BOOST_TEST((settled[0].state == State::sent));
}

BOOST_AUTO_TEST_CASE(a_mail_of_its_own_taken_again_is_not_begun_again) {
  turns = {[&] { queue(1, 1); }, [&] { instant += 4s, queue(1, 2); },
           [&] { accept(1); }, nothing};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1}));
  BOOST_TEST_REQUIRE(settled.size() == 1);
  BOOST_TEST(settled[0].taking.attempt == 2);
}

BOOST_AUTO_TEST_CASE(an_answer_that_cannot_be_recorded_keeps_its_lease) {
  turns = {[&] { queue(1, 1); },
           [&] { accept(1); },
           [&] { away("settle"); },
           [&] { instant += 4s; },
           [&] { on_call = [](const char*) {}; },
           nothing};

  run();

  BOOST_TEST(kept == std::vector<std::int64_t>({1}));
  BOOST_TEST(settled.size() == 1);
}

BOOST_AUTO_TEST_CASE(while_an_answer_cannot_be_recorded_nothing_is_taken) {
  int before = 0;
  turns = {[&] { queue(1, 1); },
           [&] { accept(1); },
           [&] { away("settle"), before = takes, queue(2, 1); },
           [&] { instant += 4s; },
           [&] { instant += 4s; },
           [&] { BOOST_TEST(takes == before); }};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1}));
}

BOOST_AUTO_TEST_CASE(after_a_stall_leases_are_kept_before_mails_are_taken) {
  std::vector<std::string> calls;
  turns = {[&] { queue(1, 1); },
           [&] {
             instant += 4s;
             on_call = [&](const char* name) { calls.emplace_back(name); };
           },
           nothing};

  run();

  BOOST_TEST_REQUIRE(!calls.empty());
  BOOST_TEST(calls[0] == "keep");
}

BOOST_AUTO_TEST_CASE(what_waited_past_its_lease_is_left_to_others) {
  turns = {[&] { queue(1, 1), queue(2, 1), queue(3, 1); },
           [&] { instant += 4s; }, [&] { accept(1), accept(2); }, nothing,
           nothing};

  run();

  BOOST_TEST(started == std::vector<std::int64_t>({1, 2}));
  BOOST_TEST(kept == std::vector<std::int64_t>({1, 2}));
}

BOOST_AUTO_TEST_CASE(a_chore_that_fails_keeps_no_mail_from_going) {
  for (const std::string chore : {"release", "answer_reset_requests"}) {
    World world;
    world.on_call = [&](const char* call) {
      if (call == chore) throw store::Fault("42501", "it may not");
    };
    world.turns = {[&] { world.queue(1, 1); }, [&] { world.accept(1); },
                   nothing};
    CapturedStandardError log;

    world.run();

    BOOST_TEST(world.settled.size() == 1);
    BOOST_TEST(log.text().find("the database refuses the mailer task=") !=
               std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_asked_once_a_look) {
  std::vector<std::string> calls;
  on_call = [&](const char* call) {
    calls.emplace_back(call);
    throw store::Away("not there");
  };
  turns = {nothing};

  run();

  BOOST_TEST(calls == std::vector<std::string>({"take"}));
}

BOOST_AUTO_TEST_CASE(an_outage_is_over_when_it_is_over) {
  away("take");
  turns.assign(100, nothing);
  turns.push_back([&] { on_call = [](const char*) {}; });
  turns.push_back([&] { instant += 1s; });
  CapturedStandardError log;

  run();

  const std::string text = log.text();
  BOOST_TEST(times_in(text, "the database serves the mailer again") == 1);
  BOOST_TEST(times_in(text, "the database is away") >= 2);
  BOOST_TEST(times_in(text, "the database is away") <= 100 * 500 / 10'000 + 1);
}

BOOST_AUTO_TEST_CASE(a_mailer_says_that_it_lives_before_each_statement) {
  int said = 0, calls = 0;
  on_call = [&](const char*) {
    BOOST_TEST(lives > std::exchange(said, lives));
    ++calls;
  };
  turns = {[&] { queue(1, 1); }, [&] { instant += 4s; }, [&] { accept(1); },
           nothing};

  run();

  BOOST_TEST(calls >= 5);
}

BOOST_AUTO_TEST_CASE(a_mailer_with_a_connection_that_hangs_falls_silent) {
  int before = 0;
  turns = {[&] { queue(1, 1), queue(2, 1); },
           [&] { instant += 24min, accept(2), before = lives; },
           [&] {
             BOOST_TEST(lives == before);
             accept(1);
           },
           nothing, [&] { BOOST_TEST(lives > before); }};
  CapturedStandardError log;

  run();

  BOOST_TEST(log.text().find("the mailer is stuck") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_was_not_begun_is_given_back_without_a_word) {
  turns = {[&] { queue(1, 1), queue(2, 1), queue(3, 1); }};

  run();

  BOOST_TEST(given_back == std::vector<std::int64_t>({3}));
  BOOST_TEST(settled.empty());
}

BOOST_AUTO_TEST_CASE(the_wait_grows_with_answers_not_with_takings) {
  queue(1, 40);
  due.back().answers = 0;
  queue(2, 3);
  due.back().answers = 2;
  turns = {nothing, [&] { defer(1), defer(2); }, nothing};

  run();

  BOOST_TEST_REQUIRE(settled.size() == 2);
  BOOST_TEST((settled[0].wait <= 15s));
  BOOST_TEST((settled[1].wait >= 45s && settled[1].wait <= 135s));
}

BOOST_AUTO_TEST_CASE(one_answer_that_is_never_taken_keeps_no_other_back) {
  on_settle = [](const auto& mails) {
    for (const auto& mail : mails)
      if (mail.taking.id == 2 && mail.reply_code)
        throw store::Fault("23514", "not like that");
  };
  turns = {[&] { queue(1, 1), queue(2, 1); }, [&] { accept(1), accept(2); },
           nothing};

  run();

  BOOST_TEST_REQUIRE(settled.size() == 2);
  for (const auto& mail : settled) {
    BOOST_TEST((mail.state == State::sent));
    BOOST_TEST(mail.reply_code.has_value() == (mail.taking.id == 1));
  }
}

BOOST_AUTO_TEST_CASE(trouble_that_may_pass_keeps_every_answer) {
  int failures = 2;
  on_settle = [&](const auto&) {
    if (failures-- > 0) throw store::Fault("53100", "the disk is full");
  };
  turns = {[&] { queue(1, 1), queue(2, 1); }, [&] { accept(1), accept(2); },
           [&] { instant += 1s; }, [&] { instant += 1s; },
           [&] { instant += 1s; }};
  CapturedStandardError log;

  run();

  BOOST_TEST(settled.size() == 2);
  BOOST_TEST(log.text().find("the database has no room for the mailer task=") !=
             std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
