#include "programs/provisor/setup_ports.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(setup_ports)

BOOST_AUTO_TEST_CASE(a_port_is_free_or_that_of_nginx) {
  BOOST_TEST(other_listener_in("") == "");
  BOOST_TEST(other_listener_in(
                 "LISTEN 0 511 0.0.0.0:80 0.0.0.0:* "
                 "users:((\"nginx\",pid=9,fd=5),(\"nginx\",pid=8,fd=5))\n"
                 "LISTEN 0 511 [::]:80 [::]:* "
                 "users:((\"nginx\",pid=9,fd=6),(\"nginx\",pid=8,fd=6))\n") ==
             "");
}

BOOST_AUTO_TEST_CASE(another_program_is_named_with_its_process) {
  BOOST_TEST(other_listener_in("LISTEN 0 511 *:443 *:* "
                               "users:((\"apache2\",pid=412,fd=4))\n") ==
             "apache2 (process 412)");
}

BOOST_AUTO_TEST_CASE(one_that_has_an_address_beside_nginx_is_found) {
  BOOST_TEST(other_listener_in("LISTEN 0 511 [::]:80 [::]:* "
                               "users:((\"nginx\",pid=9,fd=6))\n"
                               "LISTEN 0 5 127.0.0.1:80 0.0.0.0:* "
                               "users:((\"python3\",pid=77,fd=3))\n") ==
             "python3 (process 77)");
}

BOOST_AUTO_TEST_CASE(one_whose_process_cannot_be_seen_counts) {
  BOOST_TEST(other_listener_in("LISTEN 0 5 0.0.0.0:80 0.0.0.0:*\n") ==
             "a program that this machine does not name");
}

BOOST_AUTO_TEST_SUITE_END()
