#include "provisor/store/examination.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "provisor/store/fault.h"
#include "provisor/store/migrations.h"
#include "tests/support/copied_files.h"
#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

struct Fixture : Reseller {
  store::Examination examine(
      const std::filesystem::path& files = sql_directory()) {
    return store::examine(database.connection("provisor_admin"), files);
  }
};

BOOST_FIXTURE_TEST_SUITE(examination, Fixture)

BOOST_AUTO_TEST_CASE(a_sound_database_has_no_faults) {
  const auto found = examine();

  BOOST_TEST(found.server_version >= 150000);
  BOOST_TEST(!found.is_standby);
  BOOST_TEST(found.max_connections > 0);
  BOOST_TEST(found.schema_version.value() ==
             store::newest_migration(sql_directory()));
  BOOST_TEST(found.has_these_functions);
  BOOST_TEST(std::abs(found.clock_ahead.count()) < 5);
  BOOST_TEST(found.role_faults.empty());
  BOOST_TEST(found.shut_out_roles.empty());
  BOOST_TEST(found.talkative_roles.empty());
  BOOST_TEST(found.longest_due.count() == 0);
  BOOST_TEST(found.failed_mails == 0);
}

BOOST_AUTO_TEST_CASE(functions_of_other_files_are_noticed) {
  CopiedFiles newer;
  newer.write("functions/zz_new.sql", "-- A function more.\n");
  CopiedFiles stricter;
  stricter.write("grants.sql", "-- No grant at all.\n");

  BOOST_TEST(!examine(newer.directory).has_these_functions);
  BOOST_TEST(!examine(stricter.directory).has_these_functions);
  store::migrate(database.connection(), newer.directory);
  BOOST_TEST(examine(newer.directory).has_these_functions);
  BOOST_TEST(!examine().has_these_functions);
}

BOOST_AUTO_TEST_CASE(a_function_that_is_gone_or_changed_is_noticed) {
  database.run("drop function mailer.release()");
  BOOST_TEST(!examine().has_these_functions);

  BOOST_TEST(
      store::migrate(database.connection(), sql_directory()).has_new_functions);
  BOOST_TEST(examine().has_these_functions);
  BOOST_TEST(!store::migrate(database.connection(), sql_directory())
                  .has_new_functions);

  database.run(
      "create or replace function api.schema_version() returns text "
      "language sql as $$ select 'spoilt' $$");
  BOOST_TEST(!examine().has_these_functions);
}

void expect(std::vector<std::string> found, std::vector<std::string> wanted) {
  std::ranges::sort(found);
  BOOST_TEST(found == wanted, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_role_that_may_too_much_is_named) {
  database.run("grant select (id) on provisor.account to provisor_api");
  database.run("grant truncate on provisor.outbox to provisor_mailer");
  database.run("grant select on provisor.app_user to provisor_admin");
  database.run("grant select (secret) on provisor.outbox to provisor_admin");
  database.run("grant usage on schema api to provisor_admin");
  database.run(
      "grant execute on function api.schema_version() to provisor_admin");

  expect(examine().role_faults,
         {"The role provisor_admin may execute api.schema_version.",
          "The role provisor_admin may read app_user.password_hash.",
          "The role provisor_admin may read outbox.secret.",
          "The role provisor_api may use the table account.",
          "The role provisor_mailer may use the table outbox."});
}

BOOST_AUTO_TEST_CASE(a_role_that_may_too_little_is_named) {
  database.run(
      "revoke execute on function api.add_account(jsonb) from provisor_api");
  database.run(
      "revoke execute on function mailer.release() "
      "from provisor_mailer");
  database.run(
      "revoke execute on function "
      "admin.prune(text, integer, bigint, boolean) "
      "from provisor_admin");

  expect(examine().role_faults,
         {"The role provisor_admin may not execute admin.prune.",
          "The role provisor_api may not execute api.add_account.",
          "The role provisor_mailer may not execute mailer.release."});
}

BOOST_AUTO_TEST_CASE(a_role_that_does_not_see_its_schema_is_named) {
  database.run("revoke usage on schema mailer from provisor_mailer");

  const auto faults = examine().role_faults;

  BOOST_TEST(std::ranges::count(faults,
                                "The role provisor_mailer may not execute "
                                "mailer.take.") == 1);
}

std::vector<std::string> shut_out(const store::Examination& found) {
  std::vector<std::string> texts;
  for (const auto& role : found.shut_out_roles) texts.push_back(role.text);
  return texts;
}

// Roles belong to the whole cluster, so each is let in again by the statement
// that is named.
BOOST_AUTO_TEST_CASE(a_role_that_cannot_sign_in_is_named_with_what_lets_it) {
  database.run("alter role provisor_api nologin valid until 'yesterday'");
  database.run("alter role provisor_mailer connection limit 0");

  const auto found = examine();
  for (const auto& role : found.shut_out_roles) database.run(role.statement);

  BOOST_TEST(shut_out(found) ==
                 (std::vector<std::string>{
                     "The password of the role provisor_api has expired.",
                     "The role provisor_api may not sign in.",
                     "The role provisor_mailer may have no connection."}),
             boost::test_tools::per_element());
  BOOST_TEST(examine().shut_out_roles.empty());
}

BOOST_AUTO_TEST_CASE(a_role_that_may_not_connect_is_named) {
  database.run(
      "do $$ begin execute format("
      "'revoke connect on database %I from public; "
      "grant connect on database %1$I to provisor_admin, provisor_mailer', "
      "current_database()); end $$");

  const auto found = examine();

  BOOST_TEST_REQUIRE(found.shut_out_roles.size() == 1);
  BOOST_TEST(found.shut_out_roles[0].text ==
             "The role provisor_api may not connect to the database.");
  database.run(found.shut_out_roles[0].statement);
  BOOST_TEST(examine().shut_out_roles.empty());
}

BOOST_AUTO_TEST_CASE(mails_that_wait_and_mails_that_failed_are_counted) {
  const auto sign_ups = open();
  for (const char* email : {"a@example.org", "b@example.org", "c@example.org"})
    BOOST_TEST_REQUIRE(!!sign_ups->master_account(customer(email), later()));
  database.run(
      "update provisor.outbox set next_attempt_at = now() - interval '1 hour' "
      "where recipient = 'a@example.org';"
      "update provisor.outbox set state = 'failed', attempts = 1, "
      "created_at = now() - interval '5 days', first_attempt_at = created_at, "
      "failed_at = now() - case recipient when 'b@example.org' "
      "then interval '23 hours' else interval '25 hours' end, "
      "next_attempt_at = null where recipient <> 'a@example.org'");

  const auto found = examine();

  BOOST_TEST(found.longest_due.count() >= 3600);
  BOOST_TEST(found.failed_mails == 1);
}

BOOST_AUTO_TEST_CASE(a_database_without_a_schema_says_so) {
  EmptyDatabase empty;

  const auto found =
      store::examine(empty.connection("provisor_admin"), sql_directory());

  BOOST_TEST(!found.schema_version);
  BOOST_TEST(!found.has_these_functions);
}

BOOST_AUTO_TEST_CASE(a_database_that_is_not_there_is_away) {
  BOOST_CHECK_THROW((void)store::examine("host=/nonexistent", sql_directory()),
                    store::Away);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
