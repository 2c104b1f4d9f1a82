// The database goes away, comes back, or does not answer.

#include <future>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "store/set_statement.h"
#include "store/wishes.h"
#include "tests/support/reseller.h"

using namespace std::chrono_literals;

namespace provisor::tests {
namespace {

using store::MasterAccountAnswer;

constexpr char somebody_waits[] = R"sql(
    select count(*) > 0 from pg_stat_activity
    where datname = current_database() and usename = 'provisor_api'
      and wait_event_type = 'Lock'
)sql";

constexpr char end_connections[] = R"sql(
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and usename = 'provisor_api'
)sql";

constexpr char kill_waiting[] = R"sql(
    select count(pg_terminate_backend(pid)) from pg_stat_activity
    where datname = current_database() and usename = 'provisor_api'
      and wait_event_type = 'Lock'
)sql";

// Whoever signs up with this address waits for the transaction's end.
std::string claim(const std::string& email) {
  return "insert into provisor.email_registry (email, user_id) values ('" +
         email + "', 0)";
}

// Most cases want a call that waits for a lock for as long as they need.
struct Fixture : Reseller {
  std::string patient_connection() {
    return database.connection("provisor_api") +
           " options='-c lock_timeout=60s'";
  }
  std::unique_ptr<store::SignUps> sign_ups =
      store::open_sign_ups({patient_connection(), 1, 64}, *metrics);

  std::future<MasterAccountAnswer> ask(const store::MasterAccountWish& wish,
                                       Deadline deadline = later()) {
    return std::async(std::launch::async, [=, this] {
      return sign_ups->master_account(wish, deadline);
    });
  }
  void refuse_operations(const std::string& sqlstate) {
    database.run(
        "create or replace function refuse() returns trigger language plpgsql "
        "as $$ begin raise 'no room' using errcode = '" +
        sqlstate +
        "'; end $$; create or replace trigger refuse before insert on "
        "provisor.operation execute function refuse()");
  }
  void accept_connections(bool accept) {
    database.run("update pg_database set datallowconn = " +
                 std::string(accept ? "true" : "false") +
                 " where datname = current_database()");
    if (!accept) database.number(end_connections);
  }
  long sign_ups_done() {
    return database.number("select count(*) from provisor.operation");
  }
};

// Does what a worker's watchdog does.
struct Watchdog {
  explicit Watchdog(store::SignUps& sign_ups)
      : thread([&](std::stop_token stop) {
          while (!stop.stop_requested()) {
            sign_ups.cut_off_overdue();
            std::this_thread::yield();
          }
        }) {}
  std::jthread thread;
};

BOOST_FIXTURE_TEST_SUITE(away, Fixture)

BOOST_AUTO_TEST_CASE(a_stuck_statement_is_cut_off) {
  OpenTransaction other(database, claim("carl@example.org"));
  const auto wish = customer("carl@example.org");
  Watchdog watchdog(*sign_ups);

  const auto start = Clock::now();
  const auto answer = sign_ups->master_account(wish, start + 300ms);

  BOOST_TEST((answer.refusal() == Refusal::unavailable));
  BOOST_TEST((Clock::now() - start < 4s));
  other.undo();
  BOOST_TEST(!!sign_ups->master_account(wish, later()));
  BOOST_TEST(sign_ups_done() == 1);
}

BOOST_AUTO_TEST_CASE(a_stuck_row_gives_the_lane_back_within_seconds) {
  sign_ups = open();
  OpenTransaction other(database, "select from provisor.user_group for update");
  auto grouped = customer("carl@example.org");
  grouped.contactowner_group = "sales";

  const auto start = Clock::now();
  auto stuck = ask(grouped);
  wait_until(database, somebody_waits);

  BOOST_TEST(!!ask(customer("dora@example.org")).get());
  BOOST_TEST((stuck.get().refusal() == Refusal::unavailable));
  BOOST_TEST((Clock::now() - start < 7s));
  BOOST_TEST(sign_ups_done() == 1);
}

BOOST_AUTO_TEST_CASE(a_call_whose_backend_is_killed_is_done_once) {
  OpenTransaction other(database, claim("carl@example.org"));
  auto answer = ask(customer("carl@example.org"));
  wait_until(database, somebody_waits);

  BOOST_TEST(database.number(kill_waiting) == 1);
  other.undo();

  BOOST_TEST(!!answer.get());
  BOOST_TEST(sign_ups_done() == 1);
  BOOST_TEST(metrics->of(Operation::master_account).reconnections >= 1u);
}

BOOST_AUTO_TEST_CASE(a_connection_that_ended_while_idle_is_replaced) {
  BOOST_TEST(!!ask(customer("ann@example.org")).get());
  database.number(end_connections);

  BOOST_TEST(!!ask(customer("carl@example.org")).get());
  BOOST_TEST(sign_ups_done() == 2);
}

BOOST_AUTO_TEST_CASE(a_cancelled_statement_is_refused_as_unavailable) {
  OpenTransaction other(database, claim("carl@example.org"));
  auto answer = ask(customer("carl@example.org"));
  wait_until(database, somebody_waits);

  database.number(
      "select count(pg_cancel_backend(pid)) from pg_stat_activity "
      "where datname = current_database() and usename = 'provisor_api'");

  BOOST_TEST((answer.get().refusal() == Refusal::unavailable));
}

BOOST_AUTO_TEST_CASE(a_database_without_room_is_unavailable_until_it_has_some) {
  for (const char* sqlstate : {"53100", "53200", "53400"}) {
    refuse_operations(sqlstate);
    BOOST_TEST((ask(customer("ann@example.org")).get().refusal() ==
                Refusal::unavailable));
    BOOST_TEST(sign_ups_done() == 0);
  }
  database.run("drop trigger refuse on provisor.operation");

  BOOST_TEST(!!ask(customer("ann@example.org")).get());
  BOOST_TEST(sign_ups_done() == 1);
}

