// The one event of a call, and what of it becomes a metric.

#include <cstdlib>
#include <regex>

#include "api/performance.h"
#include "fake_api.h"
#include "provisor/base/call_notes.h"
#include "provisor/base/exposition.h"
#include "tests/support/captured_standard_error.h"

namespace {

using namespace provisor;
using namespace std::chrono_literals;

struct Logged : FakeApi {
  Logged() {
    unsetenv("JOURNAL_STREAM");
    log::set_level(log::Level::info);
  }

  // The lines since the last time, without time and level; numbers of
  // milliseconds as N.
  std::string events() {
    const std::regex head("[^ \n]+ (info|debug|error) ");
    const std::regex duration("(ms=)[0-9]+\\.[0-9]");
    return std::regex_replace(
        std::regex_replace(standard_error.text(), head, ""), duration, "$1N");
  }
  void sign_up() {
    get("/site/api/master_account",
        "key=" + key + "&email=a@example.org&account_name=A");
  }
  std::string exposition() {
    Exposition text;
    write_metrics(*metrics, text);
    return std::move(text).text();
  }

  tests::CapturedStandardError standard_error;
};

constexpr char durations[] = " ms=N wait_ms=N hash_ms=N database_ms=N\n";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_call_event, Logged)

BOOST_AUTO_TEST_CASE(a_sign_up_is_one_event_with_its_caller) {
  sign_up();

  BOOST_TEST(events() ==
             std::string("call request_id=0123456789abcdef "
                         "endpoint=/site/api/master_account "
                         "operation=master_account outcome=success account=1 "
                         "key=2") +
                 durations);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_named_by_its_symbol) {
  sign_ups.refused = Refused{Refusal::email_taken, "email"};

  sign_up();

  BOOST_TEST(holds(events(), " outcome=email_taken account=1 key=2 "));
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_nobody_and_not_remembered) {
  sign_ups.refused = Refused{Refusal::key_invalid, "key"};
  sign_ups.whose = {};

  sign_up();
  sign_up();

  BOOST_TEST(holds(events(), " outcome=key_invalid account=- key=- "));
  BOOST_TEST(sign_ups.times_asked_who == 2);
}

BOOST_AUTO_TEST_CASE(a_known_key_is_asked_about_once) {
  sign_up();
  sign_up();

  BOOST_TEST(sign_ups.times_asked_who == 1);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_away_is_not_asked_again) {
  sign_ups.refused = Refused{Refusal::unavailable};

  sign_up();

  BOOST_TEST(sign_ups.times_asked_who == 0);
  BOOST_TEST(holds(events(), " outcome=unavailable account=- key=- "));
}

BOOST_AUTO_TEST_CASE(a_batch_is_one_event_for_each_of_its_calls) {
  const auto call = R"({"jsonrpc":"2.0","id":1,"method":"getTimezoneList",)"
                    R"("params":[")" +
                    key + "\"]}";

  rpc("[" + call + "," + call +
      R"(,{"jsonrpc":"2.0","id":2,"method":"none"}])");

  const auto event =
      "call request_id=0123456789abcdef "
      "endpoint=/api/jsonrpcserver operation=";
  const std::string listed = std::string(event) +
                             "get_timezone_list outcome=success account=1 "
                             "key=2" +
                             durations;
  BOOST_TEST(events() == listed + listed + event +
                             "other outcome=method_not_found account=- key=-" +
                             durations);
}

BOOST_AUTO_TEST_CASE(what_was_asked_for_in_vain_stays_out_of_the_log) {
  get("/" + key);

  const auto text = events();
  BOOST_TEST(holds(text, " endpoint=- operation=other outcome=not_found "));
  BOOST_TEST(!holds(text, key.substr(4)));
}

BOOST_AUTO_TEST_CASE(probes_are_events_of_the_level_debug) {
  get("/readyz");
  BOOST_TEST(events() == "");

  log::set_level(log::Level::debug);
  get("/readyz");
  BOOST_TEST(holds(events(),
                   "endpoint=/readyz operation=other "
                   "outcome=success "));
}

BOOST_AUTO_TEST_CASE(durations_are_split_and_begin_anew_with_each_call) {
  const auto work = []() -> Outcome<api::Done> {
    call_notes().waited_for_database += 20ms;
    call_notes().waited_for_hash += 3ms;
    call_notes().in_database += 40ms;
    const Stretch hashing(&CallNotes::hashing);
    const auto until = Clock::now() + 1ms;
    while (Clock::now() < until) continue;
    return Refusal::busy;
  };

  for (int i = 0; i < 2; ++i)
    api::perform(Operation::add_account, request("GET", "/"), *metrics, work)
        .refused();

  const auto text = standard_error.text();
  BOOST_TEST(std::regex_search(
      text, std::regex("wait_ms=23\\.0 hash_ms=[1-9][0-9]*\\.[0-9] "
                       "database_ms=40\\.0\n[^\n]*wait_ms=23\\.0 ")));
  const auto counted = exposition();
  const std::string add_account = "{operation=\"add_account\"} ";
  BOOST_TEST(holds(counted, "provisor_database_wait_seconds_sum" + add_account +
                                "0.040000\n"));
  BOOST_TEST(holds(counted, "provisor_database_duration_seconds_sum" +
                                add_account + "0.080000\n"));
  BOOST_TEST(holds(counted, "provisor_password_hash_duration_seconds_count 2"));
}

BOOST_AUTO_TEST_CASE(a_call_that_asks_nothing_is_in_no_histogram_of_waits) {
  get("/nothing");

  BOOST_TEST(holds(exposition(),
                   "provisor_database_wait_seconds_count{operation=\"other\"} "
                   "0\n"));
}

BOOST_AUTO_TEST_SUITE_END()
