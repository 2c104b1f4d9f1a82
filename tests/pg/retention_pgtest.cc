#include <boost/test/unit_test.hpp>

#include "provisor/store/administration.h"
#include "provisor/store/fault.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using std::chrono::days;

struct Fixture : Reseller {
  store::Administration administration{database.connection("provisor_admin")};

  void sign_up(int customers) {
    const auto sign_ups = open();
    for (int i = 0; i < customers; ++i)
      BOOST_TEST_REQUIRE(!!sign_ups->master_account(
          customer(std::to_string(i) + "@example.org"), later()));
  }

  // So that everything looks as if it had happened that long ago.
  void wait(const std::string& span) {
    database.run("update provisor.operation set created_at = created_at - " +
                 span +
                 "; update provisor.token set expires_at = expires_at - " +
                 span + ", created_at = created_at - " + span);
  }

  // The oldest one that is queued, as if that had become of it so long ago.
  void end_mail(const std::string& state, const std::string& span) {
    database.run("update provisor.outbox set state = '" + state +
                 "', next_attempt_at = null, secret = null, attempts = 1, "
                 "first_attempt_at = now(), " +
                 state + "_at = now() - interval '" + span +
                 "' where id = (select min(id) from provisor.outbox "
                 "where state = 'queued'); "
                 "insert into provisor.mail_attempt (outbox_id, number) "
                 "select id, 1 from provisor.outbox where attempts = 1 "
                 "on conflict do nothing");
  }

  std::int64_t prune(const std::string& what, int age,
                     bool is_dry_run = false) {
    return administration.prune({what, days(age), is_dry_run});
  }
};

BOOST_FIXTURE_TEST_SUITE(retention, Fixture)

BOOST_AUTO_TEST_CASE(old_operations_go_and_young_ones_stay) {
  sign_up(3);
  wait("interval '10 days'");

  BOOST_TEST(prune("operations", 11) == 0);
  BOOST_TEST(prune("operations", 9, true) == 3);
  BOOST_TEST(prune("operations", 9) == 3);

  BOOST_TEST(database.number("select count(*) from provisor.operation") == 0);
}

BOOST_AUTO_TEST_CASE(a_link_that_works_stays_however_old_it_is) {
  sign_up(2);
  database.run("update provisor.token set created_at = '2001-01-01'");
  BOOST_TEST(prune("links", 1) == 0);

  wait("interval '9 days'");

  BOOST_TEST(prune("links", 3) == 0);
  BOOST_TEST(prune("links", 1) == 2);
}

BOOST_AUTO_TEST_CASE(mails_go_by_the_time_they_ended_and_queued_ones_stay) {
  sign_up(4);
  database.run("update provisor.outbox set created_at = '2001-01-01'");
  for (const char* state : {"sent", "cancelled", "failed"})
    end_mail(state, "40 days");

  BOOST_TEST(prune("sent_mails", 41) == 0);
  BOOST_TEST(prune("sent_mails", 39) == 2);
  BOOST_TEST(prune("failed_mails", 41) == 0);
  BOOST_TEST(database.number("select count(*) from provisor.mail_attempt") ==
             1);
  BOOST_TEST(prune("failed_mails", 39) == 1);

  BOOST_TEST(database.value("select string_agg(state::text, ',') from "
                            "provisor.outbox") == "queued");
  BOOST_TEST(database.number("select count(*) from provisor.mail_attempt") ==
             0);
}

BOOST_AUTO_TEST_CASE(a_table_of_many_blocks_is_walked_to_its_end) {
  database.run(
      "insert into provisor.token (hash, kind, user_id, created_at, "
      "expires_at) "
      "select sha256(n::text::bytea), 'set_password', 1, '2001-01-01', "
      "case when n % 3 = 0 then now() else '2001-01-02' end "
      "from generate_series(1, 30000) n");
  BOOST_TEST_REQUIRE(
      database.number("select pg_relation_size('provisor.token') / 8192") >
      3 * 64);

  BOOST_TEST(prune("links", 1) == 20000);
  BOOST_TEST(prune("links", 1) == 0);
  BOOST_TEST(database.number("select count(*) from provisor.token") == 10000);
}

BOOST_AUTO_TEST_CASE(a_batch_does_not_lock_what_it_leaves) {
  sign_up(1);
  OpenTransaction other(database, "select from provisor.operation for update");

  BOOST_TEST(prune("operations", 1) == 0);
}

BOOST_AUTO_TEST_CASE(what_is_not_to_be_pruned_is_a_fault) {
  BOOST_CHECK_THROW(prune("accounts", 1), store::Fault);
  BOOST_CHECK_THROW(prune("operations", 0), store::Fault);
  BOOST_CHECK_THROW(prune("sent_mails", 31), store::Fault);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
