#include "programs/provisor/setup_nginx.h"

#include <boost/test/unit_test.hpp>

using namespace provisor::command;

BOOST_AUTO_TEST_SUITE(setup_nginx)

namespace {

const std::string site =
    "server {\n"
    "    # CHANGE: the server_name that callers use.\n"
    "    server_name api.example.com;\n"
    "    ssl_certificate /etc/one.pem;  # with its chain\n"
    "    ssl_certificate_key /etc/key.pem;\n"
    "}\n"
    "server {\n"
    "    server_name api.example.com;  # CHANGE\n"
    "}\n";

std::string replaced(std::string text, const std::string& what,
                     const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_directive_is_not_mistaken_for_a_longer_one) {
  BOOST_TEST(directive_value(site, "ssl_certificate") == "/etc/one.pem");
  BOOST_TEST(with_directive(site, "ssl_certificate", "/new.pem") ==
             replaced(site, "/etc/one.pem", "/new.pem"));
  BOOST_TEST(directive_value(site, "ssl_stapling") == "");
}

BOOST_AUTO_TEST_CASE(every_server_gets_the_name) {
  auto wanted = replaced(site, "api.example.com", "a.example.org");
  wanted = replaced(wanted, "api.example.com", "a.example.org");

  BOOST_TEST(with_server_name(site, "a.example.org") == wanted);
}

BOOST_AUTO_TEST_CASE(further_names_of_a_server_stay) {
  const std::string two = "server_name  a.example.org b.example.org;\n";

  BOOST_TEST(with_server_name(two, "b.example.org") == two);
  BOOST_TEST(with_server_name(two, "example.org") ==
             "server_name  example.org;\n");
}

BOOST_AUTO_TEST_SUITE_END()
