#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <unistd.h>

#include "fastcgi/watchdog.h"

namespace provisor::fastcgi {
namespace {

using namespace std::chrono_literals;

// One connection with its peer, watched by the first of two entries.
struct Watched {
  Watched() {
    BOOST_TEST_REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    watch.begin(ends[0], deadline);
  }
  ~Watched() {
    close(ends[0]);
    close(ends[1]);
  }
  bool is_cut() const {
    char byte;
    return recv(ends[1], &byte, 1, MSG_DONTWAIT) == 0;
  }
  int ends[2];
  Deadline deadline = Clock::now();
  Watchdog watchdog{2};
  Watch& watch = watchdog.watches().front();
};

BOOST_AUTO_TEST_SUITE(watchdog)

BOOST_FIXTURE_TEST_CASE(before_the_deadline_nothing_happens, Watched) {
  const auto report = watchdog.look(deadline - 1ms);

  BOOST_TEST(!is_cut());
  BOOST_TEST(report.new_overruns == 0);
  BOOST_TEST((report.next_look == deadline));
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_has_not_sent_all_is_cut_at_the_deadline,
                        Watched) {
  const auto report = watchdog.look(deadline);

  BOOST_TEST(is_cut());
  BOOST_TEST(report.new_overruns == 1);
  BOOST_TEST(!report.is_application_late);
}

BOOST_FIXTURE_TEST_CASE(an_application_is_late_first_and_cut_after_the_grace,
                        Watched) {
  watch.enter(Watch::Stage::in_application, deadline);

  const auto report = watchdog.look(deadline + 1ms);
  BOOST_TEST(report.is_application_late);
  BOOST_TEST((report.longest_overrun == 1ms));
  BOOST_TEST((report.next_look == deadline + grace));
  BOOST_TEST(!is_cut());

  watchdog.look(deadline + grace);
  BOOST_TEST(is_cut());
}

BOOST_FIXTURE_TEST_CASE(a_late_answer_may_still_be_written, Watched) {
  watch.enter(Watch::Stage::writing, deadline + 1s);
  BOOST_TEST(!watchdog.look(deadline + 1ms).is_application_late);
  BOOST_TEST(!is_cut());
}

BOOST_FIXTURE_TEST_CASE(an_overrun_counts_once, Watched) {
  watch.enter(Watch::Stage::in_application, deadline);

  BOOST_TEST(watchdog.look(deadline + 1ms).new_overruns == 1);
  BOOST_TEST(watchdog.look(deadline + 2ms).new_overruns == 0);
  BOOST_TEST(watchdog.look(deadline + grace).new_overruns == 0);
}

BOOST_FIXTURE_TEST_CASE(what_has_ended_is_never_cut, Watched) {
  watch.end();

  const auto report = watchdog.look(deadline + 1h);

  BOOST_TEST(!is_cut());
  BOOST_TEST((report.next_look == Deadline::max()));
}

BOOST_FIXTURE_TEST_CASE(the_next_request_of_a_thread_starts_afresh, Watched) {
  watch.enter(Watch::Stage::in_application, deadline);
  watchdog.look(deadline);
  watch.end();

  watch.begin(ends[0], deadline + 5s);

  BOOST_TEST(watchdog.look(deadline + 4s).new_overruns == 0);
  BOOST_TEST(watchdog.look(deadline + 5s).new_overruns == 1);
  BOOST_TEST(is_cut());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
