#include "fake_api.h"

using namespace provisor;

BOOST_FIXTURE_TEST_SUITE(api_routes, FakeApi)

BOOST_AUTO_TEST_CASE(an_unknown_path_is_404_with_an_error_body) {
  for (const char* path :
       {"/", "", "/site/api", "/site/api/master_accounts", "/API/jsonrpcserver",
        "/api/jsonrpcserver/", "/site/api/MASTER_ACCOUNT", "/healthz/"}) {
    const auto response = get(path);
    BOOST_TEST(response.status == 404, path);
    BOOST_TEST(holds(response.body, "\"error_code\":\"not_found\""), path);
  }
}

BOOST_AUTO_TEST_CASE(the_last_segment_of_json_rpc_has_any_letter_case) {
  for (const char* path : {"/api/jsonrpcserver", "/api/jsonrpcserver.php",
                           "/api/JsonRpcServer", "/api/JSONRPCSERVER.PHP"}) {
    const auto response = api->answer(request("POST", path));
    BOOST_TEST(response.status == 200, path);
    BOOST_TEST(holds(response.body, "\"code\":106"), path);
  }
}

BOOST_AUTO_TEST_CASE(another_method_is_405_in_the_form_of_the_endpoint) {
  for (const char* method : {"GET", "PUT", "OPTIONS"}) {
    const auto response = api->answer(request(method, "/api/jsonrpcserver"));
    BOOST_TEST(response.status == 405, method);
    BOOST_TEST(header_of(response, "Allow") == "POST");
    BOOST_TEST(holds(response.body, R"({"id":null,"result":null,"error":{)"));
  }
  for (const char* method : {"DELETE", "HEAD", "GET,", ""}) {
    const auto response =
        api->answer(request(method, "/site/api/master_account"));
    BOOST_TEST(response.status == 405, method);
    BOOST_TEST(header_of(response, "Allow") == "GET, POST");
    BOOST_TEST(holds(response.body, "\"error_message\":"));
  }
}

BOOST_AUTO_TEST_CASE(no_answer_may_be_stored) {
  for (const char* path : {"/nowhere", "/healthz", "/site/api/master_account"})
    BOOST_TEST(header_of(get(path), "Cache-Control") == "no-store", path);
}

BOOST_AUTO_TEST_CASE(the_process_says_that_it_lives) {
  sign_ups.ready = {};

  BOOST_TEST(get("/healthz").status == 200);
}

BOOST_AUTO_TEST_CASE(probes_may_ask_by_head) {
  for (const char* path : {"/healthz", "/readyz", "/metrics"}) {
    auto asked = request("HEAD", path);
    asked.remote_address = "127.0.0.1";
    BOOST_TEST(api->answer(asked).status == 200, path);
    asked.method = "POST";
    BOOST_TEST(header_of(api->answer(asked), "Allow") == "GET, HEAD");
  }
}

BOOST_AUTO_TEST_CASE(ready_means_a_database_with_a_schema) {
  BOOST_TEST(get("/readyz").status == 200);
  BOOST_TEST(holds(get("/readyz").body, "\"schema_version\":\"5\""));
  sign_ups.ready = {true, ""};
  BOOST_TEST(get("/readyz").status == 503);
  sign_ups.ready = {};
  BOOST_TEST(get("/readyz").status == 503);
}

BOOST_AUTO_TEST_CASE(an_older_schema_is_not_ready) {
  sign_ups.ready = {true, "4", true};

  BOOST_TEST(get("/readyz").status == 503);
  BOOST_TEST(holds(get("/readyz").body, "\"schema_version\":\"4\""));
}

BOOST_AUTO_TEST_CASE(metrics_are_for_this_machine_only) {
  BOOST_TEST(get("/metrics").status == 404);
  for (const char* address : {"127.0.0.1", "::1"}) {
    auto asked = request("GET", "/metrics");
    asked.remote_address = address;
    const auto response = api->answer(asked);
    BOOST_TEST(response.status == 200);
    BOOST_TEST(response.content_type.starts_with("text/plain; version=0.0.4"));
  }
}

BOOST_AUTO_TEST_CASE(the_watchdog_reaches_the_database) {
  api->cut_off_overdue();

  BOOST_TEST(sign_ups.cut_offs == 1);
}

BOOST_AUTO_TEST_SUITE_END()
