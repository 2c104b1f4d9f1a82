#include "provisor/operations/master_account.h"

#include <boost/test/unit_test.hpp>

#include "fake_sign_ups.h"
#include "provisor/auth/api_key.h"
#include "provisor/base/text.h"

namespace {

using namespace provisor;
using operations::MasterAccount;

struct Reseller : FakeHouse {
  Reseller() {
    wish.email = "ann@example.org";
    wish.account_name = "Ann & Co";
  }

  Outcome<operations::MasterAccountCreated> call() {
    return operations::master_account(context(), wish);
  }

  // The wish as the database got it.
  store::MasterAccountWish stored() {
    const auto outcome = call();
    BOOST_TEST_REQUIRE(bool(outcome));
    return sign_ups.master_accounts.back();
  }

  Refused refused() {
    const auto outcome = call();
    BOOST_TEST_REQUIRE(!outcome);
    BOOST_TEST(sign_ups.master_accounts.empty());
    return outcome.refused();
  }

  void expect(Refusal refusal, const std::string& field) {
    const auto outcome = refused();
    BOOST_TEST((outcome.refusal == refusal), field);
    BOOST_TEST(outcome.field == field);
  }

  MasterAccount wish;
};

using Text = std::optional<std::string> MasterAccount::*;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_master_account, Reseller)

BOOST_AUTO_TEST_CASE(the_smallest_wish_has_the_documented_defaults) {
  const auto outcome = call();

  BOOST_TEST_REQUIRE(bool(outcome));
  BOOST_TEST((*outcome).account_id == 11);
  BOOST_TEST((*outcome).user_id == 12);
  BOOST_TEST((*outcome).contact_id == 13);
  const auto& stored = sign_ups.master_accounts.back();
  BOOST_TEST(stored.send_welcome_email);
  BOOST_TEST(!stored.email_notify_owner);
  BOOST_TEST(!stored.phone.has_value());
  BOOST_TEST(stored.phone_country == "");
  BOOST_TEST(sign_ups.questions.empty());
}

BOOST_AUTO_TEST_CASE(the_caller_is_its_key_s_digest_and_address) {
  const auto caller = stored().caller;

  BOOST_TEST(caller.key_digest == auth::digest_of(context().key));
  BOOST_TEST(caller.remote_address == "192.0.2.7");
}

BOOST_AUTO_TEST_CASE(every_parameter_arrives_trimmed) {
  wish.email = " Ann@Example.ORG ";
  wish.account_name = " Ann & Co ";
  wish.firstname = " Ann";
  wish.lastname = "Lee ";
  wish.facebook = "ann.lee";
  wish.twitter = "@annlee";
  wish.source = "campaign1";
  wish.notify_to_email = "Sales@Example.net";
  wish.notify_email_subject = "New contact";
  wish.contactowner_email = "Bob@example.com";

  const auto at_home = stored();

  BOOST_TEST(at_home.email == "ann@example.org");
  BOOST_TEST(at_home.account_name == "Ann & Co");
  BOOST_TEST(at_home.first_name.value() == "Ann");
  BOOST_TEST(at_home.last_name.value() == "Lee");
  BOOST_TEST(at_home.facebook.value() == "ann.lee");
  BOOST_TEST(at_home.twitter.value() == "@annlee");
  BOOST_TEST(at_home.source.value() == "campaign1");
  BOOST_TEST(at_home.notify_to_email.value() == "sales@example.net");
  BOOST_TEST(at_home.notify_email_subject.value() == "New contact");
  BOOST_TEST(at_home.contactowner_email.value() == "bob@example.com");
}

BOOST_AUTO_TEST_CASE(mandatory_parameters_left_out_or_empty_are_missing) {
  wish.email.reset();
  expect(Refusal::parameter_missing, "email");
  wish.email = " ";
  expect(Refusal::parameter_missing, "email");
  wish.email = "ann@example.org";
  wish.account_name.reset();
  expect(Refusal::parameter_missing, "account_name");
  wish.account_name = "\t";
  expect(Refusal::parameter_missing, "account_name");
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_can_see_is_missing) {
  for (const char* invisible : {"\u00a0", "\u3000\u2003", "\u200b", "\ufeff",
                                "\u202e\u2069", "\u3164 \u200d"}) {
    wish.account_name = invisible;
    expect(Refusal::parameter_missing, "account_name");
  }
}

BOOST_AUTO_TEST_CASE(tags_that_nobody_can_see_are_dropped) {
  wish.tags = "vip\u00a0,\u200b,\u3000new";

  const auto tags = stored().tags;

  BOOST_TEST_REQUIRE(tags.size() == 2u);
  BOOST_TEST(tags[0] == "vip");
  BOOST_TEST(tags[1] == "new");
}

