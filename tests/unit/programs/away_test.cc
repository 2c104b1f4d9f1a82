#include "programs/provisor/away.h"

#include <boost/test/unit_test.hpp>

using namespace provisor;
using namespace provisor::command;

namespace {

std::string remedy(const std::string& said) {
  return remedy_of(store::Away("connection to server on socket "
                               "\"/run/x/.s.PGSQL.5433\" "
                               "failed: " +
                               said),
                   "/etc/provisor.toml");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(away)

BOOST_AUTO_TEST_CASE(whoever_is_not_let_in_is_told_whom_to_be) {
  BOOST_TEST(remedy("FATAL:  Peer authentication failed for user "
                    "\"provisor_admin\"") ==
             "Run it as this user: sudo -u provisor_admin provisor …");
  BOOST_TEST(remedy("FATAL:  role \"root\" does not exist") ==
             "Run it as the owner of the database: sudo -u postgres provisor "
             "…");
}

BOOST_AUTO_TEST_CASE(a_role_that_cannot_sign_in_is_let_in) {
  BOOST_TEST(remedy("FATAL:  role \"provisor_admin\" is not permitted to log "
                    "in") ==
             "sudo -u postgres psql -h /run/x -p 5433 -c "
             "'alter role \"provisor_admin\" login'");
  BOOST_TEST(
      remedy("FATAL:  too many connections for role \"provisor_admin\"") ==
      "sudo -u postgres psql -h /run/x -p 5433 -c "
      "'alter role \"provisor_admin\" connection limit -1'");
}

BOOST_AUTO_TEST_CASE(of_several_servers_the_one_that_refused_is_named) {
  BOOST_TEST(remedy_of(store::Away("connection to server at \"a.example.com\" "
                                   "(192.0.2.1), port 5432 failed: Connection "
                                   "refused\n\tIs the server running?\n"
                                   "connection to server at \"b.example.com\" "
                                   "(192.0.2.2), port 5432 failed: FATAL:  "
                                   "role \"a\" is not permitted to log in"),
                       "/etc/provisor.toml")
                 .starts_with("As a superuser of b.example.com: "));
}

BOOST_AUTO_TEST_CASE(what_is_not_set_up_is_set_up) {
  for (const char* said : {"FATAL:  role \"provisor_admin\" does not exist",
                           "FATAL:  database \"provisor\" does not exist"})
    BOOST_TEST(remedy(said) == "sudo provisor setup makes it.");
}

BOOST_AUTO_TEST_CASE(in_other_languages_the_server_runs_all_the_same) {
  const auto told =
      remedy("FATAL:  Peer-Authentifizierung für »a« schlug fehl");

  BOOST_TEST(told.find("running") == std::string::npos);
  BOOST_TEST(told.find("/etc/provisor.toml") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_an_answer_the_server_may_not_run) {
  BOOST_TEST(remedy("No such file or directory").find("running") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(what_has_several_lines_becomes_one) {
  BOOST_TEST(in_one_line("failed: No\n\tIs the server running?\n") ==
             "failed: No Is the server running?");
  BOOST_TEST(in_one_line("failed") == "failed");
}

BOOST_AUTO_TEST_SUITE_END()
