#include "provisor/store/connection_string.h"

#include <boost/test/unit_test.hpp>

namespace provisor::store {
namespace {

BOOST_AUTO_TEST_SUITE(connection_string)

BOOST_AUTO_TEST_CASE(it_is_read_as_libpq_reads_it) {
  BOOST_TEST(parameter_of("dbname=x port = 5433", "port") == "5433");
  BOOST_TEST(parameter_of("dbname=x passfile='/a b'", "passfile") == "/a b");
  BOOST_TEST(parameter_of("postgresql://db/x?passfile=%2Fa", "passfile") ==
             "/a");
}

BOOST_AUTO_TEST_CASE(what_it_does_not_say_is_empty) {
  BOOST_TEST(parameter_of("dbname=x", "port") == "");
  BOOST_TEST(parameter_of("dbname='x", "dbname") == "");
}

BOOST_AUTO_TEST_CASE(what_libpq_cannot_read_is_none) {
  BOOST_TEST(is_connection_string("dbname=x"));
  BOOST_TEST(!is_connection_string("dbname='x"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::store
