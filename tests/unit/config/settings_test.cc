#include "provisor/config/settings.h"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include "config_file.h"

namespace provisor::config {
namespace {

BOOST_FIXTURE_TEST_SUITE(settings, ConfigFile)

BOOST_AUTO_TEST_CASE(what_is_shown_can_be_read_again) {
  const auto config =
      config_of("[pool]\nthreads = 7\n[mail]\nproduct_name = '\"A\\B\" ä'\n");

  const auto again = config_of(toml_of(config));

  BOOST_TEST(again.pool.threads == 7u);
  BOOST_TEST(again.mail.product_name == "\"A\\B\" ä");
  BOOST_TEST(toml_of(again) == toml_of(config));
  BOOST_TEST(toml_of(config).find("\n[pool]\n") != std::string::npos);
  BOOST_TEST(toml_of(config).find("threads = 7  # integer, 1 … 512; default: "
                                  "192\n") != std::string::npos);
}

// "a, b" as "`a`, `b`".
std::string words_of(const std::string& listed) {
  std::string words = "`";
  for (const char c : listed)
    words += c == ',' ? "`," : c == ' ' ? " `" : std::string(1, c);
  return words + "`";
}

// What docs/configuration.md says of a key, section by section.
std::vector<std::string> documented_rows() {
  std::ifstream file("docs/configuration.md");
  std::vector<std::string> rows;
  std::string section;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## `["))
      section = line.substr(5, line.find(']') - 5) + ".";
    if (line.starts_with("| `"))
      rows.push_back("| `" + section + line.substr(3, line.rfind(" | ") - 3));
  }
  return rows;
}

BOOST_AUTO_TEST_CASE(quotes_in_a_text_are_escaped) {
  BOOST_TEST(toml_text("a\"b\\c") == "\"a\\\"b\\\\c\"");
}

BOOST_AUTO_TEST_CASE(the_documentation_has_just_the_row_of_every_key) {
  std::vector<std::string> rows;
  for (const auto& setting : settings_of(Config())) {
    const bool is_choice = setting.type == "text" && !setting.range.empty();
    const auto range = is_choice ? words_of(setting.range) : setting.range;
    const auto standard =
        setting.standard.empty() ? "none" : "`" + setting.standard + "`";
    rows.push_back("| `" + setting.name + "` | " + setting.type + " | " +
                   standard + " |" + (range.empty() ? "" : " " + range));
  }

  BOOST_TEST(documented_rows() == rows, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace provisor::config
