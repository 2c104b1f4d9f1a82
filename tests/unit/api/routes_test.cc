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

BOOST_AUTO_TEST_CASE(a_database_that_takes_no_writes_is_not_ready) {
  sign_ups.ready = {true, "5", false, true};

  BOOST_TEST(get("/readyz").status == 503);
  BOOST_TEST(holds(get("/readyz").body, "takes no writes"));
}

BOOST_AUTO_TEST_CASE(metrics_tell_of_build_pool_database_and_outbox) {
  pool->slots[0].process = 7;
  pool->slots[0].threads = 5;
  pool->slots[0].busy = 2;
  sign_ups.outbox = {{"queued", 3, std::chrono::seconds(90)}};
  auto asked = request("GET", "/metrics");
  asked.remote_address = "127.0.0.1";

  const auto text = api->answer(asked).body;

  for (const char* line :
       {"provisor_build_info{version=\"", "provisor_workers 1\n",
        "provisor_worker_threads{state=\"busy\"} 2\n",
        "provisor_worker_threads{state=\"idle\"} 3\n",
        "provisor_database_up 1\n", "provisor_schema_version 5\n",
        "provisor_outbox_mails{state=\"queued\"} 3\n",
        "provisor_outbox_oldest_age_seconds{state=\"queued\"} 90\n"})
    BOOST_TEST(holds(text, line), line);
}

BOOST_AUTO_TEST_CASE(metrics_leave_out_what_an_absent_database_would_say) {
  sign_ups.ready = {};
  sign_ups.outbox = {{"queued", 3, std::chrono::seconds(90)}};
  auto asked = request("GET", "/metrics");
  asked.remote_address = "127.0.0.1";

  const auto text = api->answer(asked).body;

  BOOST_TEST(holds(text, "provisor_database_up 0\n"));
  BOOST_TEST(!holds(text, "provisor_schema_version"));
  BOOST_TEST(!holds(text, "provisor_outbox"));
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
