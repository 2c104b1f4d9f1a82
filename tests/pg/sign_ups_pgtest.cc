#include "provisor/store/sign_ups.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tests/support/reseller.h"

namespace provisor::tests {
namespace {

using store::MasterAccountDone;
using store::OtherCountry;

struct Fixture : Reseller {
  std::unique_ptr<store::SignUps> sign_ups = open();

  MasterAccountDone done(const store::MasterAccountWish& wish) {
    return std::get<MasterAccountDone>(
        sign_ups->master_account(wish, later()).value());
  }
  Refusal refusal(const store::MasterAccountWish& wish) {
    return sign_ups->master_account(wish, later()).refusal();
  }
};

BOOST_FIXTURE_TEST_SUITE(sign_ups, Fixture)

BOOST_AUTO_TEST_CASE(master_account_writes_what_was_wished) {
  auto wish = customer("carl@example.org");
  wish.first_name = "Carl \"the\\first\"\n";
  wish.phone = "030 1234567";
  wish.phone_e164 = "+49301234567";
  wish.phone_country = "DE";
  wish.tags = {"new", "VIP"};
  wish.source = "campaign";
  wish.contactowner_email = "bob@example.com";

  const auto ids = done(wish);

  BOOST_TEST(!ids.replayed);
  BOOST_TEST(database.value("select first_name from provisor.contact") ==
             *wish.first_name);
  BOOST_TEST(database.number("select id from provisor.contact") ==
             ids.contact_id);
  BOOST_TEST(
      database.number("select parent_id from provisor.account where id = " +
                      std::to_string(ids.account_id)) == account_id);
  BOOST_TEST(database.number("select count(*) from provisor.contact_tag") == 2);
  BOOST_TEST(database.number("select count(*) from provisor.outbox") == 1);
}

BOOST_AUTO_TEST_CASE(a_repeated_call_gets_the_first_answer_again) {
  const auto wish = customer("carl@example.org");

  const auto first = done(wish);
  const auto second = done(wish);

  BOOST_TEST(second.replayed);
  BOOST_TEST(second.account_id == first.account_id);
  BOOST_TEST(second.contact_id == first.contact_id);
}

BOOST_AUTO_TEST_CASE(a_key_used_for_another_wish_is_refused) {
  auto wish = customer("carl@example.org");
  done(wish);

  wish.attempt.fingerprint = std::string(64, '0');

  BOOST_TEST((refusal(wish) == Refusal::idempotency_mismatch));
}

BOOST_AUTO_TEST_CASE(a_taken_address_is_refused_with_its_field) {
  done(customer("carl@example.org"));

  const auto answer =
      sign_ups->master_account(customer("carl@example.org"), later());

  BOOST_TEST((answer.refusal() == Refusal::email_taken));
  BOOST_TEST(answer.refused().field == "email");
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_refused) {
  auto wish = customer("carl@example.org");
  wish.caller.key_digest = std::string(64, '0');

  BOOST_TEST((refusal(wish) == Refusal::key_invalid));
}

BOOST_AUTO_TEST_CASE(a_phone_read_for_another_country_is_not_written) {
  auto wish = customer("carl@example.org");
  wish.phone = "030 1234567";
  wish.phone_e164 = "+39301234567";
  wish.phone_country = "IT";

  const auto answer = sign_ups->master_account(wish, later());

  BOOST_TEST(std::get<OtherCountry>(answer.value()).country == "DE");
  BOOST_TEST(database.number("select count(*) from provisor.contact") == 0);
}

BOOST_AUTO_TEST_CASE(add_account_writes_what_was_wished) {
  auto wish = account("carl");
  wish.account_type = "reseller";
  wish.contact_limit = 10;
  wish.expiry_time = 0;

  const auto ids = sign_ups->add_account(wish, later()).value();

  const std::string where = " where id = " + std::to_string(ids.account_id);
  BOOST_TEST(database.number("select contact_limit from provisor.account" +
                             where) == 10);
  BOOST_TEST(database.value("select expires_at is null from provisor.account" +
                            where) == "t");
  BOOST_TEST(database.value("select password_hash from provisor.app_user "
                            "where username = 'carl'") == "$scrypt$test");
}

BOOST_AUTO_TEST_CASE(a_taken_username_is_refused_in_any_case) {
  BOOST_TEST(!!sign_ups->add_account(account("carl"), later()));

  const auto answer = sign_ups->add_account(account("CARL"), later());

  BOOST_TEST((answer.refusal() == Refusal::username_taken));
}

BOOST_AUTO_TEST_CASE(check_caller_names_account_and_country) {
  const auto answer =
      sign_ups->check_caller({{key_digest, "192.0.2.1"}, "", ""}, later());

  BOOST_TEST(answer->account_id == account_id);
  BOOST_TEST(answer->country == "DE");
}

BOOST_AUTO_TEST_CASE(check_caller_refuses_a_taken_username_but_not_a_replay) {
  const auto wish = account("carl");
  BOOST_TEST(!!sign_ups->add_account(wish, later()));

  const auto fresh =
      sign_ups->check_caller({wish.caller, "carl", "other"}, later());
  const auto replay = sign_ups->check_caller(
      {wish.caller, "carl", wish.attempt.idempotency_key}, later());

  BOOST_TEST((fresh.refusal() == Refusal::username_taken));
  BOOST_TEST(!!replay);
}

BOOST_AUTO_TEST_CASE(whose_a_key_is_is_known_also_of_a_revoked_one) {
  database.run("update provisor.api_key set revoked_at = now()");

  const auto ids = sign_ups->who_calls(key_digest, later());
  const auto nobody = sign_ups->who_calls(std::string(64, '0'), later());

  BOOST_TEST(ids.account_id == account_id);
  BOOST_TEST(ids.key_id == database.number("select id from provisor.api_key"));
  BOOST_TEST(nobody.key_id == 0);
}

BOOST_AUTO_TEST_CASE(the_outbox_is_told_by_state) {
  BOOST_TEST(!!sign_ups->add_account(account("carl"), later()));

  const auto states = sign_ups->outbox_states(later());

  const auto queued =
      std::ranges::find(states, "queued", &store::OutboxState::state);
  BOOST_TEST_REQUIRE((queued != states.end()));
  BOOST_TEST(queued->mails == static_cast<std::uint64_t>(database.number(
                                  "select count(*) from provisor.outbox")));
}

BOOST_AUTO_TEST_CASE(readiness_tells_the_schema_version) {
  const auto readiness = sign_ups->readiness(later());

  BOOST_TEST(readiness.database_answers);
  BOOST_TEST(readiness.schema_version ==
             database.value("select api.schema_version()"));
  BOOST_TEST(!readiness.is_schema_outdated);
}

BOOST_AUTO_TEST_CASE(a_schema_without_the_newest_migration_is_outdated) {
  database.run(
      "delete from provisor.migration"
      " where number = (select max(number) from provisor.migration)");

  BOOST_TEST(sign_ups->readiness(later()).is_schema_outdated);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_CASE(a_database_without_schema_answers_but_has_no_version) {
  EmptyDatabase database;
  Shared<Metrics> metrics;
  const auto sign_ups =
      store::open_sign_ups({database.connection(), 1, 64}, *metrics);

  const auto readiness = sign_ups->readiness(later());

  BOOST_TEST(readiness.database_answers);
  BOOST_TEST(readiness.schema_version == "");
}

}  // namespace
}  // namespace provisor::tests
