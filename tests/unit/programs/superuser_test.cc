#include "programs/provisor/superuser.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(superuser)

BOOST_AUTO_TEST_CASE(a_statement_is_one_word_of_the_command) {
  BOOST_TEST(as_superuser({}, "grant connect on database \"my-db\" to a") ==
             "sudo -u postgres psql -c "
             "'grant connect on database \"my-db\" to a'");
  BOOST_TEST(as_superuser({}, "alter role a valid until 'infinity'") ==
             "sudo -u postgres psql -c "
             "'alter role a valid until '\\''infinity'\\'''");
}

BOOST_AUTO_TEST_CASE(another_server_of_this_machine_is_named) {
  BOOST_TEST(as_superuser(server_in("port=5433 dbname=x"), "select 1") ==
             "sudo -u postgres psql -p 5433 -c 'select 1'");
  BOOST_TEST(as_superuser(server_in("host=/tmp/x dbname=x"), "select 1") ==
             "sudo -u postgres psql -h /tmp/x -c 'select 1'");
  BOOST_TEST(as_superuser({"/var/run/postgresql", "5432"}, "select 1") ==
             "sudo -u postgres psql -c 'select 1'");
}

BOOST_AUTO_TEST_CASE(on_another_machine_it_is_left_to_its_superuser) {
  BOOST_TEST(as_superuser(server_in("postgresql://db.example.com/x"),
                          "alter role a login") ==
             "As a superuser of db.example.com: alter role a login;");
}

BOOST_AUTO_TEST_SUITE_END()
