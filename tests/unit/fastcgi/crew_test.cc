#include "fastcgi/crew.h"

#include <boost/test/unit_test.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include "provisor/base/shared.h"
#include "tests/support/captured_standard_error.h"

namespace provisor::fastcgi {
namespace {

// One worker that never begins to serve.
struct HangingWorker {
  HangingWorker() {
    hooks.make_application = [] {
      for (;;) pause();
      return std::unique_ptr<Application>();
    };
    BOOST_TEST_REQUIRE(crew.start(PoolSettings{}, {-1, -1}));
  }

  PoolHooks hooks;
  Shared<PoolState> state;
  Shared<Metrics> metrics;
  Crew crew{hooks, *state, *metrics};
};

BOOST_AUTO_TEST_SUITE(crew)

BOOST_FIXTURE_TEST_CASE(of_a_worker_that_hangs_is_said_once, HangingWorker) {
  tests::CapturedStandardError log;

  for (int beat = 0; beat < 100; ++beat) crew.check_beats();
  siginfo_t ended;
  BOOST_TEST_REQUIRE(waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) == 0);
  crew.reap();

  const auto text = log.text();
  BOOST_TEST(crew.empty());
  BOOST_TEST(metrics->of(WorkerEnd::hang) == 1u);
  const auto said = text.find("worker killed");
  BOOST_TEST_REQUIRE(said != text.npos);
  BOOST_TEST(text.find("worker", text.find('\n', said)) == text.npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::fastcgi
