#include "programs/provisor/setup_cluster.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

namespace {

std::string cluster_of(const std::string& listing) {
  const auto found = cluster_in(clusters_in(listing));
  return found ? name_of(*found) : "none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(setup_cluster)

BOOST_AUTO_TEST_CASE(ours_is_the_one_that_the_programs_reach) {
  BOOST_TEST(cluster_of("15 main 5433 online postgres /var/lib /var/log\n"
                        "17 new  5432 online postgres /var/lib /var/log\n") ==
             "17/new");
}

BOOST_AUTO_TEST_CASE(a_stopped_one_is_ours_as_well) {
  BOOST_TEST(cluster_of("17 main 5432 down postgres /var/lib /var/log\n") ==
             "17/main");
}

BOOST_AUTO_TEST_CASE(of_two_with_one_port_the_one_that_runs_is_meant) {
  const std::string old = "15 main 5432 online postgres /var/lib /var/log\n";
  const std::string other = "17 main 5432 down postgres /var/lib /var/log\n";

  BOOST_TEST(cluster_of(old + other) == "15/main");
  BOOST_TEST(cluster_of(other + old) == "15/main");
}

BOOST_AUTO_TEST_CASE(one_with_another_port_is_not_ours) {
  BOOST_TEST(cluster_of("17 main 5433 online postgres /var/lib /var/log\n") ==
             "none");
  BOOST_TEST(cluster_of("") == "none");
}

BOOST_AUTO_TEST_CASE(systemd_knows_it_by_version_and_name) {
  BOOST_TEST(
      unit_of(clusters_in("17 main 5432 down postgres /var/lib /var/log")[0]) ==
      "postgresql@17-main.service");
}

BOOST_AUTO_TEST_SUITE_END()
