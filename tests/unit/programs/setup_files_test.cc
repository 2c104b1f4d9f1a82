#include "programs/provisor/setup.h"

#include <cstdlib>
#include <fstream>

#include <boost/test/unit_test.hpp>

namespace fs = std::filesystem;
using namespace provisor::command;

namespace {

struct Directory {
  fs::path path = made();
  ~Directory() { fs::remove_all(path); }

  static fs::path made() {
    auto pattern = (fs::temp_directory_path() / "setup-XXXXXX").string();
    return mkdtemp(pattern.data());
  }

  fs::path file(unsigned mode) const {
    const auto file = path / "file";
    std::ofstream(file) << "before";
    fs::permissions(file, fs::perms(mode));
    return file;
  }
};

unsigned mode_of(const fs::path& file) {
  return static_cast<unsigned>(fs::status(file).permissions());
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(setup_files, Directory)

BOOST_AUTO_TEST_CASE(a_new_file_is_as_open_as_was_said) {
  write_file(path / "new", "text", 0640);

  BOOST_TEST(file_text(path / "new") == "text");
  BOOST_TEST(mode_of(path / "new") == 0640u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_there_stays_as_closed_as_it_is) {
  const auto closed = file(0600);

  write_file(closed, "after", 0644);

  BOOST_TEST(file_text(closed) == "after");
  BOOST_TEST(mode_of(closed) == 0600u);
}

BOOST_AUTO_TEST_CASE(a_file_that_is_too_open_is_closed) {
  const auto open = file(0644);

  write_file(open, "after", 0600);

  BOOST_TEST(mode_of(open) == 0600u);
}

BOOST_AUTO_TEST_CASE(a_link_stays_one_and_what_it_leads_to_is_written) {
  const auto target = file(0644);
  fs::create_symlink("file", path / "link");

  write_file(path / "link", "after", 0644);

  BOOST_TEST(fs::is_symlink(path / "link"));
  BOOST_TEST(file_text(target) == "after");
}

BOOST_AUTO_TEST_CASE(nothing_is_left_beside_it) {
  write_file(file(0644), "after", 0644);

  BOOST_TEST(std::distance(fs::directory_iterator(path), {}) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
