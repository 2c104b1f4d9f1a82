#include "programs/provisor/setup_options.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(setup_options)

BOOST_AUTO_TEST_CASE(a_mail_server_is_a_host_with_or_without_a_port) {
  for (const auto* good :
       {"smtp.example.net", "localhost:1", "192.0.2.1:65535"})
    BOOST_TEST((smarthost_in(good) == good));
  for (const auto* bad : {"", "host:", "host:abc", "host:0", "host:65536",
                          "host name", "host:25\n", "[::1]:25", "a:1:2"})
    BOOST_TEST(!smarthost_in(bad), bad);
}

BOOST_AUTO_TEST_CASE(mails_go_to_port_25_unless_another_is_named) {
  BOOST_TEST(mail_server_in("smtp.example.net").port == "25");
  BOOST_TEST(mail_server_in("smtp.example.net:587").port == "587");
  BOOST_TEST(mail_server_in("smtp.example.net:587").host == "smtp.example.net");
}

BOOST_AUTO_TEST_CASE(the_line_to_go_on_has_what_was_answered_and_no_password) {
  Setup setup{};
  setup.config_file = "/etc/provisor/provisor.toml";
  setup.wish.domain = "api.example.com";
  setup.wish.smarthost = "smtp.example.net:587";
  setup.wish.smarthost_user = "ann";
  setup.wish.reseller = "Ann's $(things)";
  setup.smarthost_password = provisor::Secret("secret");

  BOOST_TEST(line_for(setup) ==
             "provisor setup --domain api.example.com "
             "--smarthost smtp.example.net:587 --smarthost-user ann "
             "--reseller 'Ann'\\''s $(things)'");
}

BOOST_AUTO_TEST_CASE(the_line_to_go_on_names_another_configuration) {
  Setup setup{};
  setup.config_file = "/srv/my provisor.toml";
  setup.wish.is_agreed = true;

  BOOST_TEST(line_for(setup) ==
             "provisor setup --config '/srv/my provisor.toml' --yes");
}

BOOST_AUTO_TEST_SUITE_END()
