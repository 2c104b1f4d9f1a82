// The socket's file, and what systemd is told.

#include <boost/test/unit_test.hpp>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstring>
#include <fstream>

#include "tests/support/fastcgi_client.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {
namespace {

struct StartingPool : PoolUnderTest {
  StartingPool() { wait_until_serving(); }

  bool answers() const {
    return fastcgi_call(socket(), fastcgi_get("/pid")).has_value();
  }
  void stop() {
    signal(SIGTERM);
    BOOST_TEST_REQUIRE((exit_status() == 0));
  }
  // What a pool killed with its whole group leaves behind.
  void leave_stale_file() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strcpy(address.sun_path, socket().c_str());
    const int dead = ::socket(AF_UNIX, SOCK_STREAM, 0);
    bind(dead, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    close(dead);
  }
  bool has_logged(const std::string& text) const {
    return log().find(text) != std::string::npos;
  }
};

struct NotifyingPool : PoolUnderTest {
  explicit NotifyingPool(const Options& options = {.is_notifying = true})
      : PoolUnderTest(options) {
    wait_until_serving();
  }
  bool is_told_of_life() { return told_.clear(), is_told("WATCHDOG=1", 3); }
  // A supervisor whose notifications nobody takes blocks.
  bool has_logged_while_told(const std::string& text) {
    return eventually([&] {
      notifications();
      return log().find(text) != std::string::npos;
    });
  }
  // The worker beats once a second while the supervisor keeps its peace.
  bool is_told_nothing_for_three_beats() {
    const auto& beat = slot_of(workers().front()).beat;
    notifications();
    const auto end = beat + 3;
    return eventually([&] { return beat >= end; }) &&
           std::ranges::count(notifications(), "WATCHDOG=1") == 0;
  }
  bool is_told(std::string_view start, std::ptrdiff_t times = 1) {
    return eventually([&] {
      std::ranges::copy(notifications(), std::back_inserter(told_));
      return std::ranges::count_if(told_, [&](const std::string& text) {
               return text.starts_with(start);
             }) >= times;
    });
  }
  std::vector<std::string> told_;
};

// One thread, which a request may hold for as long as it takes.
struct PoolOfOneThread : NotifyingPool {
  PoolOfOneThread()
      : NotifyingPool({.workers = 1,
                       .threads = 1,
                       .deadline_ms = 300,
                       .is_notifying = true}) {}
};

BOOST_AUTO_TEST_SUITE(pool_start)

BOOST_FIXTURE_TEST_CASE(the_socket_is_for_owner_and_group_alone, StartingPool) {
  struct stat found;
  BOOST_TEST_REQUIRE(lstat(socket().c_str(), &found) == 0);

  BOOST_TEST((found.st_mode & 0777) == 0660);
}

BOOST_FIXTURE_TEST_CASE(the_socket_file_goes_with_the_pool, StartingPool) {
  stop();

  BOOST_TEST(!exists(socket()));
}

BOOST_FIXTURE_TEST_CASE(a_stale_socket_file_is_replaced, StartingPool) {
  stop();
  leave_stale_file();

  start();
  wait_until_serving();

  BOOST_TEST(answers());
}

BOOST_FIXTURE_TEST_CASE(a_socket_on_which_somebody_listens_is_left_alone,
                        StartingPool) {
  const pid_t first = supervisor();

  start();

  BOOST_TEST((exit_status() == 70));
  BOOST_TEST(has_logged("another process listens on " + socket().native()));
  BOOST_TEST(answers());
  kill(first, SIGTERM);
  waitpid(first, nullptr, 0);
}

BOOST_FIXTURE_TEST_CASE(a_file_that_is_no_socket_is_left_alone, StartingPool) {
  stop();
  std::ofstream(socket()) << "precious";

  start();

  BOOST_TEST((exit_status() == 70));
  BOOST_TEST(has_logged("not a socket"));
  BOOST_TEST(file_size(socket()) == 8);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_is_an_error_that_says_so) {
  PoolUnderTest pool({.socket_name = std::string(108, 's')});

  BOOST_TEST((pool.exit_status() == 70));
  BOOST_TEST(pool.log().find("1 to 107 bytes") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(systemd_hears_of_start_reload_and_stop, NotifyingPool) {
  BOOST_TEST(is_told("READY=1", 1));

  signal(SIGHUP);
  BOOST_TEST(is_told("RELOADING=1\nMONOTONIC_USEC="));
  BOOST_TEST(is_told("READY=1", 2));

  signal(SIGTERM);
  BOOST_TEST(is_told("STOPPING=1"));
}

BOOST_FIXTURE_TEST_CASE(systemd_hears_of_a_reload_that_failed_as_done,
                        NotifyingPool) {
  BOOST_TEST(is_told("READY=1", 1));
  controls().is_settings_failing = true;

  signal(SIGHUP);

  BOOST_TEST(is_told("RELOADING=1"));
  BOOST_TEST(is_told("READY=1", 2));
}

BOOST_FIXTURE_TEST_CASE(systemd_hears_that_the_pool_lives, NotifyingPool) {
  BOOST_TEST(is_told("WATCHDOG=1", 5));
}

BOOST_FIXTURE_TEST_CASE(systemd_hears_nothing_while_the_pool_is_stuck,
                        PoolOfOneThread) {
  FastcgiConnection hung(socket()), waiting(socket());
  hung.send(fastcgi_request(fastcgi_get("/gate")));
  BOOST_TEST(eventually([&] { return controls().waiting_at_gate == 1; }));
  BOOST_TEST(is_told_of_life());

  waiting.send(fastcgi_request(fastcgi_get("/pid")));
  BOOST_TEST(has_logged_while_told("the pool is stuck"));
  BOOST_TEST(is_told_nothing_for_three_beats());

  controls().is_gate_open = true;
  BOOST_TEST(waiting.receive().has_value());
  BOOST_TEST(is_told_of_life());
}

BOOST_FIXTURE_TEST_CASE(systemd_shows_how_many_workers_serve, NotifyingPool) {
  BOOST_TEST(is_told("STATUS=2 workers serve"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
