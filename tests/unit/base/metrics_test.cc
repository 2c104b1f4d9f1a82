#include <boost/test/unit_test.hpp>

#include <thread>
#include <vector>

#include "provisor/base/exposition.h"
#include "provisor/base/metrics.h"
#include "provisor/base/shared.h"

namespace provisor {
namespace {

using namespace std::chrono_literals;

struct Counted {
  bool has(const std::string& line) const {
    return ("\n" + text()).find("\n" + line + "\n") != std::string::npos;
  }

  std::string text() const {
    Exposition exposition;
    write_metrics(*metrics, exposition);
    return std::move(exposition).text();
  }

  Shared<Metrics> metrics;
};

BOOST_FIXTURE_TEST_SUITE(metrics_exposition, Counted)

BOOST_AUTO_TEST_CASE(a_success_and_a_refusal_are_outcomes_of_an_operation) {
  ++metrics->of(Operation::add_account).succeeded;
  metrics->count_refusal(Operation::add_account, Refusal::username_taken);
  metrics->count_refusal(Operation::add_account, Refusal::username_taken);

  BOOST_TEST(
      has("provisor_outcomes_total{operation=\"add_account\","
          "outcome=\"success\"} 1"));
  BOOST_TEST(
      has("provisor_outcomes_total{operation=\"add_account\","
          "outcome=\"username_taken\"} 2"));
  BOOST_TEST(
      has("provisor_outcomes_total{operation=\"master_account\","
          "outcome=\"username_taken\"} 0"));
}

BOOST_AUTO_TEST_CASE(the_last_refusal_has_its_own_counter) {
  metrics->count_refusal(Operation::other, Refusal::internal_error);

  BOOST_TEST(
      has("provisor_outcomes_total{operation=\"other\","
          "outcome=\"internal_error\"} 1"));
}

BOOST_AUTO_TEST_CASE(buckets_hold_all_that_is_not_slower) {
  for (const auto took : {0us, 1000us, 1001us, 10'000'000us, 10'000'001us})
    metrics->count_latency(Operation::master_account, took);

  const std::string bucket =
      "provisor_request_duration_seconds_bucket{operation=\"master_account\","
      "le=";
  BOOST_TEST(has(bucket + "\"0.001\"} 2"));
  BOOST_TEST(has(bucket + "\"0.002\"} 3"));
  BOOST_TEST(has(bucket + "\"5\"} 3"));
  BOOST_TEST(has(bucket + "\"10\"} 4"));
  BOOST_TEST(has(bucket + "\"+Inf\"} 5"));
}

BOOST_AUTO_TEST_CASE(sum_and_count_follow_the_buckets) {
  metrics->count_latency(Operation::add_account, 1'500'000us);
  metrics->count_latency(Operation::add_account, 20us);

  const std::string name = "provisor_request_duration_seconds";
  BOOST_TEST(has(name + "_sum{operation=\"add_account\"} 1.500020"));
  BOOST_TEST(has(name + "_count{operation=\"add_account\"} 2"));
}

BOOST_AUTO_TEST_CASE(sets_are_counted_by_operation) {
  metrics->of(Operation::master_account).sets = 3;
  metrics->of(Operation::master_account).set_members = 17;
  metrics->of(Operation::master_account).sets_split = 1;
  metrics->of(Operation::check_caller).reconnections = 2;
  metrics->of(Operation::add_account).replayed = 4;

  BOOST_TEST(has("provisor_sets_total{operation=\"master_account\"} 3"));
  BOOST_TEST(
      has("provisor_set_members_total{operation=\"master_account\"} 17"));
  BOOST_TEST(has("provisor_sets_split_total{operation=\"master_account\"} 1"));
  BOOST_TEST(
      has("provisor_database_reconnections_total{operation=\"check_caller\"} "
          "2"));
  BOOST_TEST(has("provisor_replays_total{operation=\"add_account\"} 4"));
}

BOOST_AUTO_TEST_CASE(the_counters_of_the_pool_have_no_label) {
  metrics->hashes = 5;
  metrics->hash_wait.count(2'000'001us);

  BOOST_TEST(has("provisor_password_hashes_total 5"));
  BOOST_TEST(has("provisor_password_hash_wait_seconds_sum 2.000001"));
  BOOST_TEST(has("provisor_password_hash_wait_seconds_bucket{le=\"2\"} 0"));
  BOOST_TEST(has("provisor_password_hash_wait_seconds_bucket{le=\"5\"} 1"));
}

BOOST_AUTO_TEST_CASE(workers_that_ended_are_counted_by_why) {
  ++metrics->of(WorkerEnd::crash);
  metrics->of(WorkerEnd::asked) = 3;

  BOOST_TEST(has("provisor_worker_restarts_total{cause=\"crash\"} 1"));
  BOOST_TEST(has("provisor_worker_restarts_total{cause=\"reload\"} 0"));
  BOOST_TEST(has("provisor_worker_restarts_total{cause=\"asked\"} 3"));
}

BOOST_AUTO_TEST_CASE(a_label_s_value_cannot_leave_its_quotes) {
  Exposition exposition;
  exposition.family("mails", "gauge", "Mails.");
  exposition.sample({{"state", "a\"} 1\nb\\"}}, 2);

  BOOST_TEST(std::move(exposition).text() ==
             "# HELP provisor_mails Mails.\n# TYPE provisor_mails gauge\n"
             "provisor_mails{state=\"a\\\"} 1\\nb\\\\\"} 2\n");
}

BOOST_AUTO_TEST_CASE(every_family_says_its_type_before_its_samples) {
  const auto text = this->text();

  const auto help = text.find("# HELP provisor_request_duration_seconds ");
  const auto type =
      text.find("# TYPE provisor_request_duration_seconds histogram\n");
  const auto sample = text.find("\nprovisor_request_duration_seconds_bucket");
  BOOST_TEST_REQUIRE(help != std::string::npos);
  BOOST_TEST((help < type && type < sample && sample != std::string::npos));
  BOOST_TEST(text.back() == '\n');
}

BOOST_AUTO_TEST_CASE(threads_that_count_at_once_lose_nothing) {
  constexpr int threads = 4, each = 1000;
  std::vector<std::jthread> counting;
  for (int t = 0; t < threads; ++t)
    counting.emplace_back([&] {
      for (int i = 0; i < each; ++i)
        metrics->count_latency(Operation::other, 1us);
    });

  counting.clear();

  BOOST_TEST(
      has("provisor_request_duration_seconds_count{operation=\"other\"} "
          "4000"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor
