#include "programs/provisor/findings.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(check_services)

BOOST_AUTO_TEST_CASE(a_prune_that_failed_is_a_warning) {
  const auto found = findings_of_prune("Result=exit-code\nLoadState=loaded");

  BOOST_TEST_REQUIRE(found.size() == 1);
  BOOST_TEST((found[0].level == Level::warning));
  BOOST_TEST(found[0].text ==
             "provisor-prune.service failed when it ran last: exit-code.");
  BOOST_TEST(found[0].remedy == "journalctl -u provisor-prune.service");
}

BOOST_AUTO_TEST_CASE(a_prune_that_ended_well_is_ok) {
  const auto found = findings_of_prune("Result=success\nLoadState=loaded");

  BOOST_TEST_REQUIRE(found.size() == 1);
  BOOST_TEST((found[0].level == Level::ok));
}

BOOST_AUTO_TEST_CASE(nothing_is_said_where_there_is_no_such_unit) {
  BOOST_TEST(findings_of_prune("Result=success\nLoadState=not-found").empty());
  BOOST_TEST(findings_of_prune("systemctl cannot be run: …").empty());
}

BOOST_AUTO_TEST_SUITE_END()
