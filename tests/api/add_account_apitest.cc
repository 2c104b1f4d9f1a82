// Every member of both arrays of addAccount has its effect, in the tables.

#include <boost/test/unit_test.hpp>

#include <ctime>

#include "provisor/auth/password.h"
#include "tests/support/served_api.h"

namespace provisor::tests {
namespace {

// Member, as it is sent, column as it is stored.
struct Effect {
  const char* sent;
  const char* column;
  const char* stored;
};

constexpr Effect account_effects[] = {
    {R"("company_name":"Example Company")", "company_name", "Example Company"},
    {R"("billing_email":"Billing@Example.com")", "billing_email",
     "billing@example.com"},
    {R"("referal_code":"kjDfn5")", "referral_code", "kjDfn5"},
    {R"("referral_code":"kjDfn6")", "referral_code", "kjDfn6"},
    {R"("company_adress":"123 Smith St")", "company_address", "123 Smith St"},
    {R"("company_address":"124 Smith St")", "company_address", "124 Smith St"},
    {R"("company_suburb":"Brisbane CBD")", "company_suburb", "Brisbane CBD"},
    {R"("company_state":"QLD")", "company_state", "QLD"},
    {R"("company_country":"Australia")", "company_country || country_code",
     "AustraliaAU"},
    {R"("company_country":"Atlantis")", "company_country || country_code",
     "AtlantisDE"},
    {R"("company_zip":"4000")", "company_zip", "4000"},
    {R"("company_zip":4000)", "company_zip", "4000"},
    {R"("company_industry":"Sales & Marketing")", "company_industry",
     "Sales & Marketing"},
    {R"("website":"http:\/\/example.com")", "website", "http://example.com"},
    {R"("branding":"default")", "branding", "default"},
    {R"("virtual_host":"virtualhost.example.com")", "virtual_host",
     "virtualhost.example.com"},
    {R"("packages":33)", "packages", "33"},
    {R"("sub_packages":1)", "sub_packages", "1"},
    {R"("contact_limit":10)", "contact_limit", "10"},
    {R"("email_send_limit":"30")", "email_send_limit", "30"},
    {R"("sms_send_limit":31)", "sms_send_limit", "31"},
    {R"("send_cap":11)", "send_cap", "11"},
    {R"("expiry_time":1361772000)", "extract(epoch from expires_at)::bigint",
     "1361772000"},
    {R"("expiry_time":0)", "expires_at", "null"},
    {R"("account_type":1)", "account_type", "single"},
    {R"("account_type":"2")", "account_type", "reseller"},
    {R"("account_type":"partner")", "account_type", "partner"},
    {R"("account_type":4)", "account_type", "corporate"},
    {R"("allow_login_to_under":false)", "allow_login_to_under", "false"},
    {R"("allow_login_from_above":0)", "allow_login_from_above", "false"},
    {R"("is_trial":"1")", "is_trial", "true"},
    {R"("is_free":"true")", "is_free", "true"},
    {R"("is_security_check_enabled":"0")", "is_security_check_enabled",
     "false"},
};

constexpr Effect user_effects[] = {
    {R"("username":"JohnDoe")", "username", "JohnDoe"},
    {R"("first_name":"Jon")", "first_name", "Jon"},
    {R"("last_name":"D\u00f6")", "last_name", "Dö"},
    {R"("email":"JohnDoe@Example.com")", "email", "johndoe@example.com"},
    {R"("phone":"(07) 3257 3907")", "phone", "(07) 3257 3907"},
    {R"("mobile":"0412345678")", "mobile", "0412345678"},
    {R"("position":"Software Developer")", "position", "Software Developer"},
    {R"("timezone":"Australia\/Brisbane")", "timezone", "Australia/Brisbane"},
    {R"("is_confirmed":true)", "is_confirmed", "true"},
};

constexpr Effect account_defaults[] = {
    {"", "packages", "home,account"},
    {"", "contact_limit", "null"},
    {"", "email_send_limit", "null"},
    {"", "sms_send_limit", "null"},
    {"", "send_cap", "null"},
    {"", "account_type", "single"},
    {"", "allow_login_to_under", "true"},
    {"", "allow_login_from_above", "true"},
    {"", "is_trial", "false"},
    {"", "is_free", "false"},
    {"", "is_security_check_enabled", "true"},
    {"",
     "expires_at between now() + interval '29 days 23 hours' "
     "and now() + interval '30 days 1 hour'",
     "true"},
};

struct AddAccountApi : ServedApi {
  void expect_error(const std::string& account, const std::string& user,
                    int code, const std::string& word) {
    const auto answer = rpc(add_account_call(account, user)).body;
    BOOST_TEST(answer.starts_with(R"({"id":1,"result":null,"error":{"code":)" +
                                  std::to_string(code) + ","),
               answer);
    BOOST_TEST(holds(answer, word), answer);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_add_account, AddAccountApi)

BOOST_AUTO_TEST_CASE(every_account_detail_has_its_effect) {
  for (const auto& effect : account_effects)
    BOOST_TEST(
        account_value(added(effect.sent, ""), effect.column) == effect.stored,
        effect.sent);
}

BOOST_AUTO_TEST_CASE(every_user_detail_has_its_effect) {
  for (const auto& effect : user_effects)
    BOOST_TEST(
        user_value(added("", effect.sent), effect.column) == effect.stored,
        effect.sent);
}

BOOST_AUTO_TEST_CASE(what_is_not_sent_has_the_documented_default) {
  const auto done = added("", "");

  for (const auto& effect : account_defaults)
    BOOST_TEST(account_value(done, effect.column) == effect.stored,
               effect.column);
  BOOST_TEST(user_value(done, "is_confirmed") == "false");
  BOOST_TEST(user_value(done, "mobile") == "null");
  BOOST_TEST(user_value(done, "position") == "null");
}

BOOST_AUTO_TEST_CASE(current_means_the_caller_s) {
  database.run(
      "update provisor.account set branding = 'shop', "
      "virtual_host = 'crm.example.net', sub_packages = 'a,b' where id = " +
      std::to_string(account_id) +
      "; update provisor.app_user set timezone = 'Europe/Berlin' "
      "where username = 'ann'");

  const auto done = added("", "");

  BOOST_TEST(account_value(done, "branding") == "shop");
  BOOST_TEST(account_value(done, "virtual_host") == "crm.example.net");
  BOOST_TEST(account_value(done, "sub_packages") == "a,b");
  BOOST_TEST(user_value(done, "timezone") == "Europe/Berlin");
}

BOOST_AUTO_TEST_CASE(a_trial_has_its_own_limits_whatever_was_sent) {
  const auto done =
      added(R"("is_trial":true,"send_cap":500,"expiry_time":0)", "");

  BOOST_TEST(account_value(done, "send_cap") == "10");
  BOOST_TEST(account_value(done, "expires_at < now() + interval '31 days'") ==
             "true");
}

BOOST_AUTO_TEST_CASE(a_trial_caller_creates_trials_only) {
  database.run(
      "update provisor.account set is_trial = true, send_cap = 10, "
      "expires_at = now() + interval '1 day' where id = " +
      std::to_string(account_id));

  BOOST_TEST(account_value(added("", ""), "is_trial") == "true");
  expect_error(R"("is_trial":false)", "", 329, "trial");
}

BOOST_AUTO_TEST_CASE(passwords_are_kept_as_hashes) {
  const auto done = added("", R"("password":"MnfkjH32k34089dkjg9t")");

  const auto hash = user_value(done, "password_hash");
  BOOST_TEST((auth::check_password(Secret("MnfkjH32k34089dkjg9t"), hash) ==
              auth::PasswordCheck::right));
  BOOST_TEST(!holds(log(), "MnfkjH32k34089dkjg9t"));
}

BOOST_AUTO_TEST_CASE(every_mandatory_member_is_named_when_missing) {
  for (const char* name : {"company_name", "billing_email"})
    expect_error("\"" + std::string(name) + "\":\"\"", "", 310, name);
  for (const char* name :
       {"username", "password", "first_name", "last_name", "email", "phone"})
    expect_error("", "\"" + std::string(name) + "\":\"\"", 310, name);
}

BOOST_AUTO_TEST_CASE(malformed_addresses_are_317) {
  expect_error(R"("billing_email":"billing")", "", 317, "billing_email");
  expect_error("", R"("email":"john@")", 317, "'email'");
}

BOOST_AUTO_TEST_CASE(a_username_is_unique_without_case_and_an_email_is_not) {
  added("", R"("username":"johndoe","email":"j@example.org")");
  added("", R"("username":"johndoe2","email":"j@example.org")");

  expect_error("", R"("username":"JohnDoe")", 322, "username");
}

BOOST_AUTO_TEST_CASE(values_out_of_range_are_310) {
  for (const char* sent :
       {R"("contact_limit":-1)", R"("send_cap":2147483648)",
        R"("expiry_time":-1)", R"("sms_send_limit":"many")",
        R"("account_type":5)", R"("website":"javascript:1")",
        R"("virtual_host":"a b")", R"("packages":"a;b")",
        R"("is_free":"perhaps")", R"("company_suburb":"a\nb")"})
    expect_error(sent, "", 310, "valid");
  expect_error("", R"("timezone":"Mars\/Olympus")", 310, "timezone");
  expect_error("", R"("phone":"none")", 310, "phone");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace provisor::tests
