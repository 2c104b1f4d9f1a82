#include "programs/provisor/clusters.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(clusters)

BOOST_AUTO_TEST_CASE(each_line_is_a_cluster) {
  const auto found = clusters_in(
      "15 main  5432 online postgres /var/lib/postgresql/15/main /var/log/a\n"
      "17 other 5433 down   postgres /srv/other                  /var/log/b");

  BOOST_TEST_REQUIRE(found.size() == 2);
  BOOST_TEST(name_of(found[0]) == "15/main");
  BOOST_TEST(found[0].data == "/var/lib/postgresql/15/main");
  BOOST_TEST(found[1].port == "5433");
  BOOST_TEST(found[1].status == "down");
  BOOST_TEST(found[1].data == "/srv/other");
}

BOOST_AUTO_TEST_CASE(without_clusters_there_is_none) {
  BOOST_TEST(clusters_in("").empty());
  BOOST_TEST(clusters_in("pg_lsclusters cannot be run: …").empty());
}

BOOST_AUTO_TEST_SUITE_END()
