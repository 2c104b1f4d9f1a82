// The rows about JSON-RPC itself, through the pool.

#include <boost/test/unit_test.hpp>

#include "tests/support/served_api.h"

namespace provisor::tests {
namespace {

constexpr char two[] = R"(,"jsonrpc":"2.0")";

struct JsonRpc : ServedApi {
  std::string timezones(const std::string& members) {
    return rpc(R"({"method":"getTimezoneList","params":[")" + key() + "\"]" +
               members + "}")
        .body;
  }
  void expect_code(const std::string& body, const std::string& code) {
    const auto answer = rpc(body);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(holds(answer.body, "\"code\":" + code + ","), answer.body);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_json_rpc, JsonRpc)

BOOST_AUTO_TEST_CASE(both_paths_answer_with_200_and_its_reason) {
  for (const char* path :
       {"/api/jsonrpcserver", "/api/jsonrpcserver.php", "/api/JsonRpcServer"}) {
    const auto body = add_account_call("", "");
    const auto answer =
        call(fastcgi_post(path, body, "application/json"), body);
    BOOST_TEST(answer.status == 200);
    BOOST_TEST(answer.reason == "OK");
    BOOST_TEST(holds(answer.body, "account_id"), path);
  }
}

BOOST_AUTO_TEST_CASE(anything_but_post_is_405) {
  const auto answer = call(fastcgi_get("/api/jsonrpcserver"));

  BOOST_TEST(answer.status == 405);
  BOOST_TEST(answer.headers.at("allow") == "POST");
}

BOOST_AUTO_TEST_CASE(ids_come_back_with_their_type) {
  BOOST_TEST(timezones(",\"id\":7").starts_with("{\"id\":7,\"result\":["));
  BOOST_TEST(timezones(",\"id\":\"7\"").starts_with("{\"id\":\"7\","));
  BOOST_TEST(timezones(",\"id\":null").starts_with("{\"id\":null,"));
  BOOST_TEST(timezones("").starts_with("{\"id\":null,\"result\":["));
}

BOOST_AUTO_TEST_CASE(two_point_zero_has_one_of_result_and_error) {
  const auto good = timezones(std::string(",\"id\":1") + two);
  BOOST_TEST(good.starts_with(R"({"jsonrpc":"2.0","result":[)"));
  BOOST_TEST(!holds(good, "error"));

  const auto bad =
      rpc(R"({"id":1,"method":"addAccount")" + std::string(two) + "}").body;
  BOOST_TEST(holds(bad, R"("data":{"symbol":"key_missing")"));
  BOOST_TEST(!holds(bad, "result"));
}

BOOST_AUTO_TEST_CASE(a_notification_is_done_and_not_answered) {
  auto body = add_account_call("", R"("username":"quiet")", two);
  body.replace(body.find(R"("id":1,)"), 7, "");

  const auto answer = rpc(body);

  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.body == "");
  BOOST_TEST(database.number("select count(*) from provisor.app_user "
                             "where username = 'quiet'") == 1);
}

BOOST_AUTO_TEST_CASE(errors_have_their_codes) {
  expect_code("", "106");
  expect_code("{", "-32700");
  expect_code(R"({"id":1,"method":7})", "107");
  expect_code(R"({"id":1,"method":"searchAccounts"})", "104");
  expect_code(R"({"id":1,"method":"addAccount"})", "301");
  expect_code(R"({"id":1,"method":"addAccount","params":["YOURAPIKEY"]})",
              "300");
  expect_code(R"({"id":1,"method":"addAccount","params":{}})", "310");
  expect_code("[]", "-32600");
  expect_code(R"([1])", "-32600");
  expect_code(R"({"id":1,"method":"x","jsonrpc":"2.0"})", "-32601");
  expect_code(R"({"id":1,"method":"addAccount","jsonrpc":"2.0","params":{}})",
              "-32602");
}

BOOST_AUTO_TEST_CASE(a_revoked_key_stops_at_once) {
  BOOST_TEST(holds(rpc(add_account_call("", "")).body, "account_id"));
  database.run("update provisor.api_key set revoked_at = now()");

  expect_code(add_account_call("", ""), "300");
}

BOOST_AUTO_TEST_CASE(empty_php_arrays_are_empty_objects) {
  expect_code(
      R"({"id":1,"method":"addAccount","params":[")" + key() + R"(",[],[]]})",
      "310");
}

BOOST_AUTO_TEST_CASE(a_batch_runs_and_repeats_call_by_call) {
  const auto batch = "[" + add_account_call("", "", two) + "," +
                     add_account_call("", "", two) + "]";
  const FastcgiParameters headers{{"HTTP_IDEMPOTENCY_KEY", "order-1"}};

  const auto first = rpc(batch, headers);
  const auto second = rpc(batch, headers);

  BOOST_TEST(second.body == first.body);
  BOOST_TEST(first.headers.count("idempotency-replayed") == 0u);
  BOOST_TEST(second.headers.at("idempotency-replayed") == "true");
  BOOST_TEST(database.number("select count(*) from provisor.account where "
                             "parent_id is not null") == 2);
}

BOOST_AUTO_TEST_CASE(a_call_repeated_with_its_key_meets_its_own_username) {
  const auto body = add_account_call("", R"("username":"johndoe")");
  const FastcgiParameters headers{{"HTTP_IDEMPOTENCY_KEY", "order-1"}};

  const auto first = rpc(body, headers);

  BOOST_TEST(rpc(body, headers).body == first.body);
  expect_code(body, "322");
}

BOOST_AUTO_TEST_CASE(a_body_over_64_kib_is_an_error_of_its_form) {
  expect_code("\"" + std::string(70000, 'x') + "\"", "-32600");
}

BOOST_AUTO_TEST_CASE(the_key_may_be_a_bearer_token) {
  auto body = add_account_call("", "");
  body.replace(body.find("\"" + key() + "\","), key().size() + 3, "");

  BOOST_TEST(holds(rpc(body, {{"HTTP_AUTHORIZATION", "Bearer " + key()}}).body,
                   "account_id"));
}

BOOST_AUTO_TEST_SUITE_END()

// What the operator's machines ask.
BOOST_FIXTURE_TEST_SUITE(api_probes, ServedApi)

BOOST_AUTO_TEST_CASE(metrics_add_up_over_all_workers) {
  for (int i = 0; i < 20; ++i) signed_up({});
  auto asked = fastcgi_get("/metrics");
  asked.emplace_back("REMOTE_ADDR", "127.0.0.1");

  const auto text = call(asked).body;

  BOOST_TEST(holds(text,
                   "provisor_outcomes_total{operation=\"master_account\","
                   "outcome=\"success\"} 20\n"),
             text);
  BOOST_TEST(holds(text, "provisor_workers 2\n"), text);
}

BOOST_AUTO_TEST_CASE(readiness_names_the_schema) {
  const auto answer = call(fastcgi_get("/readyz"));

  BOOST_TEST(answer.body ==
             R"({"status":"ready","schema_version":")" +
                 database.value("select max(number) from provisor.migration") +
                 "\"}");
  BOOST_TEST(call(fastcgi_get("/healthz")).status == 200);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace provisor::tests
