// Every member of both arrays, in every spelling and type that clients send.

#include "fake_api.h"

using namespace provisor;

namespace {

constexpr char example_account[] = R"({
  "company_name": "Example Company", "billing_email": "billing@example.com",
  "referal_code": "kjDfn5ijgw2iorY4spmF", "company_adress": "123 Smith St",
  "company_suburb": "Brisbane CBD", "company_state": "QLD",
  "company_country": "Australia", "company_zip": "4000",
  "company_industry": "Sales & Marketing", "website": "http://example.com",
  "branding": "default", "virtual_host": "virtualhost.example.com",
  "packages": 33, "sub_packages": 1, "contact_limit": 10,
  "email_send_limit": 30, "sms_send_limit": 31, "send_cap": 11,
  "expiry_time": 1361772000, "account_type": 1, "allow_login_to_under": true,
  "allow_login_from_above": false, "is_trial": true, "is_free": false,
  "is_security_check_enabled": false})";
constexpr char example_user[] = R"({
  "phone": "(07) 3257 3906", "username": "johndoe",
  "password": "MnfkjH32k34089dkjg9t", "first_name": "John",
  "last_name": "Doe", "email": "johndoe@example.com", "mobile": "0412345678",
  "position": "Software Developer", "timezone": "Australia/Brisbane",
  "is_confirmed": true})";

struct Caller : FakeApi {
  std::string send(const std::string& account, const std::string& user) {
    return rpc(R"({"id":1,"jsonrpc":"2.0","method":"addAccount","params":[")" +
               key + "\"," + account + "," + user + "]}");
  }
  const store::AddAccountWish& sent(const std::string& account,
                                    const std::string& user = example_user) {
    const auto answer = send(account, user);
    BOOST_TEST_REQUIRE(holds(answer, "\"result\""), answer);
    return sign_ups.add_accounts.back();
  }
  // The two mandatory members and one more.
  static std::string with(const std::string& member) {
    return R"({"company_name":"C","billing_email":"b@example.com",)" + member +
           "}";
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_add_account_arguments, Caller)

BOOST_AUTO_TEST_CASE(the_document_s_example_arrives_whole) {
  const auto& wish = sent(example_account);

  BOOST_TEST(wish.company_name == "Example Company");
  BOOST_TEST(wish.billing_email == "billing@example.com");
  BOOST_TEST(wish.referral_code.value() == "kjDfn5ijgw2iorY4spmF");
  BOOST_TEST(wish.company_address.value() == "123 Smith St");
  BOOST_TEST(wish.company_suburb.value() == "Brisbane CBD");
  BOOST_TEST(wish.company_state.value() == "QLD");
  BOOST_TEST(wish.company_country.value() == "Australia");
  BOOST_TEST(wish.country_code.value() == "AU");
  BOOST_TEST(wish.company_zip.value() == "4000");
  BOOST_TEST(wish.company_industry.value() == "Sales & Marketing");
  BOOST_TEST(wish.website.value() == "http://example.com");
  BOOST_TEST(wish.branding.value() == "default");
  BOOST_TEST(wish.virtual_host.value() == "virtualhost.example.com");
  BOOST_TEST(wish.packages.value() == "33");
  BOOST_TEST(wish.sub_packages.value() == "1");
}

BOOST_AUTO_TEST_CASE(the_example_s_numbers_and_claims_arrive) {
  const auto& wish = sent(example_account);

  BOOST_TEST(wish.contact_limit.value() == 10);
  BOOST_TEST(wish.email_send_limit.value() == 30);
  BOOST_TEST(wish.sms_send_limit.value() == 31);
  BOOST_TEST(wish.send_cap.value() == 11);
  BOOST_TEST(wish.expiry_time.value() == 1361772000);
  BOOST_TEST(wish.account_type == "single");
  BOOST_TEST(wish.allow_login_to_under.value() == true);
  BOOST_TEST(wish.allow_login_from_above.value() == false);
  BOOST_TEST(wish.is_trial.value() == true);
  BOOST_TEST(wish.is_free.value() == false);
  BOOST_TEST(wish.is_security_check_enabled.value() == false);
}

BOOST_AUTO_TEST_CASE(the_example_s_owner_arrives) {
  const auto& wish = sent(example_account);

  BOOST_TEST(wish.phone == "(07) 3257 3906");
  BOOST_TEST(wish.username == "johndoe");
  BOOST_TEST(wish.first_name == "John");
  BOOST_TEST(wish.last_name == "Doe");
  BOOST_TEST(wish.email == "johndoe@example.com");
  BOOST_TEST(wish.mobile.value() == "0412345678");
  BOOST_TEST(wish.position.value() == "Software Developer");
  BOOST_TEST(wish.timezone.value() == "Australia/Brisbane");
  BOOST_TEST(wish.is_confirmed);
}

BOOST_AUTO_TEST_CASE(the_spellings_of_the_tables_count_too) {
  BOOST_TEST(sent(with(R"("referral_code":"r")")).referral_code.value() == "r");
  BOOST_TEST(sent(with(R"("company_address":"a")")).company_address.value() ==
             "a");
}

BOOST_AUTO_TEST_CASE(two_spellings_may_not_say_two_things) {
  const auto both = R"("referral_code":"r","referal_code":)";
  BOOST_TEST(sent(with(std::string(both) + R"("r")")).referral_code.value() ==
             "r");
  BOOST_TEST(holds(send(with(std::string(both) + R"("s")"), example_user),
                   "parameter_conflicting"));
}

BOOST_AUTO_TEST_CASE(integers_may_be_texts) {
  BOOST_TEST(sent(with(R"("send_cap":"123456")")).send_cap.value() == 123456);
  BOOST_TEST(sent(with(R"("send_cap":"0")")).send_cap.value() == 0);
}

BOOST_AUTO_TEST_CASE(claims_come_in_eight_spellings) {
  for (const char* yes : {"1", "\"1\"", "true", "\"true\""})
    BOOST_TEST(sent(with(R"("is_free":)" + std::string(yes))).is_free.value());
  for (const char* no : {"0", "\"0\"", "false", "\"false\""})
    BOOST_TEST(!sent(with(R"("is_free":)" + std::string(no))).is_free.value());
}

BOOST_AUTO_TEST_CASE(null_and_the_empty_text_count_as_not_sent) {
  for (const char* nothing : {"null", "\"\""})
    for (const char* name : {"send_cap", "is_trial", "website", "packages"})
      sent(with("\"" + std::string(name) + "\":" + nothing));
  BOOST_TEST(!sign_ups.add_accounts.back().packages.has_value());
}

BOOST_AUTO_TEST_CASE(unknown_members_are_ignored) {
  sent(with(R"("favourite_colour":{"a":[1]})"));
}

BOOST_AUTO_TEST_SUITE_END()
