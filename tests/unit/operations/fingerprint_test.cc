// Every value of a wish counts when two calls are compared: one left out would
// answer another call with the first one's ids.
//
// The structured bindings name all members, so a member that is added does not
// compile here until it has its line.

#include <set>

#include <boost/test/unit_test.hpp>

#include "add_account_wish.h"
#include "fake_sign_ups.h"
#include "provisor/operations/master_account.h"

namespace {

using namespace provisor;

using Text = std::optional<std::string>;

template <class Value>
struct Change {
  const char* name;
  std::optional<Value>& member;
  Value other;
};
using TextChange = Change<std::string>;
using IntegerChange = Change<std::int64_t>;
using FlagChange = Change<bool>;

struct Reseller : FakeHouse {
  operations::MasterAccount customer;
  operations::AddAccount account = smallest_add_account();

  std::string print_of_customer() {
    const auto done = operations::master_account(context(), customer);
    BOOST_TEST_REQUIRE(bool(done), "refused");
    return sign_ups.master_accounts.back().attempt.fingerprint;
  }
  std::string print_of_account() {
    const auto done = operations::add_account(context(), account);
    BOOST_TEST_REQUIRE(bool(done), "refused");
    return sign_ups.add_accounts.back().attempt.fingerprint;
  }

  // Each change alone, and then undone.
  template <class Value>
  void expect_new(const std::vector<Change<Value>>& changes,
                  std::string (Reseller::*print)()) {
    seen.insert((this->*print)());
    for (const auto& [name, member, other] : changes) {
      const auto before = member;
      member = other;
      BOOST_TEST(seen.insert((this->*print)()).second, name);
      member = before;
    }
  }

  std::set<std::string> seen;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_fingerprint, Reseller)

BOOST_AUTO_TEST_CASE(every_parameter_of_master_account_counts) {
  auto& [email, account_name, send_welcome_email, phone, firstname, lastname,
         facebook, twitter, source, tags, notify_to_email, notify_email_subject,
         contactowner_email, contactowner_group, email_notify_owner] = customer;
  email = "ann@example.org";
  account_name = "Ann & Co";

  expect_new<std::string>(
      {{"email", email, "bob@example.org"},
       {"account_name", account_name, "Bob & Co"},
       {"send_welcome_email", send_welcome_email, "2"},
       {"phone", phone, "07 3257 3906"},
       {"firstname", firstname, "Ann"},
       {"lastname", lastname, "Ann"},
       {"facebook", facebook, "Ann"},
       {"twitter", twitter, "Ann"},
       {"source", source, "Ann"},
       {"tags", tags, "Ann"},
       {"notifyToEmail", notify_to_email, "ann@example.org"},
       {"notifyEmailSubject", notify_email_subject, "Ann"},
       {"contactowner_email", contactowner_email, "ann@example.org"},
       {"contactowner_group", contactowner_group, "Ann"},
       {"email_notify_owner", email_notify_owner, "1"}},
      &Reseller::print_of_customer);
}

BOOST_AUTO_TEST_CASE(every_account_detail_of_add_account_counts) {
  auto& [company_name, billing_email, referral_code, company_address,
         company_suburb, company_state, company_country, company_zip,
         company_industry, website, branding, virtual_host, packages,
         sub_packages, account_type, contact_limit, email_send_limit,
         sms_send_limit, send_cap, expiry_time, allow_login_to_under,
         allow_login_from_above, is_trial, is_free, is_security_check_enabled] =
      account.account;

  expect_new<std::string>({{"company_name", company_name, "Another"},
                           {"billing_email", billing_email, "b@example.org"},
                           {"referral_code", referral_code, "x.example"},
                           {"company_address", company_address, "x.example"},
                           {"company_suburb", company_suburb, "x.example"},
                           {"company_state", company_state, "x.example"},
                           {"company_country", company_country, "x.example"},
                           {"company_zip", company_zip, "x.example"},
                           {"company_industry", company_industry, "x.example"},
                           {"website", website, "x.example"},
                           {"branding", branding, "x.example"},
                           {"virtual_host", virtual_host, "x.example"},
                           {"packages", packages, "home"},
                           {"sub_packages", sub_packages, "home"},
                           {"account_type", account_type, "reseller"}},
                          &Reseller::print_of_account);
  expect_new<std::int64_t>({{"contact_limit", contact_limit, 7},
                            {"email_send_limit", email_send_limit, 7},
                            {"sms_send_limit", sms_send_limit, 7},
                            {"send_cap", send_cap, 7},
                            {"expiry_time", expiry_time, 7}},
                           &Reseller::print_of_account);
  for (const bool sent : {true, false})
    expect_new<bool>(
        {{"allow_login_to_under", allow_login_to_under, sent},
         {"allow_login_from_above", allow_login_from_above, sent},
         {"is_trial", is_trial, sent},
         {"is_free", is_free, sent},
         {"is_security_check_enabled", is_security_check_enabled, sent}},
        &Reseller::print_of_account);
}

// All but the password, which add_account_test.cc looks at.
BOOST_AUTO_TEST_CASE(every_user_detail_of_add_account_counts) {
  auto& [username, first_name, last_name, email, phone, mobile, position,
         timezone, password, is_confirmed] = account.user;

  expect_new<std::string>({{"username", username, "another"},
                           {"first_name", first_name, "Another"},
                           {"last_name", last_name, "Another"},
                           {"email", email, "another@example.org"},
                           {"phone", phone, "07 3257 3907"},
                           {"mobile", mobile, "07 3257 3906"},
                           {"position", position, "Another"},
                           {"timezone", timezone, "Europe/Berlin"}},
                          &Reseller::print_of_account);
  expect_new<bool>({{"is_confirmed", is_confirmed, true}},
                   &Reseller::print_of_account);
  BOOST_TEST(password.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
