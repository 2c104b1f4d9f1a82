// captured_standard_error.h — what was written to the log.

#pragma once

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include <boost/test/unit_test.hpp>

namespace provisor::tests {

// While it lives, standard error is a pipe.
class CapturedStandardError {
 public:
  CapturedStandardError() {
    BOOST_TEST_REQUIRE(pipe2(ends_, O_CLOEXEC) == 0);
    BOOST_TEST_REQUIRE(fcntl(ends_[0], F_SETFL, O_NONBLOCK) == 0);
    before_ = dup(STDERR_FILENO);
    dup2(ends_[1], STDERR_FILENO);
  }
  ~CapturedStandardError() {
    dup2(before_, STDERR_FILENO);
    for (const int fd : {before_, ends_[0], ends_[1]}) close(fd);
  }
  CapturedStandardError(const CapturedStandardError&) = delete;
  CapturedStandardError& operator=(const CapturedStandardError&) = delete;

  std::string text() {
    std::string all(65536, '\0');
    const auto size = read(ends_[0], all.data(), all.size());
    all.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
    return all;
  }

  // As systemd says that standard error is a stream of the journal.
  std::string journal_name() const {
    struct stat status;
    BOOST_TEST_REQUIRE(fstat(ends_[1], &status) == 0);
    return std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
  }

 private:
  int ends_[2];
  int before_;
};

}  // namespace provisor::tests
