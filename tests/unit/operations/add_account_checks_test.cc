#include "operations/add_account_checks.h"

#include <boost/test/unit_test.hpp>

#include "add_account_wish.h"

namespace {

using namespace provisor;
using operations::AccountDetails;
using operations::AddAccount;
using operations::UserDetails;

struct Wish {
  AddAccount sent = smallest_add_account();

  store::AddAccountWish checked() {
    auto outcome = operations::checked_wish(sent);
    BOOST_TEST_REQUIRE(bool(outcome));
    return *outcome;
  }
  void expect(Refusal refusal, const char* field) {
    const auto outcome = operations::checked_wish(sent);
    BOOST_TEST_REQUIRE(!outcome, field << " was taken");
    BOOST_TEST((outcome.refusal() == refusal), field);
    BOOST_TEST(outcome.refused().field == field);
  }
};

using AccountText = std::optional<std::string> AccountDetails::*;
using AccountInteger = std::optional<std::int64_t> AccountDetails::*;
using UserText = std::optional<std::string> UserDetails::*;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(operations_add_account_checks, Wish)

BOOST_AUTO_TEST_CASE(the_smallest_wish_leaves_the_defaults_to_the_database) {
  const auto wish = checked();

  BOOST_TEST(wish.account_type == "single");
  BOOST_TEST(!wish.is_confirmed);
  BOOST_TEST(!wish.branding.has_value());
  BOOST_TEST(!wish.packages.has_value());
  BOOST_TEST(!wish.send_cap.has_value());
  BOOST_TEST(!wish.expiry_time.has_value());
  BOOST_TEST(!wish.is_trial.has_value());
  BOOST_TEST(!wish.timezone.has_value());
}

BOOST_AUTO_TEST_CASE(every_mandatory_account_detail_is_asked_for) {
  const std::pair<const char*, AccountText> rows[] = {
      {"company_name", &AccountDetails::company_name},
      {"billing_email", &AccountDetails::billing_email}};
  for (const auto& [name, member] : rows) {
    sent = smallest_add_account();
    (sent.account.*member).reset();
    expect(Refusal::parameter_missing, name);
    sent.account.*member = "  ";
    expect(Refusal::parameter_missing, name);
  }
}

BOOST_AUTO_TEST_CASE(every_mandatory_user_detail_is_asked_for) {
  const std::pair<const char*, UserText> rows[] = {
      {"username", &UserDetails::username},
      {"first_name", &UserDetails::first_name},
      {"last_name", &UserDetails::last_name},
      {"email", &UserDetails::email},
      {"phone", &UserDetails::phone}};
  for (const auto& [name, member] : rows) {
    sent = smallest_add_account();
    (sent.user.*member).reset();
    expect(Refusal::parameter_missing, name);
  }
  sent = smallest_add_account();
  sent.user.password.reset();
  expect(Refusal::parameter_missing, "password");
  sent.user.password = Secret("");
  expect(Refusal::parameter_missing, "password");
}

BOOST_AUTO_TEST_CASE(both_addresses_must_be_able_to_get_mail) {
  sent.user.email = "johndoe";
  expect(Refusal::email_malformed, "email");
  sent.account.billing_email = "billing@";
  expect(Refusal::email_malformed, "billing_email");
}

BOOST_AUTO_TEST_CASE(account_types_are_words_or_the_numbers_of_the_example) {
  const std::pair<const char*, const char*> types[] = {
      {"1", "single"},    {"2", "reseller"},        {"3", "partner"},
      {"4", "corporate"}, {"Reseller", "reseller"}, {"single", "single"}};
  for (const auto& [typed, type] : types) {
    sent.account.account_type = typed;
    BOOST_TEST(checked().account_type == type);
  }
  for (const char* typed : {"0", "5", "root", "single,reseller"}) {
    sent.account.account_type = typed;
    expect(Refusal::parameter_malformed, "account_type");
  }
}

BOOST_AUTO_TEST_CASE(limits_are_integers_of_31_bits) {
  const std::pair<const char*, AccountInteger> rows[] = {
      {"contact_limit", &AccountDetails::contact_limit},
      {"email_send_limit", &AccountDetails::email_send_limit},
      {"sms_send_limit", &AccountDetails::sms_send_limit},
      {"send_cap", &AccountDetails::send_cap}};
  for (const auto& [name, member] : rows) {
    sent = smallest_add_account();
    for (const std::int64_t taken : {0, 10, 2147483647}) {
      sent.account.*member = taken;
      BOOST_TEST(bool(operations::checked_wish(sent)), name);
    }
    for (const std::int64_t refused : {-1L, 2147483648L}) {
      sent.account.*member = refused;
      expect(Refusal::parameter_malformed, name);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_expiry_time_lies_between_the_epoch_and_the_year_9999) {
  for (const std::int64_t taken : {0L, 1361772000L, 253402300799L}) {
    sent.account.expiry_time = taken;
    BOOST_TEST(checked().expiry_time.value() == taken);
  }
  for (const std::int64_t refused : {-1L, 253402300800L}) {
    sent.account.expiry_time = refused;
    expect(Refusal::parameter_malformed, "expiry_time");
  }
}

BOOST_AUTO_TEST_CASE(a_country_name_brings_its_code) {
  sent.account.company_country = "Australia";
  BOOST_TEST(checked().company_country.value() == "Australia");
  BOOST_TEST(checked().country_code.value() == "AU");

  sent.account.company_country = "Atlantis";
  BOOST_TEST(checked().company_country.value() == "Atlantis");
  BOOST_TEST(!checked().country_code.has_value());
}

BOOST_AUTO_TEST_CASE(packages_are_a_list_of_names) {
  sent.account.packages = " home, account,,home ";
  sent.account.sub_packages = "33";
  BOOST_TEST(checked().packages.value() == "home,account");
  BOOST_TEST(checked().sub_packages.value() == "33");
  sent.account.sub_packages = " , ";
  BOOST_TEST(!checked().sub_packages.has_value());

  sent.account.sub_packages = "a;b";
  expect(Refusal::parameter_malformed, "sub_packages");
  sent.account.packages = "a b";
  expect(Refusal::parameter_malformed, "packages");
}

BOOST_AUTO_TEST_CASE(a_virtual_host_is_a_host_name) {
  sent.account.virtual_host = "VirtualHost.example.com";
  BOOST_TEST(checked().virtual_host.value() == "virtualhost.example.com");

  for (const char* host : {"https://example.com", "a b", "example.com/x"}) {
    sent.account.virtual_host = host;
    expect(Refusal::parameter_malformed, "virtual_host");
  }
}

BOOST_AUTO_TEST_CASE(a_website_is_an_address_of_the_web) {
  for (const char* taken :
       {"http://example.com", "HTTPS://example.com:8443/a?b#c", "example.com",
        "www.bücher.example/shop"}) {
    sent.account.website = taken;
    BOOST_TEST(checked().website.value() == taken);
  }
  for (const char* refused :
       {"javascript:alert(1)", "javascript:1/%0aalert(1)", "data:text/html,x",
        "ftp://example.com", "http://", "http://a b", "http://user@example.com",
        "/etc/passwd"}) {
    sent.account.website = refused;
    expect(Refusal::parameter_malformed, "website");
  }
}

BOOST_AUTO_TEST_CASE(only_an_address_may_have_lines) {
  sent.account.company_address = "123 Smith St\r\nBrisbane";
  BOOST_TEST(checked().company_address.value() == "123 Smith St\r\nBrisbane");

  sent.account.company_suburb = "Brisbane\nCBD";
  expect(Refusal::parameter_malformed, "company_suburb");
}

BOOST_AUTO_TEST_CASE(a_timezone_is_a_name_of_the_tz_database) {
  for (const char* taken :
       {"Australia/Brisbane", "UTC", "America/Argentina/Buenos_Aires"}) {
    sent.user.timezone = taken;
    BOOST_TEST(checked().timezone.value() == taken);
  }
  for (const char* refused : {"Brisbane", "EST", "Australia/Atlantis",
                              "../etc/passwd", "Etc/Unknown"}) {
    sent.user.timezone = refused;
    expect(Refusal::parameter_malformed, "timezone");
  }
}

BOOST_AUTO_TEST_CASE(phones_are_kept_as_typed_when_they_have_digits) {
  for (const char* taken : {"(07) 3257 3906", "+61.7.3257", "123", "123 x4"}) {
    sent.user.phone = taken;
    BOOST_TEST(checked().phone == taken);
  }
  for (const char* refused : {"none", "12", "phone: 12345"}) {
    sent.user.phone = refused;
    expect(Refusal::phone_malformed, "phone");
  }
  sent.user.phone = "123";
  sent.user.mobile = "-";
  expect(Refusal::phone_malformed, "mobile");
}

BOOST_AUTO_TEST_CASE(a_username_has_no_blanks) {
  sent.user.username = " JohnDoe ";
  BOOST_TEST(checked().username == "JohnDoe");

  sent.user.username = "John Doe";
  expect(Refusal::parameter_malformed, "username");
}

BOOST_AUTO_TEST_SUITE_END()
