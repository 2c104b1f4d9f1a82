#include "api/performance.h"

#include <stdexcept>

#include "fake_api.h"

namespace {

using namespace provisor;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(api_performance, FakeApi)

BOOST_AUTO_TEST_CASE(a_fault_becomes_a_refusal_with_the_request_s_id) {
  const auto asked = rpc_request("");

  const auto outcome = api::without_faults(
      asked, []() -> Outcome<int> { throw std::runtime_error("on fire"); });

  BOOST_TEST((outcome.refusal() == Refusal::internal_error));
  BOOST_TEST(holds(outcome.refused().detail, asked.request_id));
  BOOST_TEST(!holds(outcome.refused().detail, "fire"));
}

BOOST_AUTO_TEST_CASE(what_came_without_a_fault_is_passed_on) {
  const auto outcome =
      api::without_faults(rpc_request(""), []() -> Outcome<int> { return 7; });

  BOOST_TEST(*outcome == 7);
}

BOOST_AUTO_TEST_SUITE_END()
