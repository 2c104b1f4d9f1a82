#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "programs/provisor/findings.h"
#include "tests/support/temporary_directory.h"

using namespace provisor;
using namespace provisor::command;
namespace fs = std::filesystem;

namespace {

// As the package makes it, but that it may belong to whoever runs this.
struct Place : provisor::tests::TemporaryDirectory {
  Place() {
    for (const char* program : {"api", "mailer"}) {
      fs::create_directory(path / program);
      fs::permissions(path / program, fs::perms(0700));
    }
    config.database.api += " passfile=/run/provisor-api/secret_pgpass";
    config.mail.transport = "smtp";
    config.smtp.credentials = "$CREDENTIALS_DIRECTORY/secret_smtp";
    write("api/pgpass");
    write("mailer/smtp");
  }
  void write(const std::string& name) const {
    std::ofstream(path / name) << "x\n";
    fs::permissions(path / name, fs::perms(0600));
  }

  std::vector<Finding> found() const {
    return findings_of_credentials(path, config);
  }

  // The only one.
  Finding fault() const {
    const auto all = found();
    BOOST_TEST_REQUIRE(all.size() == 1);
    BOOST_TEST((all[0].level == Level::error));
    BOOST_TEST(all[0].what == "credentials");
    return all[0];
  }

  config::Config config;
};

boost::test_tools::assertion_result is_root(boost::unit_test::test_unit_id) {
  return geteuid() == 0;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(check_credentials,
                      *boost::unit_test::precondition(is_root))

BOOST_FIXTURE_TEST_CASE(what_is_as_it_should_be_is_one_line, Place) {
  const auto all = found();

  BOOST_TEST_REQUIRE(all.size() == 1);
  BOOST_TEST((all[0].level == Level::ok));
}

BOOST_FIXTURE_TEST_CASE(a_directory_that_is_missing_is_named, Place) {
  fs::remove_all(path / "api");

  BOOST_TEST(
      fault().text.starts_with((path / "api").string() + " is not there"));
  BOOST_TEST(fault().remedy == "systemd-tmpfiles --create provisor.conf");
}

BOOST_FIXTURE_TEST_CASE(of_a_place_that_is_missing_one_line_is_enough, Place) {
  fs::remove_all(path);

  BOOST_TEST(fault().remedy == "systemd-tmpfiles --create provisor.conf");
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_is_missing_is_named, Place) {
  fs::remove(path / "mailer/smtp");

  BOOST_TEST(fault().text.starts_with((path / "mailer/smtp").string()));
  BOOST_TEST(fault().remedy ==
             "provisor setup --smarthost localhost:25 --smarthost-user USER");
  write("mailer/smtp");

  fs::remove(path / "api/pgpass");

  BOOST_TEST(fault().text.starts_with((path / "api/pgpass").string()));
  BOOST_TEST(fault().remedy ==
             "Write it as root, mode 0600; then: systemctl restart "
             "provisor-api");
}

BOOST_FIXTURE_TEST_CASE(a_secret_that_is_not_used_may_be_missing, Place) {
  config.mail.transport = "drop";
  fs::remove(path / "mailer/smtp");

  BOOST_TEST((found().at(0).level == Level::ok));
}

BOOST_FIXTURE_TEST_CASE(what_others_may_enter_or_read_is_named, Place) {
  fs::permissions(path / "api", fs::perms(0755));
  BOOST_TEST(fault().remedy == "chmod 0700 " + (path / "api").string());
  fs::permissions(path / "api", fs::perms(0700));

  write("api/unused");
  fs::permissions(path / "api/unused", fs::perms(0640));
  BOOST_TEST(fault().remedy == "chmod 0600 " + (path / "api/unused").string());
}

BOOST_FIXTURE_TEST_CASE(what_belongs_to_another_user_is_named, Place) {
  BOOST_TEST_REQUIRE(chown((path / "mailer/smtp").c_str(), 65534, 0) == 0);

  BOOST_TEST(fault().remedy == "chown root " + (path / "mailer/smtp").string());
}

BOOST_AUTO_TEST_SUITE_END()
