#include <boost/test/unit_test.hpp>

#include "programs/provisor/findings.h"

using provisor::command::data_directories_of;

BOOST_AUTO_TEST_SUITE(check_disk)

BOOST_AUTO_TEST_CASE(each_cluster_has_a_data_directory) {
  const auto found = data_directories_of(
      "15 main  5432 online postgres /var/lib/postgresql/15/main /var/log/a\n"
      "17 other 5433 down   postgres /srv/other                  /var/log/b");

  BOOST_TEST(found == (std::vector<std::string>{"/var/lib/postgresql/15/main",
                                                "/srv/other"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(without_clusters_there_is_none) {
  BOOST_TEST(data_directories_of("").empty());
  BOOST_TEST(data_directories_of("pg_lsclusters cannot be run: …").empty());
}

BOOST_AUTO_TEST_SUITE_END()
