// Peers that stall, lie about lengths or speak no FastCGI at all.

#include <boost/test/unit_test.hpp>

#include <random>

#include "tests/support/fastcgi_client.h"
#include "tests/support/pool_under_test.h"

namespace provisor::tests {
namespace {

// One worker of one thread: whoever holds it holds the pool.
struct OneThread : PoolUnderTest {
  explicit OneThread(std::uint32_t deadline_ms = 20000)
      : PoolUnderTest(
            {.workers = 1, .threads = 1, .deadline_ms = deadline_ms}) {
    wait_until_serving();
  }

  int status_of(const FastcgiParameters& parameters, std::string_view body) {
    const auto answer = fastcgi_call(socket(), parameters, body);
    return answer ? answer->status : 0;
  }
  bool still_serves() {
    return status_of(fastcgi_get("/pid"), {}) == 200 &&
           metrics().of(WorkerEnd::crash) == 0;
  }
  bool has_overrun(std::uint64_t times) {
    return eventually([&] { return metrics().deadline_overruns == times; });
  }
};

struct ShortDeadline : OneThread {
  ShortDeadline() : OneThread(200) {}
};

FastcgiParameters post_of_length(std::string_view length) {
  return {{"REQUEST_METHOD", "POST"},
          {"DOCUMENT_URI", "/echo"},
          {"CONTENT_LENGTH", std::string(length)}};
}

BOOST_AUTO_TEST_SUITE(pool_and_hostile_peers)

BOOST_FIXTURE_TEST_CASE(a_body_over_the_limit_is_told_apart, OneThread) {
  const std::string body(fastcgi::body_limit + 1, 'b');

  BOOST_TEST(status_of(fastcgi_post("/echo", body, "text/plain"), body) == 413);
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(who_sends_megabytes_can_still_read_the_answer,
                        OneThread) {
  const std::string body(3'000'000, 'b');

  BOOST_TEST(status_of(fastcgi_post("/echo", body, "text/plain"), body) == 413);
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_length_too_large_for_any_integer_is_over_the_limit,
                        OneThread) {
  const std::string digits(40, '9');

  BOOST_TEST(status_of(post_of_length(digits), "x") == 413);
}

BOOST_FIXTURE_TEST_CASE(a_length_that_is_no_number_is_malformed, OneThread) {
  for (const char* length : {"-1", "+1", "1x", "0x1", " 1", "1 ", "one", "1.0"})
    BOOST_TEST(status_of(post_of_length(length), "x") == 400, length);
}

BOOST_FIXTURE_TEST_CASE(a_body_longer_than_announced_is_malformed, OneThread) {
  BOOST_TEST(status_of(post_of_length("1"), "xy") == 400);
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_body_shorter_than_announced_is_malformed, OneThread) {
  BOOST_TEST(status_of(post_of_length("3"), "xy") == 400);
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_sends_nothing_is_cut_off, ShortDeadline) {
  FastcgiConnection silent(socket());

  BOOST_TEST(!silent.receive().has_value());
  BOOST_TEST(has_overrun(1));
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_stalls_in_the_parameters_is_cut_off,
                        ShortDeadline) {
  FastcgiConnection stalled(socket());
  const auto bytes = fastcgi_request(fastcgi_get("/echo"));
  stalled.send(bytes.substr(0, bytes.size() / 2));

  BOOST_TEST(!stalled.receive().has_value());
  BOOST_TEST(has_overrun(1));
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_stalls_in_the_body_is_cut_off,
                        ShortDeadline) {
  FastcgiConnection stalled(socket());
  const auto bytes = fastcgi_request(post_of_length("9"), "123456789");
  stalled.send(bytes.substr(0, bytes.size() - 12));

  BOOST_TEST(!stalled.receive().has_value());
  BOOST_TEST(has_overrun(1));
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_does_not_read_its_answer_is_cut_off,
                        ShortDeadline) {
  FastcgiConnection stalled(socket());
  stalled.send(fastcgi_request(fastcgi_get("/large")));

  BOOST_TEST(has_overrun(1));
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_peer_that_sends_a_byte_now_and_then_is_cut_off,
                        ShortDeadline) {
  FastcgiConnection slow(socket());
  const std::string endless = fastcgi_begin();

  slow.send(endless);
  const bool was_cut = eventually([&] { return !slow.send("\1"); });

  BOOST_TEST(was_cut);
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(an_application_that_is_late_is_told_and_can_answer,
                        ShortDeadline) {
  const auto answer = fastcgi_call(socket(), fastcgi_get("/stuck"));

  BOOST_TEST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->status == 503);
  BOOST_TEST(metrics().deadline_overruns == 1);
}

BOOST_FIXTURE_TEST_CASE(a_wait_shorter_than_its_request_is_told_too,
                        OneThread) {
  const auto answer = fastcgi_call(socket(), fastcgi_get("/short"));

  BOOST_TEST_REQUIRE(answer.has_value());
  BOOST_TEST(answer->status == 503);
  BOOST_TEST(metrics().deadline_overruns == 0);
}

BOOST_FIXTURE_TEST_CASE(an_application_that_stays_late_is_cut_off,
                        ShortDeadline) {
  const auto answer = fastcgi_call(socket(), fastcgi_get("/gate"));
  controls().is_gate_open = true;

  BOOST_TEST(!answer.has_value());
  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_request_that_ends_anywhere_harms_nobody, OneThread) {
  const auto bytes = fastcgi_request(post_of_length("9"), "123456789");

  for (std::size_t length = 0; length < bytes.size(); ++length) {
    FastcgiConnection gone(socket());
    gone.send(bytes.substr(0, length));
  }

  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(random_bytes_harm_nobody, OneThread) {
  std::mt19937 chance(20250101);
  std::uniform_int_distribution<int> any_byte(0, 255), any_length(0, 400);

  for (int round = 0; round < 500; ++round) {
    std::string bytes(static_cast<std::size_t>(any_length(chance)), '\0');
    for (char& byte : bytes) byte = static_cast<char>(any_byte(chance));
    FastcgiConnection(socket()).send(bytes);
  }

  BOOST_TEST(still_serves());
}

BOOST_FIXTURE_TEST_CASE(a_request_with_a_spoilt_byte_harms_nobody, OneThread) {
  std::mt19937 chance(20250102);
  std::uniform_int_distribution<int> any_byte(0, 255);
  const auto bytes = fastcgi_request(post_of_length("9"), "123456789");

  for (std::size_t place = 0; place < bytes.size(); ++place) {
    auto spoilt = bytes;
    spoilt[place] = static_cast<char>(any_byte(chance));
    FastcgiConnection connection(socket());
    connection.send(spoilt);
    connection.end_sending();
  }

  BOOST_TEST(still_serves());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::tests
