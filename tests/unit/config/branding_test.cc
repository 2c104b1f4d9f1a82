#include "provisor/config/branding.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using provisor::config::Branding;
using provisor::config::branding_directory;
using provisor::config::branding_of;
using provisor::config::ConfigError;
using provisor::config::read_branding;

struct Directory {
  Directory() {
    std::string pattern = (fs::temp_directory_path() / "brand-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Directory() { fs::remove_all(path); }

  Branding holding(const std::string& text) const {
    std::ofstream(path / "branding.toml") << text;
    return read_branding(path);
  }

  fs::path path;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(config_branding)

BOOST_FIXTURE_TEST_CASE(a_branding_says_what_it_wants, Directory) {
  const auto branding = holding(
      "product_name = \"Käse\"\nfrom = \"hello@example.com\"\n"
      "colour = \"#0a0B0c\"\nlogo = \"https://example.com/l.png\"\n");

  BOOST_TEST(branding.product_name == "Käse");
  BOOST_TEST(branding.from == "hello@example.com");
  BOOST_TEST(branding.colour == "#0a0B0c");
  BOOST_TEST(branding.reply_to == "");
}

BOOST_FIXTURE_TEST_CASE(without_a_file_it_says_nothing, Directory) {
  BOOST_TEST(read_branding(path).product_name == "");
  BOOST_TEST(read_branding("").product_name == "");
}

BOOST_FIXTURE_TEST_CASE(one_that_cannot_be_read_is_not_passed_over, Directory) {
  fs::create_symlink("branding.toml", path / "branding.toml");

  BOOST_CHECK_THROW(read_branding(path), ConfigError);
}

BOOST_FIXTURE_TEST_CASE(what_could_break_out_is_refused, Directory) {
  for (const char* line :
       {"colour = \"red;x\"", "colour = \"#12345\"", "from = \"nobody\"",
        "from = \"a@b>\"", "logo = \"javascript:x\"", "logo = \"https://a b\"",
        "link_host = \"a/b\"", "product_name = \"a\\nb\"", "product_name = 1",
        "unknown = \"x\"", "= broken"})
    BOOST_CHECK_THROW(holding(line), ConfigError);
}

BOOST_FIXTURE_TEST_CASE(a_product_name_can_be_seen_and_turns_nothing,
                        Directory) {
  for (const char* name : {"   ", "\u00a0\u200b", "Shop\u202egpj.exe",
                           "\u2066Shop\u2069", "Shop\u200f", "\u061cShop"}) {
    const auto line = "product_name = \"" + std::string(name) + "\"";
    BOOST_CHECK_EXCEPTION(holding(line), ConfigError, [](const auto& error) {
      return std::string(error.what()).find(": product_name: must be a text") !=
             std::string::npos;
    });
  }
  const std::string hebrew = "\u05d7\u05e0\u05d5\u05ea 7";
  BOOST_TEST(holding("product_name = \"" + hebrew + "\"").product_name ==
             hebrew);
}

BOOST_FIXTURE_TEST_CASE(what_a_branding_leaves_open_the_settings_say,
                        Directory) {
  provisor::config::Config config;
  config.mail.brandings = path.parent_path();
  config.mail.product_name = "Mailer";
  config.mail.from = "us@example.com";
  config.mail.link_host = "app.example.com";
  const auto name = path.filename().string();

  BOOST_TEST(branding_of(config, "").product_name == "Mailer");
  BOOST_TEST(branding_of(config, "default").product_name == "Mailer");
  BOOST_TEST(branding_of(config, name).product_name == name);
  BOOST_TEST(branding_of(config, name).from == "us@example.com");

  holding("product_name = \"Fruit\"\nlink_host = \"fruit.example.com\"\n");
  BOOST_TEST(branding_of(config, name).product_name == "Fruit");
  BOOST_TEST(branding_of(config, name).link_host == "fruit.example.com");
  BOOST_TEST(branding_of(config, "default").link_host == "app.example.com");
}

BOOST_AUTO_TEST_CASE(only_a_plain_name_leads_to_a_directory) {
  BOOST_TEST(branding_directory("/b", "acme-1.x") == "/b/acme-1.x");
  for (const char* name : {"", "default", "..", ".x", "a/b", "a\nb", "é"})
    BOOST_TEST(branding_directory("/b", name).empty());
}

BOOST_AUTO_TEST_SUITE_END()
