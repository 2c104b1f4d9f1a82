#include "programs/provisor/shell.h"

#include <boost/test/unit_test.hpp>

using provisor::command::shell_quoted;

BOOST_AUTO_TEST_SUITE(shell)

BOOST_AUTO_TEST_CASE(a_plain_word_stays) {
  BOOST_TEST(shell_quoted("/etc/provisor/a-b_c.toml") ==
             "/etc/provisor/a-b_c.toml");
}

BOOST_AUTO_TEST_CASE(anything_else_is_one_word) {
  BOOST_TEST(shell_quoted("") == "''");
  BOOST_TEST(shell_quoted("/a b") == "'/a b'");
  BOOST_TEST(shell_quoted("$(it's)") == "'$(it'\\''s)'");
}

BOOST_AUTO_TEST_SUITE_END()
