#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>

#include "programs/provisor/findings.h"
#include "tests/support/temporary_directory.h"

using namespace provisor::command;
namespace fs = std::filesystem;

namespace {

struct Directory : provisor::tests::TemporaryDirectory {
  const std::string me = getpwuid(geteuid())->pw_name;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(check_files)

BOOST_FIXTURE_TEST_CASE(the_mailer_may_own_its_directory, Directory) {
  BOOST_TEST(!mail_directory_for(me, path));
  fs::permissions(path, fs::perms(0500));
  BOOST_TEST(mail_directory_for(me, path).has_value());
}

BOOST_FIXTURE_TEST_CASE(the_mailers_group_may_write_there, Directory) {
  const auto* nobody = getpwnam("nobody");
  if (geteuid() != 0 || chown(path.c_str(), 0, nobody->pw_gid) != 0) return;

  fs::permissions(path, fs::perms(0770));
  BOOST_TEST(!mail_directory_for("nobody", path));
  fs::permissions(path, fs::perms(0750));
  BOOST_TEST(mail_directory_for("nobody", path).has_value());
}

BOOST_FIXTURE_TEST_CASE(a_directory_of_another_user_is_an_error, Directory) {
  const auto found = mail_directory_for("daemon", path);

  BOOST_TEST_REQUIRE(found.has_value());
  BOOST_TEST((found->level == Level::error));
  BOOST_TEST(found->remedy == "install -d -o daemon -m 0700 " + path.string());
}

BOOST_FIXTURE_TEST_CASE(without_such_a_user_nothing_is_said, Directory) {
  BOOST_TEST(!mail_directory_for("", path));
  BOOST_TEST(!mail_directory_for("nobody-of-that-name", path));
}

BOOST_AUTO_TEST_SUITE_END()
