#include <boost/test/unit_test.hpp>

#include "fastcgi/progress.h"

namespace provisor::fastcgi {
namespace {

constexpr bool waits = true, nobody_waits = false;

BOOST_AUTO_TEST_SUITE(progress_of_a_pool)

BOOST_AUTO_TEST_CASE(a_queue_that_nobody_serves_is_no_progress) {
  Progress progress;

  for (int i = 0; i < 5; ++i) progress.look(waits, 0);

  BOOST_TEST(progress.idle_looks() == 5u);
}

BOOST_AUTO_TEST_CASE(one_answer_is_progress_however_long_the_queue) {
  Progress progress;
  for (int i = 0; i < 5; ++i) progress.look(waits, 7);

  progress.look(waits, 8);

  BOOST_TEST(progress.idle_looks() == 0u);
}

BOOST_AUTO_TEST_CASE(a_pool_that_nobody_asks_is_not_stuck) {
  Progress progress;
  for (int i = 0; i < 5; ++i) progress.look(waits, 7);

  progress.look(nobody_waits, 7);

  BOOST_TEST(progress.idle_looks() == 0u);
}

BOOST_AUTO_TEST_CASE(a_replaced_worker_is_progress_once) {
  Progress progress;
  progress.look(waits, 7);

  progress.look(waits, 0);
  BOOST_TEST(progress.idle_looks() == 0u);

  progress.look(waits, 0);
  BOOST_TEST(progress.idle_looks() == 1u);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
