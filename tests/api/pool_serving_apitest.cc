// What one request and many at once get from the pool.

#include <boost/test/unit_test.hpp>

#include <memory>
#include <set>
#include <vector>

#include "tests/support/fastcgi_client.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {
namespace {

struct ServingPool : PoolUnderTest {
  explicit ServingPool(const Options& options = {}) : PoolUnderTest(options) {
    wait_until_serving();
  }

  FastcgiAnswer get(const char* path, std::string_view query = {}) const {
    return answered(fastcgi_call(socket(), fastcgi_get(path, query)));
  }
  FastcgiAnswer call(const FastcgiParameters& parameters,
                     std::string_view body = {}) const {
    return answered(fastcgi_call(socket(), parameters, body));
  }
  static FastcgiAnswer answered(std::optional<FastcgiAnswer> answer) {
    BOOST_TEST_REQUIRE(answer.has_value());
    return *answer;
  }
  bool waits_at_gate(std::uint32_t requests) const {
    return eventually([&] { return controls().waiting_at_gate == requests; });
  }
};

struct TwoWorkersOf32 : ServingPool {
  TwoWorkersOf32() : ServingPool({.workers = 2, .threads = 32}) {}
};
struct OneThread : ServingPool {
  OneThread() : ServingPool({.workers = 1, .threads = 1}) {}
};

// Requests that wait for their answers at the same time.
class Callers {
 public:
  Callers(const ServingPool& pool, const char* path, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
      connections_.push_back(
          std::make_unique<FastcgiConnection>(pool.socket()));
      connections_.back()->send(fastcgi_request(fastcgi_get(path)));
    }
  }
  std::set<std::string> different_bodies() {
    std::set<std::string> bodies;
    for (auto& connection : connections_)
      bodies.insert(ServingPool::answered(connection->receive()).body);
    return bodies;
  }

 private:
  std::vector<std::unique_ptr<FastcgiConnection>> connections_;
};

BOOST_AUTO_TEST_SUITE(pool_serving)

BOOST_FIXTURE_TEST_CASE(a_request_reaches_the_application_whole, ServingPool) {
  auto parameters = fastcgi_post("/echo", "a=b&c=d", "text/x-form");
  parameters.insert(parameters.end(), {{"HTTP_AUTHORIZATION", "Bearer x"},
                                       {"HTTP_IDEMPOTENCY_KEY", "key-1"},
                                       {"REQUEST_ID", "0123456789abcdef"},
                                       {"QUERY_STRING", "q=%20"}});

  const auto answer = call(parameters, "a=b&c=d");

  BOOST_TEST(answer.body ==
             "method=POST\npath=/echo\nquery=q=%20\ntype=text/x-form\n"
             "authorization=Bearer x\nkey=key-1\nremote=127.0.0.1\n"
             "id=0123456789abcdef\nbody=a=b&c=d\n");
}

