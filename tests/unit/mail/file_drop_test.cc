#include "provisor/mail/file_drop.h"

#include <stdlib.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>
#include <system_error>

namespace {

namespace fs = std::filesystem;
using provisor::mail::drop_message;

struct DropDirectory {
  DropDirectory() {
    std::string pattern = (fs::temp_directory_path() / "drop-XXXXXX").string();
    directory = mkdtemp(pattern.data());
  }
  ~DropDirectory() { fs::remove_all(directory); }

  std::string text_of(const std::string& name) const {
    std::ifstream file(directory / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::ptrdiff_t files() const {
    return std::distance(fs::directory_iterator(directory), {});
  }

  fs::path directory;
};

}  // namespace

BOOST_AUTO_TEST_SUITE(mail_file_drop)

BOOST_FIXTURE_TEST_CASE(a_message_lies_in_a_file_of_its_name, DropDirectory) {
  drop_message(directory, "7", "Subject: x\r\n\r\nHello\r\n");

  BOOST_TEST(text_of("7.eml") == "Subject: x\r\n\r\nHello\r\n");
}

BOOST_FIXTURE_TEST_CASE(only_its_owner_may_read_it, DropDirectory) {
  drop_message(directory, "7", "secret link");

  BOOST_TEST((fs::status(directory / "7.eml").permissions() ==
              (fs::perms::owner_read | fs::perms::owner_write)));
}

BOOST_FIXTURE_TEST_CASE(dropping_twice_leaves_one_file, DropDirectory) {
  drop_message(directory, "7", "first, and longer");
  drop_message(directory, "7", "second");

  BOOST_TEST(text_of("7.eml") == "second");
  BOOST_TEST(files() == 1);
}

BOOST_FIXTURE_TEST_CASE(a_missing_directory_is_a_fault, DropDirectory) {
  BOOST_CHECK_THROW(drop_message(directory / "absent", "7", "x"),
                    std::system_error);
}

BOOST_AUTO_TEST_SUITE_END()
