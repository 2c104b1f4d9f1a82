#include "programs/provisor/setup_toml.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(setup_toml)

namespace {

const std::string shipped =
    "# The configuration.\n"
    "\n"
    "#[mail]\n"
    "#from = \"welcome@example.com\"\n"
    "\n"
    "[pool]  # ours\n"
    "threads = 100  # tried\n"
    "\n"
    "# Who asks.\n"
    "[site]\n"
    "#url = \"https://example.com\"\n";

std::string replaced(std::string text, const std::string& what,
                     const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_what_is_set_and_not_what_is_a_comment) {
  BOOST_TEST((toml_value(shipped, "pool", "threads") == "100"));
  BOOST_TEST(!toml_value(shipped, "pool", "thread"));
  BOOST_TEST(!toml_value(shipped, "site", "url"));
  BOOST_TEST(!toml_value(shipped, "mail", "from"));
}

BOOST_AUTO_TEST_CASE(a_number_sign_in_quotes_is_no_comment) {
  const std::string file = "[mail]\nfrom = \"a#\\\"b\" # c\n";

  BOOST_TEST((toml_value(file, "mail", "from") == "\"a#\\\"b\""));
}

BOOST_AUTO_TEST_CASE(a_key_is_set_where_it_stood) {
  BOOST_TEST(with_toml(shipped, "pool", "threads", "7") ==
             replaced(shipped, "threads = 100  # tried", "threads = 7"));
}

BOOST_AUTO_TEST_CASE(a_key_is_set_where_it_stood_as_a_comment) {
  BOOST_TEST(with_toml(shipped, "site", "url", "\"https://a\"") ==
             replaced(shipped, "#url = \"https://example.com\"",
                      "url = \"https://a\""));
}

BOOST_AUTO_TEST_CASE(a_new_key_goes_to_the_end_of_its_table) {
  BOOST_TEST(with_toml(shipped, "pool", "drain", "1") ==
             replaced(shipped, "100  # tried\n", "100  # tried\ndrain = 1\n"));
}

BOOST_AUTO_TEST_CASE(a_new_table_goes_to_the_end_of_the_file) {
  BOOST_TEST(with_toml(shipped, "smtp", "port", "25") ==
             shipped + "\n[smtp]\nport = 25\n");
  BOOST_TEST(with_toml("", "smtp", "port", "25") == "[smtp]\nport = 25\n");
}

BOOST_AUTO_TEST_CASE(a_key_that_has_its_value_leaves_every_byte) {
  const std::string file = "[pool]\r\n threads=7 # ours";

  BOOST_TEST(with_toml(file, "pool", "threads", "7") == file);
}

BOOST_AUTO_TEST_CASE(a_key_becomes_a_comment_and_comes_back) {
  const std::string set = "[site]\nurl = \"https://a\"\n";

  const auto unset = without_toml(set, "site", "url");

  BOOST_TEST(unset == "[site]\n#url = \"https://a\"\n");
  BOOST_TEST(with_toml(unset, "site", "url", "\"https://a\"") == set);
  BOOST_TEST(without_toml(shipped, "site", "url") == shipped);
}

BOOST_AUTO_TEST_SUITE_END()
