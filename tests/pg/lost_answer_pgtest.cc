// The commit is on disk, and its answer never arrives.

#include <future>

#include <boost/test/unit_test.hpp>

#include "tests/support/database_proxy.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

constexpr char somebody_waits[] = R"sql(
    select count(*) > 0 from pg_stat_activity
    where datname = current_database() and usename = 'provisor_api'
      and wait_event_type = 'Lock'
)sql";

// The lock keeps the statement from its end until the proxy holds its answer.
BOOST_FIXTURE_TEST_CASE(a_sign_up_whose_answer_is_lost_is_done_once, Reseller) {
  DatabaseProxy proxy(database);
  const auto sign_ups = store::open_sign_ups(
      {database.connection("provisor_api") + proxy.host(), 1, 64}, *metrics);
  OpenTransaction other(database,
                        "insert into provisor.email_registry (email, user_id) "
                        "values ('carl@example.org', 0)");
  auto answer = std::async(std::launch::async, [&] {
    return sign_ups->master_account(customer("carl@example.org"), later());
  });
  wait_until(database, somebody_waits);

  proxy.hold_answers();
  other.undo();
  wait_until(database, "select count(*) = 1 from provisor.operation");
  proxy.cut();

  const auto outcome = answer.get();
  BOOST_TEST_REQUIRE(bool(outcome));
  const auto done = std::get<store::MasterAccountDone>(*outcome);
  BOOST_TEST(done.replayed);
  BOOST_TEST(database.value("select (result->>'user_id') from "
                            "provisor.operation") ==
             std::to_string(done.user_id));
  BOOST_TEST(database.number("select count(*) from provisor.outbox") == 1);
}

}  // namespace
}  // namespace provisor::tests