BOOST_AUTO_TEST_CASE(calls_wait_for_a_database_that_comes_back) {
  accept_connections(false);
  auto first = ask(customer("ann@example.org"));
  auto second = ask(customer("carl@example.org"));
  BOOST_TEST(!sign_ups->readiness(later()).database_answers);

  accept_connections(true);

  BOOST_TEST(!!first.get());
  BOOST_TEST(!!second.get());
}

BOOST_AUTO_TEST_CASE(calls_are_refused_in_time_while_the_database_is_away) {
  accept_connections(false);

  const auto start = Clock::now();
  auto first = ask(customer("ann@example.org"), start + 200ms);
  auto second = ask(customer("carl@example.org"), start + 100ms);

  BOOST_TEST((first.get().refusal() == Refusal::unavailable));
  BOOST_TEST((second.get().refusal() == Refusal::unavailable));
  BOOST_TEST((Clock::now() - start < 3s));
  accept_connections(true);
}

BOOST_AUTO_TEST_CASE(no_server_at_all_is_unavailable) {
  const auto nowhere = store::open_sign_ups(
      {database.connection() + " host=/nowhere", 1, 64}, *metrics);

  const auto answer = nowhere->master_account(customer("ann@example.org"),
                                              Clock::now() + 100ms);

  BOOST_TEST((answer.refusal() == Refusal::unavailable));
}

// The first wish is stuck, so that the others line up and become one set.
BOOST_AUTO_TEST_CASE(a_wish_that_fails_a_whole_set_costs_only_itself) {
  store::SetStatement<MasterAccountAnswer> statement(
      {"master_account", store::master_account_sql, patient_connection(), 1,
       64},
      store::read_master_account, metrics->of(Operation::master_account));
  const auto wish = [&](const std::string& name, const char* phone) {
    auto wanted = customer(name + "@example.org");
    wanted.phone = wanted.phone_e164 = phone;
    wanted.phone_country = "DE";
    return std::async(std::launch::async, [&statement, wanted] {
      return statement.ask(
          store::living(store::encode(wanted), std::chrono::hours(1)), later());
    });
  };
  OpenTransaction other(database, claim("first@example.org"));
  auto first = wish("first", "+4930100001");
  wait_until(database, somebody_waits);
  auto ann = wish("ann", "+4930100002"), culprit = wish("poison", "no phone"),
       carl = wish("carl", "+4930100003");
  while (statement.waiting() < 3) std::this_thread::yield();

  other.undo();

  BOOST_TEST(!!first.get());
  BOOST_TEST(!!ann.get());
  BOOST_CHECK_THROW((void)culprit.get(), store::Fault);
  BOOST_TEST(!!carl.get());
  BOOST_TEST(metrics->of(Operation::master_account).sets_split == 1u);
  BOOST_TEST(sign_ups_done() == 3);
}

BOOST_AUTO_TEST_CASE(a_fault_tells_the_constraint_but_no_value) {
  auto wish = customer("carl@example.org");
  wish.phone = wish.phone_e164 = "no phone";

  BOOST_CHECK_EXCEPTION(sign_ups->master_account(wish, later()).refusal(),
                        store::Fault, [](const store::Fault& fault) {
                          const std::string text = fault.what();
                          return text.find("contact_phone_e164_form") !=
                                     text.npos &&
                                 text.find("no phone") == text.npos &&
                                 text.find("carl") == text.npos;
                        });
}

// Not with sanitizers: they look at objects through a pipe, and there is no
// room for one here.
#ifndef __SANITIZE_ADDRESS__
BOOST_AUTO_TEST_CASE(a_connection_that_nobody_could_cut_off_is_not_used) {
  const int next = dup(0);
  close(next);
  rlimit before;
  getrlimit(RLIMIT_NOFILE, &before);
  const rlimit room_for_one{static_cast<rlim_t>(next) + 1, before.rlim_max};

  setrlimit(RLIMIT_NOFILE, &room_for_one);
  BOOST_CHECK_THROW(store::Connection(database.connection(), 2s), store::Away);
  setrlimit(RLIMIT_NOFILE, &before);
}
#endif

BOOST_AUTO_TEST_SUITE_END()

// Backends die all the time while many sign up.
BOOST_FIXTURE_TEST_CASE(every_sign_up_is_done_once_while_backends_die,
                        Reseller) {
  constexpr int threads = 16, each = 30;
  const std::unique_ptr<store::SignUps> workers[] = {open(2), open(1)};
  std::atomic<int> done = 0;

  std::jthread killer([&](std::stop_token stop) {
    while (!stop.stop_requested()) {
      const int before = done;
      database.number(end_connections);
      while (done < before + 5 && !stop.stop_requested())
        std::this_thread::yield();
    }
  });
  in_parallel(threads, [&](int thread) {
    for (int i = 0; i < each; ++i) {
      const auto email = std::to_string(thread) + "." + std::to_string(i);
      if (workers[i % 2]->master_account(customer(email + "@example.org"),
                                         later()))
        ++done;
    }
  });
  killer.request_stop();
  killer.join();

  BOOST_TEST(done == threads * each);
  for (const char* table : {"operation", "contact", "outbox", "token"})
    BOOST_TEST(database.number("select count(*) from provisor." +
                               std::string(table)) == done);
  BOOST_TEST(database.number("select count(*) from provisor.account") ==
             done + 1);
  BOOST_TEST(metrics->of(Operation::master_account).reconnections > 10u);
}

}  // namespace
}  // namespace provisor::tests
