// The dance around the caller's country: see src/operations/master_account.cc.

#include <boost/test/unit_test.hpp>

#include "fake_sign_ups.h"
#include "provisor/operations/master_account.h"

namespace {

using namespace provisor;

struct ResellerInAustralia : FakeHouse {
  Outcome<operations::MasterAccountCreated> call(const char* phone) {
    operations::MasterAccount wish;
    wish.email = "ann@example.org";
    wish.account_name = "Ann & Co";
    wish.phone = phone;
    return operations::master_account(context(), wish);
  }
  const store::MasterAccountWish& last() {
    return sign_ups.master_accounts.back();
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_master_account_phone, ResellerInAustralia)

BOOST_AUTO_TEST_CASE(the_country_of_an_unknown_caller_is_asked_for_once) {
  BOOST_TEST(bool(call("(07) 3257 3906")));
  BOOST_TEST(bool(call("(07) 3257 3907")));

  BOOST_TEST(sign_ups.questions.size() == 1u);
  BOOST_TEST(last().phone.value() == "(07) 3257 3907");
  BOOST_TEST(last().phone_e164.value() == "+61732573907");
  BOOST_TEST(last().phone_country == "AU");
}

BOOST_AUTO_TEST_CASE(a_number_is_read_again_when_the_country_has_changed) {
  BOOST_TEST(bool(call("(07) 3257 3906")));
  sign_ups.country = "US";

  BOOST_TEST(bool(call("212 555 0123")));

  BOOST_TEST(last().phone_e164.value() == "+12125550123");
  BOOST_TEST(last().phone_country == "US");
}

BOOST_AUTO_TEST_CASE(a_number_of_the_new_country_only_is_not_refused) {
  BOOST_TEST(bool(call("(07) 3257 3906")));
  sign_ups.country = "NZ";

  BOOST_TEST(bool(call("0800 83 83 83")));

  BOOST_TEST(last().phone_country == "NZ");
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_refused_after_asking_anew) {
  BOOST_TEST(bool(call("(07) 3257 3906")));

  const auto outcome = call("none");

  BOOST_TEST((outcome.refusal() == Refusal::phone_malformed));
  BOOST_TEST(outcome.refused().field == "phone");
  BOOST_TEST(sign_ups.questions.size() == 2u);
  BOOST_TEST(sign_ups.master_accounts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(a_caller_who_is_refused_learns_nothing_of_the_number) {
  sign_ups.caller_refused = Refused{Refusal::key_invalid};

  BOOST_TEST((call("none").refusal() == Refusal::key_invalid));
}

BOOST_AUTO_TEST_CASE(a_country_that_never_rests_ends_as_unavailable) {
  sign_ups.before_answer = [&] {
    sign_ups.country = sign_ups.country == "AU" ? "US" : "AU";
  };

  BOOST_TEST((call("+12125550123").refusal() == Refusal::unavailable));
  BOOST_TEST(sign_ups.master_accounts.size() == 3u);
}

BOOST_AUTO_TEST_SUITE_END()
