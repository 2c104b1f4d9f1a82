#include "provisor/mail/retry.h"

#include <boost/test/unit_test.hpp>

namespace {

using provisor::mail::pause_after;
using provisor::mail::wait_after;
using namespace std::chrono_literals;

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_retry)

BOOST_AUTO_TEST_CASE(waits_grow_up_to_two_hours) {
  BOOST_TEST((wait_after(1, 0.5) == 10s));
  BOOST_TEST((wait_after(2, 0.5) == 30s));
  BOOST_TEST((wait_after(3, 0.5) == 90s));
  BOOST_TEST((wait_after(50, 0.5) == 2h));
}

BOOST_AUTO_TEST_CASE(a_server_is_tried_again_sooner) {
  BOOST_TEST((pause_after(1, false, 0.5) == 2s));
  BOOST_TEST((pause_after(2, false, 0.5) == 4s));
  BOOST_TEST((pause_after(6, false, 0.5) == 64s));
  BOOST_TEST((pause_after(5000, false, 0.5) == 2min));
  BOOST_TEST((pause_after(5000, true, 0.5) == 30min));
}

BOOST_AUTO_TEST_CASE(waits_vary_by_half) {
  BOOST_TEST((wait_after(1, 0) == 5s));
  BOOST_TEST((wait_after(1, 0.999) < 15s));
}

BOOST_AUTO_TEST_SUITE_END()
