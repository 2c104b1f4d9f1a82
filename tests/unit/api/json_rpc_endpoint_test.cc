#include <stdexcept>

#include "fake_api.h"

using namespace provisor;

namespace {

constexpr char account[] =
    R"({"company_name":"Example","billing_email":"billing@example.com"})";
constexpr char user[] =
    R"({"username":"johndoe","password":"wobbling tractor","first_name":"John",)"
    R"("last_name":"Doe","email":"johndoe@example.com","phone":"0732573906"})";

struct JsonRpcApi : FakeApi {
  std::string call(const std::string& params, const char* more = "") {
    return R"({"id":1,"method":"addAccount","params":[)" + params + "]" + more +
           "}";
  }
  std::string good_params() {
    return "\"" + key + "\"," + account + "," + user;
  }
  std::string good_call(const char* more = "") {
    return call(good_params(), more);
  }
};

constexpr char success[] =
    R"({"id":1,"result":{"account_id":21,"user_id":22},"error":null})";
constexpr char two[] = R"(,"jsonrpc":"2.0")";

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_json_rpc, JsonRpcApi)

BOOST_AUTO_TEST_CASE(an_account_is_added) {
  BOOST_TEST(rpc(good_call()) == success);
  BOOST_TEST(sign_ups.add_accounts.back().username == "johndoe");
}

BOOST_AUTO_TEST_CASE(content_types_of_json_are_taken_and_no_others) {
  for (const char* type : {"application/json", "application/json-rpc", "",
                           "Application/JSON; charset=utf-8"}) {
    auto asked = rpc_request(good_call());
    asked.content_type = type;
    BOOST_TEST(api->answer(asked).body == success, type);
  }
  auto asked = rpc_request(good_call());
  asked.content_type = "text/plain";
  const auto response = api->answer(asked);
  BOOST_TEST(response.status == 200);
  BOOST_TEST(holds(response.body, R"("code":-32600)"));
}

BOOST_AUTO_TEST_CASE(no_key_is_the_documented_literal) {
  const auto expected =
      R"({"code":301,"message":"Server Error: Authorisation Failed - )"
      R"(Please provide an API key"})";
  BOOST_TEST(holds(rpc(R"({"id":1,"method":"addAccount"})"), expected));
  BOOST_TEST(holds(rpc(call(R"("")")), expected));
  BOOST_TEST(holds(rpc(call("null")), expected));
  BOOST_TEST(holds(rpc(call("{},{}")), expected));
}

BOOST_AUTO_TEST_CASE(the_key_may_be_a_bearer_token) {
  const auto arguments = std::string(account) + "," + user;
  for (const auto& params :
       {arguments, "null," + arguments, "\"\"," + arguments}) {
    auto asked = rpc_request(call(params));
    asked.authorization = "Bearer " + key;
    BOOST_TEST(api->answer(asked).body == success, params);
  }
}

BOOST_AUTO_TEST_CASE(unknown_methods_are_told_in_both_dialects) {
  BOOST_TEST(holds(rpc(R"({"id":1,"method":"addaccount"})"), R"("code":104)"));
  BOOST_TEST(holds(rpc(R"({"id":1,"method":"x","jsonrpc":"2.0"})"),
                   R"("code":-32601)"));
}

BOOST_AUTO_TEST_CASE(empty_php_arrays_are_empty_objects) {
  const auto answer = rpc(call("\"" + key + "\",[],[]"));

  BOOST_TEST(holds(answer, R"("code":310)"));
  BOOST_TEST(holds(answer, "company_name"));
}

BOOST_AUTO_TEST_CASE(a_wrong_type_names_its_member) {
  const auto answer_to = [&](const std::string& details) {
    return rpc(call("\"" + key + "\"," + details, two));
  };
  BOOST_TEST(holds(answer_to(R"({"send_cap":"ten"})"),
                   R"("symbol":"parameter_malformed","field":"send_cap")"));
  BOOST_TEST(holds(answer_to(R"({"is_trial":2})"), R"("field":"is_trial")"));
  BOOST_TEST(holds(answer_to(R"({"website":[1]})"), R"("field":"website")"));
  BOOST_TEST(holds(answer_to(R"("text")"), R"("field":"account_details")"));
  BOOST_TEST(holds(answer_to("{},7"), R"("field":"user_details")"));
}

