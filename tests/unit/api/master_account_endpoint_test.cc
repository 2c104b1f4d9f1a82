#include <stdexcept>

#include "fake_api.h"

using namespace provisor;

namespace {

constexpr char path[] = "/site/api/master_account";

struct FormApi : FakeApi {
  std::string query() {
    return "key=" + key + "&email=ann%40example.org&account_name=Ann+%26+Co";
  }
  fastcgi::Request post(const std::string& body) {
    auto asked = request("POST", path);
    asked.content_type = "application/x-www-form-urlencoded";
    asked.body = body;
    return asked;
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_master_account, FormApi)

BOOST_AUTO_TEST_CASE(a_get_signs_up) {
  const auto response = get(path, query());

  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.content_type == "application/json; charset=utf-8");
  BOOST_TEST(response.body ==
             R"({"message":"success","account_id":11,"user_id":12,)"
             R"("contact_id":13})");
  BOOST_TEST(sign_ups.master_accounts.back().account_name == "Ann & Co");
}

BOOST_AUTO_TEST_CASE(a_post_may_split_its_parameters) {
  auto asked = post("email=ann@example.org&account_name=Ann");
  asked.query = "key=" + key;

  BOOST_TEST(api->answer(asked).body.starts_with(R"({"message":"success")"));
}

BOOST_AUTO_TEST_CASE(a_get_has_no_body) {
  auto asked = post("email=eve@example.org");
  asked.method = "GET";
  asked.query = query();

  BOOST_TEST(api->answer(asked).status == 200);
  BOOST_TEST(sign_ups.master_accounts.back().email == "ann@example.org");
}

BOOST_AUTO_TEST_CASE(every_parameter_has_its_documented_name) {
  get(path, query() +
                "&send_welcome_email=2&phone=0732573906&firstname=Ann"
                "&lastname=Lee&facebook=f&twitter=t&source=s&tags=a,b"
                "&notifyToEmail=n%40example.org&notifyEmailSubject=Hi"
                "&contactowner_group=sales&email_notify_owner=1&unknown=x");

  BOOST_TEST_REQUIRE(sign_ups.master_accounts.size() == 1u);
  const auto& wish = sign_ups.master_accounts.back();
  BOOST_TEST(!wish.send_welcome_email);
  BOOST_TEST(wish.phone_e164.value() == "+61732573906");
  BOOST_TEST(wish.first_name.value() == "Ann");
  BOOST_TEST(wish.last_name.value() == "Lee");
  BOOST_TEST(wish.facebook.value() == "f");
  BOOST_TEST(wish.twitter.value() == "t");
  BOOST_TEST(wish.source.value() == "s");
  BOOST_TEST(wish.tags.size() == 2u);
  BOOST_TEST(wish.notify_to_email.value() == "n@example.org");
  BOOST_TEST(wish.notify_email_subject.value() == "Hi");
  BOOST_TEST(wish.contactowner_group.value() == "sales");
  BOOST_TEST(wish.email_notify_owner);
}

BOOST_AUTO_TEST_CASE(a_key_in_the_place_of_a_name_is_not_repeated) {
  const auto response = get(path, query() + "&" + key + "=1&" + key + "=2");

  BOOST_TEST(response.body.starts_with(R"({"message":"success")"));
}

BOOST_AUTO_TEST_CASE(the_owner_s_address_has_its_documented_name) {
  get(path, query() + "&contactowner_email=bob%40example.com");

  BOOST_TEST(sign_ups.master_accounts.back().contactowner_email.value() ==
             "bob@example.com");
}

BOOST_AUTO_TEST_CASE(the_key_may_be_a_bearer_token) {
  auto asked = post("email=ann@example.org&account_name=Ann");
  asked.authorization = "bearer " + key;

  BOOST_TEST(api->answer(asked).body.starts_with(R"({"message":"success")"));
}

BOOST_AUTO_TEST_CASE(no_key_is_told_before_any_parameter) {
  const auto response = get(path);

  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.body.starts_with(R"({"error_message":")"));
  BOOST_TEST(
      holds(response.body, R"("error_code":"key_missing","field":"key")"));
}

BOOST_AUTO_TEST_CASE(a_refusal_names_its_parameter_and_never_the_key) {
  const auto response = get(path, "key=" + key + "&email=ann%40example.org");

  BOOST_TEST(response.status == 200);
  BOOST_TEST(holds(response.body, R"("field":"account_name")"));
  BOOST_TEST(!holds(response.body, key));
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_413) {
  auto asked = post("");
  asked.body_too_large = true;

  const auto response = api->answer(asked);

  BOOST_TEST(response.status == 413);
  BOOST_TEST(holds(response.body, R"("error_code":"body_too_large")"));
}

BOOST_AUTO_TEST_CASE(a_replay_is_marked) {
  sign_ups.replayed = true;
  auto asked = request("GET", path);
  asked.query = query();
  asked.idempotency_key = "order-1";

  const auto response = api->answer(asked);

  BOOST_TEST(header_of(response, "Idempotency-Replayed") == "true");
  BOOST_TEST(sign_ups.master_accounts.back().attempt.idempotency_key ==
             "order-1");
}

BOOST_AUTO_TEST_CASE(an_empty_idempotency_key_is_refused) {
  auto asked = request("GET", path);
  asked.query = query();
  asked.idempotency_key = "";

  const auto response = api->answer(asked);

  BOOST_TEST(
      holds(response.body, R"("error_code":"idempotency_key_malformed")"));
  BOOST_TEST(sign_ups.master_accounts.empty());
}

BOOST_AUTO_TEST_CASE(a_fault_is_told_with_the_request_s_id_alone) {
  sign_ups.before_answer = [] {
    throw std::runtime_error("relation \"account\" is on fire");
  };

  const auto response = get(path, query());

  BOOST_TEST(response.status == 500);
  BOOST_TEST(holds(response.body, R"("error_code":"internal_error")"));
  BOOST_TEST(holds(response.body, "0123456789abcdef"));
  BOOST_TEST(!holds(response.body, "fire"));
}

BOOST_AUTO_TEST_CASE(outcomes_are_counted) {
  get(path, query());
  get(path);

  auto& counted = metrics->of(Operation::master_account);
  const auto missing = static_cast<std::size_t>(Refusal::key_missing);
  BOOST_TEST(counted.succeeded == 1u);
  BOOST_TEST(counted.refused[missing] == 1u);
}

BOOST_AUTO_TEST_SUITE_END()
