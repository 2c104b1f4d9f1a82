#include <boost/test/unit_test.hpp>

#include <algorithm>

#include "fastcgi/backoff.h"

namespace provisor::fastcgi {
namespace {

using namespace std::chrono_literals;

struct Failing {
  // Each worker dies as soon as it is started.
  std::chrono::milliseconds delay_after_failures(int count) {
    for (int i = 0; i < count; ++i) {
      now = std::max(now, backoff.next_start());
      backoff.failed(now);
    }
    return std::chrono::ceil<std::chrono::milliseconds>(backoff.next_start() -
                                                        now);
  }
  Deadline now = Clock::now();
  Backoff backoff;
};

BOOST_AUTO_TEST_SUITE(back_off)

BOOST_FIXTURE_TEST_CASE(the_first_failure_costs_no_time, Failing) {
  BOOST_TEST((delay_after_failures(1) == 0ms));
}

BOOST_FIXTURE_TEST_CASE(delays_double_from_the_second_on, Failing) {
  BOOST_TEST((delay_after_failures(2) == 100ms));
  BOOST_TEST((delay_after_failures(1) == 200ms));
  BOOST_TEST((delay_after_failures(1) == 400ms));
}

BOOST_FIXTURE_TEST_CASE(delays_stop_growing_at_five_seconds, Failing) {
  BOOST_TEST((delay_after_failures(7) == 3200ms));
  BOOST_TEST((delay_after_failures(1) == 5000ms));
  BOOST_TEST((delay_after_failures(1000) == 5000ms));
}

BOOST_FIXTURE_TEST_CASE(a_worker_that_served_ends_the_delays, Failing) {
  delay_after_failures(5);

  backoff.succeeded();

  BOOST_TEST((backoff.next_start() <= now));
  BOOST_TEST((delay_after_failures(1) == 0ms));
}

BOOST_FIXTURE_TEST_CASE(failures_far_apart_are_first_ones, Failing) {
  delay_after_failures(5);
  now += 40s;

  BOOST_TEST((delay_after_failures(1) == 0ms));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