BOOST_FIXTURE_TEST_CASE(several_idempotency_keys_are_joined_as_by_newer_nginx,
                        ServingPool) {
  auto parameters = fastcgi_get("/echo");
  for (const char* key : {"first", "second"})
    parameters.emplace_back("HTTP_IDEMPOTENCY_KEY", key);

  BOOST_TEST(call(parameters).body.find("\nkey=first, second\n") !=
             std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(an_answer_has_status_reason_type_and_length,
                        ServingPool) {
  const auto answer = get("/nowhere");

  BOOST_TEST(answer.headers.at("status") == "404 Not Found");
  BOOST_TEST(answer.headers.at("content-type") == "text/plain");
  BOOST_TEST(answer.headers.at("content-length") == "0");
}

BOOST_FIXTURE_TEST_CASE(the_answer_to_head_announces_its_body_and_has_none,
                        ServingPool) {
  auto parameters = fastcgi_get("/pid");
  parameters.front().second = "HEAD";

  const auto answer = call(parameters);

  BOOST_TEST(answer.status == 200);
  BOOST_TEST(answer.headers.at("content-length") != "0");
  BOOST_TEST(answer.body == "");
}

BOOST_FIXTURE_TEST_CASE(without_document_uri_the_script_name_is_the_path,
                        ServingPool) {
  const auto answer = call({{"SCRIPT_NAME", "/echo"}});

  BOOST_TEST(answer.body.find("\npath=/echo\n") != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_request_without_a_usable_id_gets_one, ServingPool) {
  auto spoilt = fastcgi_get("/echo");
  spoilt.emplace_back("REQUEST_ID", "x\"y");

  const auto first = get("/echo").body.substr(get("/echo").body.find("id="));
  const auto second = call(spoilt).body;

  BOOST_TEST(first.substr(0, first.find('\n')).size() == 3 + 32);
  BOOST_TEST(second.find("x\"y") == std::string::npos);
  BOOST_TEST(second.find(first) == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_body_of_the_largest_size_arrives, ServingPool) {
  const std::string body(fastcgi::body_limit, 'b');

  const auto answer = call(fastcgi_post("/echo", body, "text/plain"), body);

  BOOST_TEST(answer.body.ends_with("body=" + body + "\n"));
}

BOOST_FIXTURE_TEST_CASE(an_answer_of_a_megabyte_arrives, ServingPool) {
  const auto answer = get("/large");

  BOOST_TEST(answer.body == std::string(1 << 20, 'x'));
}

BOOST_FIXTURE_TEST_CASE(two_workers_serve_64_requests_at_once, TwoWorkersOf32) {
  Callers callers(*this, "/gate", 64);
  BOOST_TEST(waits_at_gate(64));
  BOOST_TEST(busy_threads() == 64);

  controls().is_gate_open = true;

  BOOST_TEST(callers.different_bodies().size() == 2);
  BOOST_TEST(eventually([this] { return busy_threads() == 0; }));
}

BOOST_FIXTURE_TEST_CASE(idle_workers_take_turns, ServingPool) {
  for (int i = 0; i < 200; ++i) get("/pid");

  for (const pid_t worker : workers())
    BOOST_TEST(slot_of(worker).served >= 50U);
}

BOOST_FIXTURE_TEST_CASE(a_request_waits_while_all_threads_are_busy, OneThread) {
  Callers first(*this, "/gate", 1);
  BOOST_TEST(waits_at_gate(1));
  Callers second(*this, "/pid", 1);
  BOOST_TEST(slot_of(workers().front()).busy == 1);

  controls().is_gate_open = true;

  BOOST_TEST(first.different_bodies() == second.different_bodies());
  BOOST_TEST(
      eventually([this] { return slot_of(workers().front()).served == 2; }));
}

BOOST_FIXTURE_TEST_CASE(an_exception_is_a_500_that_names_only_the_request_id,
                        ServingPool) {
  auto parameters = fastcgi_get("/throw");
  parameters.emplace_back("REQUEST_ID", "feedc0de");

  const auto answer = call(parameters);

  BOOST_TEST(answer.headers.at("status") == "500 Internal Server Error");
  BOOST_TEST(answer.body.find("feedc0de") != std::string::npos);
  BOOST_TEST(
      answer.body.find(R"("error_code":"internal_error","field":null)") !=
      std::string::npos);
  BOOST_TEST(answer.body.find("a reason to keep") == std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(an_exception_is_logged_once_with_the_request_id,
                        ServingPool) {
  auto parameters = fastcgi_get("/throw");
  parameters.emplace_back("REQUEST_ID", "feedc0de");

  call(parameters);

  const std::string lines = log();
  const auto found = lines.find("feedc0de");
  BOOST_TEST_REQUIRE(found != std::string::npos);
  BOOST_TEST(lines.find("feedc0de", found + 1) == std::string::npos);
  BOOST_TEST(lines.find("a reason to keep", found) != std::string::npos);
}

BOOST_FIXTURE_TEST_CASE(a_header_that_would_break_its_line_is_never_sent,
                        ServingPool) {
  const auto answer = get("/header");

  BOOST_TEST(answer.status == 500);
  BOOST_TEST(!answer.headers.contains("set-cookie"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