BOOST_AUTO_TEST_CASE(an_empty_optional_parameter_counts_as_not_sent) {
  for (const Text each :
       {&MasterAccount::send_welcome_email, &MasterAccount::phone,
        &MasterAccount::firstname, &MasterAccount::tags,
        &MasterAccount::notify_to_email, &MasterAccount::contactowner_email})
    wish.*each = "";
  wish.contactowner_group = "sales";

  const auto at_home = stored();

  BOOST_TEST(at_home.send_welcome_email);
  BOOST_TEST(!at_home.first_name.has_value());
  BOOST_TEST(!at_home.notify_to_email.has_value());
  BOOST_TEST(at_home.contactowner_group.value() == "sales");
}

BOOST_AUTO_TEST_CASE(flags_are_one_for_yes_and_two_for_no) {
  wish.send_welcome_email = "2";
  wish.email_notify_owner = "1";
  BOOST_TEST(!stored().send_welcome_email);
  BOOST_TEST(stored().email_notify_owner);
  wish.send_welcome_email = "1";
  wish.email_notify_owner = " 2 ";
  BOOST_TEST(stored().send_welcome_email);
  BOOST_TEST(!stored().email_notify_owner);
}

BOOST_AUTO_TEST_CASE(any_other_flag_is_malformed) {
  for (const char* flag : {"0", "3", "yes", "true", "11", "1,2"}) {
    wish.send_welcome_email = flag;
    expect(Refusal::parameter_malformed, "send_welcome_email");
  }
  wish.send_welcome_email.reset();
  wish.email_notify_owner = "no";
  expect(Refusal::parameter_malformed, "email_notify_owner");
}

BOOST_AUTO_TEST_CASE(addresses_that_get_mail_must_be_able_to) {
  wish.notify_to_email = "sales";
  expect(Refusal::email_malformed, "notifyToEmail");
  wish.email = "ann";
  expect(Refusal::email_malformed, "email");
}

BOOST_AUTO_TEST_CASE(an_owner_s_malformed_address_is_neglected) {
  wish.contactowner_email = "bob";

  BOOST_TEST(!stored().contactowner_email.has_value());
}

BOOST_AUTO_TEST_CASE(an_owner_s_address_overrides_the_group) {
  wish.contactowner_group = "sales";
  for (const char* sent : {"bob@example.com", "bob"}) {
    wish.contactowner_email = sent;
    BOOST_TEST(!stored().contactowner_group.has_value());
  }
}

BOOST_AUTO_TEST_CASE(tags_are_split_trimmed_and_each_taken_once) {
  wish.tags = "new customer, campaign1,,call me , ,Campaign1,";

  const std::vector<std::string> expected{"new customer", "campaign1",
                                          "call me"};
  BOOST_TEST(stored().tags == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(fifty_tags_of_a_hundred_characters_are_the_most) {
  std::string list;
  for (int i = 0; i < 50; ++i) list += "tag" + std::to_string(i) + ",";
  wish.tags = list;
  BOOST_TEST(stored().tags.size() == 50u);
  std::string longest;
  for (int i = 0; i < 100; ++i) longest += "ü";
  wish.tags = longest;
  BOOST_TEST(stored().tags.size() == 1u);

  sign_ups.master_accounts.clear();
  wish.tags = list + "one more";
  expect(Refusal::parameter_malformed, "tags");
  wish.tags = longest + "ü";
  expect(Refusal::parameter_malformed, "tags");
}

BOOST_AUTO_TEST_CASE(control_characters_cannot_reach_a_mail_s_header) {
  for (const char* text : {"a\r\nBcc: eve@example.org", "a\nb",
                           "a\x7f"
                           "b",
                           "a\u0085b", "a\u2028b"}) {
    wish.notify_email_subject = text;
    expect(Refusal::parameter_malformed, "notifyEmailSubject");
  }
  wish.notify_email_subject.reset();
  wish.account_name = "Ann\nCo";
  expect(Refusal::parameter_malformed, "account_name");
}

BOOST_AUTO_TEST_CASE(names_have_at_most_two_hundred_characters) {
  std::string longest;
  for (int i = 0; i < 200; ++i) longest += "ü";
  wish.account_name = longest;
  BOOST_TEST(code_points(stored().account_name) == 200u);

  sign_ups.master_accounts.clear();
  wish.account_name = longest + "ü";
  expect(Refusal::parameter_malformed, "account_name");
}

BOOST_AUTO_TEST_CASE(a_refusal_of_the_database_is_passed_on) {
  sign_ups.refused = Refused{Refusal::email_taken, "email"};

  const auto outcome = call();

  BOOST_TEST_REQUIRE(!outcome);
  BOOST_TEST((outcome.refusal() == Refusal::email_taken));
  BOOST_TEST(outcome.refused().field == "email");
}

BOOST_AUTO_TEST_CASE(a_replay_is_passed_on) {
  sign_ups.replayed = true;
  auto repeated = context();
  repeated.idempotency_key = "order-1";

  BOOST_TEST((*operations::master_account(repeated, wish)).replayed);
}

BOOST_AUTO_TEST_CASE(a_statement_run_again_is_no_replay_for_who_called_once) {
  sign_ups.replayed = true;

  BOOST_TEST(!(*call()).replayed);
}

BOOST_AUTO_TEST_SUITE_END()
