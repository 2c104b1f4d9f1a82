#include "provisor/base/file.h"

#include <stdlib.h>
#include <sys/stat.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

namespace {

namespace fs = std::filesystem;

struct Directory {
  Directory() {
    std::string pattern = (fs::temp_directory_path() / "file-XXXXXX").string();
    path = mkdtemp(pattern.data());
  }
  ~Directory() { fs::remove_all(path); }

  std::optional<std::string> content(const std::string& name) {
    return provisor::content_of(path / name, error);
  }

  fs::path path;
  std::error_code error;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(base_file, Directory)

BOOST_AUTO_TEST_CASE(a_file_is_read_as_it_is) {
  const std::string bytes = std::string(10'000, 'x') + "\r\n\0y";
  std::ofstream(path / "a", std::ios::binary) << bytes;
  std::ofstream(path / "empty").flush();

  BOOST_TEST(content("a").value() == bytes);
  BOOST_TEST(content("empty").value().empty());
  BOOST_TEST(!error);
}

BOOST_AUTO_TEST_CASE(one_that_is_not_there_is_no_error) {
  BOOST_TEST(!content("a"));
  BOOST_TEST(!content("a/b"));
  BOOST_TEST(!error);
}

// As root nothing is forbidden; these cannot be read by anybody.
BOOST_AUTO_TEST_CASE(one_that_cannot_be_read_is) {
  fs::create_directory(path / "directory");
  fs::create_symlink("loop", path / "loop");
  for (const char* name : {"directory", "loop", "loop/a"}) {
    error.clear();

    BOOST_TEST(!content(name));

    BOOST_TEST(!!error, name);
  }
}

BOOST_AUTO_TEST_CASE(what_may_have_no_end_is_not_read) {
  BOOST_TEST_REQUIRE(mkfifo((path / "pipe").c_str(), 0600) == 0);
  fs::create_symlink("/dev/zero", path / "device");
  std::ofstream(path / "large") << std::string(1024 * 1024 + 1, 'x');
  for (const char* name : {"pipe", "device", "large"}) {
    error.clear();

    BOOST_TEST(!content(name));

    BOOST_TEST(!!error, name);
  }
}

BOOST_AUTO_TEST_SUITE_END()
