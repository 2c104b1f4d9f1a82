// Signals, crashes, reloads: the pool changes while requests run.

#include <boost/test/unit_test.hpp>

#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <csignal>
#include <random>

#include "tests/support/fastcgi_client.h"
#include "tests/support/load.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {
namespace {

struct LivingPool : PoolUnderTest {
  explicit LivingPool(const Options& options = {}) : PoolUnderTest(options) {
    wait_until_serving();
  }

  bool waits_at_gate(std::uint32_t requests) const {
    return eventually([&] { return controls().waiting_at_gate == requests; });
  }
  bool have_all_been_replaced(const std::vector<pid_t>& before) const {
    return eventually([&] {
      const auto now = workers();
      return now.size() == controls().workers &&
             std::ranges::none_of(now, [&](pid_t worker) {
               return std::ranges::count(before, worker) > 0;
             });
    });
  }
  bool is_serving(std::size_t count) const {
    return eventually([&] { return workers().size() == count; });
  }
  pid_t busy_worker() const {
    const auto all = workers();
    return *std::ranges::find_if(
        all, [this](pid_t worker) { return slot_of(worker).busy > 0; });
  }
  bool is_gone(pid_t worker) const {
    return eventually([&] { return controls().last_gone == worker; });
  }
  bool has_crashed(std::uint64_t times) const {
    return eventually([&] { return metrics().of(WorkerEnd::crash) == times; });
  }
};

struct InheritedSocket : LivingPool {
  InheritedSocket() : LivingPool({.is_socket_inherited = true}) {}
};
struct OneWorker : LivingPool {
  OneWorker() : LivingPool({.workers = 1, .threads = 1}) {}
};
struct ShortDrain : LivingPool {
  ShortDrain() : LivingPool({.drain_ms = 200}) {}
};
struct ShortDeadlineAndDrain : LivingPool {
  ShortDeadlineAndDrain()
      : LivingPool(
            {.workers = 1, .threads = 2, .deadline_ms = 100, .drain_ms = 200}) {
  }
};
struct FiftyRequestsAWorker : LivingPool {
  FiftyRequestsAWorker() : LivingPool({.requests_per_worker = 50}) {}
};

BOOST_AUTO_TEST_SUITE(pool_life)

BOOST_FIXTURE_TEST_CASE(sigterm_lets_running_requests_finish, LivingPool) {
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(waits_at_gate(1));

  signal(SIGTERM);
  BOOST_TEST(eventually([this] { return !exists(socket()); }));
  controls().is_gate_open = true;

  BOOST_TEST(running.receive().has_value());
  BOOST_TEST((exit_status() == 0));
}

BOOST_FIXTURE_TEST_CASE(no_request_is_lost_between_200_pools_on_one_socket,
                        InheritedSocket) {
  std::mt19937 chance(20250103);
  std::uniform_int_distribution<std::uint64_t> some(1, 60);
  Load load(socket(), "/pid", 8);

  for (int round = 0; round < 200; ++round) {
    BOOST_TEST_REQUIRE(load.goes_on(some(chance)));
    signal(SIGTERM);
    BOOST_TEST_REQUIRE((exit_status() == 0));
    start();
  }
  load.stop();

  BOOST_TEST(load.failed() == 0);
}

BOOST_FIXTURE_TEST_CASE(no_request_is_lost_in_50_reloads, LivingPool) {
  Load load(socket(), "/pid", 8);

  for (int round = 0; round < 50; ++round) {
    const auto before = workers();
    signal(SIGHUP);
    BOOST_TEST_REQUIRE(have_all_been_replaced(before));
  }
  load.stop();

  BOOST_TEST(load.failed() == 0);
  BOOST_TEST(metrics().of(WorkerEnd::crash) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_reload_changes_the_number_of_workers, LivingPool) {
  for (const std::uint32_t wanted : {4, 1, 3}) {
    const auto before = workers();
    controls().workers = wanted;

    signal(SIGHUP);

    BOOST_TEST(have_all_been_replaced(before));
  }
}

BOOST_FIXTURE_TEST_CASE(settings_that_cannot_be_read_change_nothing,
                        LivingPool) {
  const auto before = workers();
  controls().is_settings_failing = true;

  signal(SIGHUP);

  BOOST_TEST(eventually(
      [this] { return log().find("line 7: nonsense") != std::string::npos; }));
  BOOST_TEST(workers() == before);
  BOOST_TEST(fastcgi_call(socket(), fastcgi_get("/pid")).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_reload_that_cannot_start_leaves_the_old_workers,
                        LivingPool) {
  const auto before = workers();
  controls().is_start_failing = true;

  signal(SIGHUP);

  BOOST_TEST(has_crashed(3));
  BOOST_TEST(workers() == before);
  controls().is_start_failing = false;
  BOOST_TEST(have_all_been_replaced(before));
}

BOOST_FIXTURE_TEST_CASE(a_killed_worker_is_replaced_and_harms_no_other,
                        LivingPool) {
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(waits_at_gate(1));
  const auto both = workers();
  const auto idle = std::ranges::find_if(
      both, [this](pid_t worker) { return slot_of(worker).busy == 0; });

  kill(*idle, SIGKILL);

  BOOST_TEST(eventually([&] { return controls().last_gone == *idle; }));
  BOOST_TEST(metrics().of(WorkerEnd::crash) == 1);
  BOOST_TEST(is_serving(2));
  controls().is_gate_open = true;
  BOOST_TEST(running.receive().has_value());
}

BOOST_FIXTURE_TEST_CASE(a_request_that_crashes_its_worker_gets_no_answer,
                        LivingPool) {
  BOOST_TEST(!fastcgi_call(socket(), fastcgi_get("/crash")).has_value());

  BOOST_TEST(has_crashed(1));
  BOOST_TEST(eventually([this] { return busy_threads() == 0; }));
  BOOST_TEST(is_serving(2));
}

BOOST_FIXTURE_TEST_CASE(workers_that_crash_at_their_start_are_held_back,
                        OneWorker) {
  controls().is_start_failing = true;
  const auto begin = Clock::now();

  kill(workers().front(), SIGKILL);
  BOOST_TEST(has_crashed(5));

  // At once, then after 100, 200 and 400 ms.
  BOOST_TEST((Clock::now() - begin >= std::chrono::milliseconds(700)));
  controls().is_start_failing = false;
  BOOST_TEST(is_serving(1));
}

BOOST_FIXTURE_TEST_CASE(worn_workers_are_replaced_and_no_request_is_lost,
                        FiftyRequestsAWorker) {
  const auto before = workers();
  Load load(socket(), "/pid", 4);

  BOOST_TEST(load.goes_on(500));
  load.stop();

  BOOST_TEST(have_all_been_replaced(before));
  BOOST_TEST(load.failed() == 0);
  BOOST_TEST(metrics().of(WorkerEnd::crash) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_worker_with_a_thread_lost_for_good_is_replaced,
                        ShortDeadlineAndDrain) {
  const auto before = workers();
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));

  BOOST_TEST(have_all_been_replaced(before));
  BOOST_TEST(fastcgi_call(socket(), fastcgi_get("/pid")).has_value());
}

BOOST_FIXTURE_TEST_CASE(who_does_not_finish_in_the_drain_time_is_killed,
                        ShortDrain) {
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(waits_at_gate(1));

  signal(SIGTERM);

  BOOST_TEST(!running.receive().has_value());
  BOOST_TEST((exit_status() == 1));
}

BOOST_FIXTURE_TEST_CASE(who_is_killed_in_a_reload_does_not_spoil_a_later_stop,
                        ShortDrain) {
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(waits_at_gate(1));
  const pid_t slow = busy_worker();
  signal(SIGHUP);
  BOOST_TEST(is_gone(slow));
  BOOST_TEST(is_serving(2));

  signal(SIGTERM);

  BOOST_TEST((exit_status() == 0));
  BOOST_TEST(metrics().of(WorkerEnd::crash) == 0);
}

BOOST_FIXTURE_TEST_CASE(a_worker_that_crashes_while_it_leaves_is_counted,
                        LivingPool) {
  FastcgiConnection running(socket());
  running.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(waits_at_gate(1));
  const pid_t leaving = busy_worker();

  signal(SIGTERM);
  BOOST_TEST(eventually([this] { return !exists(socket()); }));
  kill(leaving, SIGSEGV);

  BOOST_TEST((exit_status() == 1));
  BOOST_TEST(metrics().of(WorkerEnd::crash) == 1);
}

BOOST_FIXTURE_TEST_CASE(workers_do_not_outlive_a_killed_supervisor,
                        LivingPool) {
  const auto orphans = workers();
  prctl(PR_SET_CHILD_SUBREAPER, 1);

  signal(SIGKILL);
  exit_status();

  for (const pid_t orphan : orphans) {
    int status = -1;
    BOOST_TEST(
        eventually([&] { return waitpid(orphan, &status, WNOHANG) > 0; }));
    BOOST_TEST(status == 0);
  }
  prctl(PR_SET_CHILD_SUBREAPER, 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