BOOST_AUTO_TEST_CASE(time_zones_are_listed) {
  const auto answer =
      rpc(R"({"id":7,"method":"getTimezoneList","params":[")" + key + "\"]}");

  BOOST_TEST(answer.starts_with(R"({"id":7,"result":["Africa)"));
  BOOST_TEST(holds(answer, "Brisbane"));
}

BOOST_AUTO_TEST_CASE(a_notification_is_done_and_not_answered) {
  const auto response = api->answer(
      rpc_request(R"({"jsonrpc":"2.0","method":"addAccount","params":[)" +
                  good_params() + "]}"));

  BOOST_TEST(response.status == 200);
  BOOST_TEST(response.body == "");
  BOOST_TEST(sign_ups.add_accounts.size() == 1u);
}

BOOST_AUTO_TEST_CASE(each_call_of_a_batch_has_an_idempotency_key_of_its_own) {
  auto asked = rpc_request("[" + good_call(two) + "," + good_call(two) + "]");
  asked.idempotency_key = "order-1";

  const auto response = api->answer(asked);

  BOOST_TEST(response.body.starts_with("[{"));
  BOOST_TEST_REQUIRE(sign_ups.add_accounts.size() == 2u);
  const auto key_of = [&](std::size_t n) {
    return sign_ups.add_accounts[n].attempt.idempotency_key;
  };
  BOOST_TEST(key_of(0) == "order-1:0");
  BOOST_TEST(key_of(1) == "order-1:1");
}

BOOST_AUTO_TEST_CASE(an_empty_idempotency_key_is_refused_in_a_batch_too) {
  for (const auto& body :
       {good_call(two), "[" + good_call(two) + "," + good_call(two) + "]"}) {
    auto asked = rpc_request(body);
    asked.idempotency_key = "";

    const auto answer = api->answer(asked).body;

    BOOST_TEST(holds(answer, R"("symbol":"idempotency_key_malformed")"));
    BOOST_TEST(!holds(answer, "account_id"));
  }
}

BOOST_AUTO_TEST_CASE(a_batch_is_a_replay_when_all_its_calls_are) {
  sign_ups.replayed = true;
  const auto batch_with = [&](const std::string& other) {
    auto asked = rpc_request("[" + good_call(two) + "," + other + "]");
    asked.idempotency_key = "order-1";
    return asked;
  };

  const auto all = api->answer(batch_with(good_call(two)));
  const auto one =
      api->answer(batch_with(R"({"id":2,"method":"x","jsonrpc":"2.0"})"));

  BOOST_TEST(header_of(all, "Idempotency-Replayed") == "true");
  BOOST_TEST(header_of(one, "Idempotency-Replayed") == "");
}

BOOST_AUTO_TEST_CASE(a_fault_costs_only_its_own_call) {
  int calls = 0;
  sign_ups.before_answer = [&] {
    if (++calls == 1) throw std::runtime_error("on fire");
  };

  const auto answer = rpc("[" + good_call(two) + "," + good_call(two) + "]");

  BOOST_TEST(holds(answer, R"("code":-32603)"));
  BOOST_TEST(holds(answer, R"("account_id":21)"));
  BOOST_TEST(!holds(answer, "fire"));
}

BOOST_AUTO_TEST_CASE(what_is_no_json_is_told_in_the_older_dialect) {
  BOOST_TEST(rpc("{").starts_with(
      R"({"id":null,"result":null,"error":{"code":-32700)"));
  BOOST_TEST(holds(rpc(R"({"jsonrpc":"2.0",)"), R"("jsonrpc":"2.0")"));
}

BOOST_AUTO_TEST_CASE(a_body_over_the_limit_is_answered_in_json_rpc) {
  auto asked = rpc_request("");
  asked.body_too_large = true;

  const auto response = api->answer(asked);

  BOOST_TEST(response.status == 200);
  BOOST_TEST(holds(response.body, R"("code":-32600)"));
}

BOOST_AUTO_TEST_SUITE_END()
