// The order of an addAccount: asked, hashed, asked again if it had to wait.

#include "provisor/operations/add_account.h"

#include <unistd.h>

#include <thread>

#include <boost/test/unit_test.hpp>

#include "add_account_wish.h"
#include "fake_sign_ups.h"

namespace {

using namespace provisor;

struct Reseller : FakeHouse {
  operations::AddAccount wish = smallest_add_account();

  Outcome<operations::AccountAdded> call() {
    return operations::add_account(context(), wish);
  }

  // As if another process were at its hash.
  void take_the_slot() { slots->owner[0] = getppid(); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_add_account, Reseller)

BOOST_AUTO_TEST_CASE(an_account_is_added) {
  const auto outcome = call();

  BOOST_TEST_REQUIRE(bool(outcome));
  BOOST_TEST((*outcome).account_id == 21);
  BOOST_TEST((*outcome).user_id == 22);
  BOOST_TEST(!(*outcome).replayed);
}

BOOST_AUTO_TEST_CASE(the_password_arrives_as_a_hash) {
  BOOST_TEST(bool(call()));

  const auto& stored = sign_ups.add_accounts.back();
  BOOST_TEST((auth::check_password(*wish.user.password, stored.password_hash) ==
              auth::PasswordCheck::right));
}

BOOST_AUTO_TEST_CASE(the_database_is_asked_before_anything_is_hashed) {
  sign_ups.caller_refused = Refused{Refusal::username_taken, "username"};

  const auto outcome = call();

  BOOST_TEST((outcome.refusal() == Refusal::username_taken));
  BOOST_TEST(metrics->hashes == 0u);
  BOOST_TEST(sign_ups.add_accounts.empty());
}

BOOST_AUTO_TEST_CASE(a_password_that_is_easy_to_guess_is_not_hashed) {
  wish.user.password = Secret("johndoe-Example-Company");

  const auto outcome = call();

  BOOST_TEST((outcome.refusal() == Refusal::password_too_weak));
  BOOST_TEST(metrics->hashes == 0u);
  BOOST_TEST(sign_ups.add_accounts.empty());
}

BOOST_AUTO_TEST_CASE(the_password_is_hashed_in_its_composed_form) {
  wish.user.password = Secret("cafe\u0301 wobbling tractor");
  BOOST_TEST(bool(call()));

  BOOST_TEST((auth::check_password(Secret("caf\u00e9 wobbling tractor"),
                                   sign_ups.add_accounts[0].password_hash) ==
              auth::PasswordCheck::right));
}

BOOST_AUTO_TEST_CASE(the_question_carries_username_and_idempotency_key) {
  auto context = FakeHouse::context();
  context.idempotency_key = "order-1";
  BOOST_TEST(bool(operations::add_account(context, wish)));

  BOOST_TEST_REQUIRE(sign_ups.questions.size() == 1u);
  BOOST_TEST(sign_ups.questions[0].username == "johndoe");
  BOOST_TEST(sign_ups.questions[0].idempotency_key == "order-1");
  BOOST_TEST(sign_ups.add_accounts[0].attempt.idempotency_key == "order-1");
}

BOOST_AUTO_TEST_CASE(the_fingerprint_does_not_depend_on_the_password) {
  BOOST_TEST(bool(call()));
  wish.user.password = Secret("another one for the road");
  BOOST_TEST(bool(call()));
  wish.user.position = "Developer";
  BOOST_TEST(bool(call()));

  const auto& stored = sign_ups.add_accounts;
  BOOST_TEST(stored[0].attempt.fingerprint == stored[1].attempt.fingerprint);
  BOOST_TEST(stored[0].attempt.fingerprint != stored[2].attempt.fingerprint);
}

BOOST_AUTO_TEST_CASE(only_who_sent_a_key_can_be_told_of_a_replay) {
  sign_ups.replayed = true;
  auto repeated = FakeHouse::context();
  repeated.idempotency_key = "order-1";

  BOOST_TEST(!(*call()).replayed);
  BOOST_TEST((*operations::add_account(repeated, wish)).replayed);
}

BOOST_AUTO_TEST_CASE(no_free_slot_in_time_is_busy) {
  take_the_slot();

  BOOST_TEST((call().refusal() == Refusal::busy));
  BOOST_TEST(sign_ups.add_accounts.empty());
}

BOOST_AUTO_TEST_CASE(who_had_to_wait_is_asked_about_again) {
  take_the_slot();
  services.hash_wait = std::chrono::seconds(5);
  std::jthread other([&] {
    while (slots->waiting == 0) std::this_thread::yield();
    auth::HashAdmission::release_slots_of(*slots, getppid());
  });

  BOOST_TEST(bool(call()));

  BOOST_TEST(sign_ups.questions.size() == 2u);
}

BOOST_AUTO_TEST_CASE(the_slot_is_free_while_the_statement_runs) {
  sign_ups.before_answer = [&] { BOOST_TEST(slots->owner[0] == 0); };

  BOOST_TEST(bool(call()));
}

BOOST_AUTO_TEST_SUITE_END()
