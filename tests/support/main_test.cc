// The one main() of a test program; the cases are in the other files.

#define BOOST_TEST_MODULE provisor
#include <boost/test/unit_test.hpp>
