#include "output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

namespace provisor::command {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::runtime_error(file.string() + ": cannot be written");
}

bool is_to_be_replaced(const std::filesystem::path& place) {
  struct stat status {};
  return stat(place.c_str(), &status) != 0 || S_ISREG(status.st_mode);
}

// One that is left of a run that was killed makes way; one that somebody put
// there for us to follow or to fill does not.
void make_private(const std::filesystem::path& file) {
  unlink(file.c_str());
  const int made =
      open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (made < 0) fail(file);
  close(made);
}

}  // namespace

OutputFile::OutputFile(const std::filesystem::path& place) : place_(place) {
  if (is_to_be_replaced(place)) {
    beside_ = place_.string() + ".new";
    make_private(beside_);
  }
  stream_.open(beside_.empty() ? place_ : beside_, std::ios::binary);
  if (!stream_) fail(place_);
}

OutputFile::~OutputFile() {
  if (!beside_.empty()) unlink(beside_.c_str());
}

void OutputFile::finish() {
  stream_.close();
  if (!stream_) fail(place_);
  if (!beside_.empty()) std::filesystem::rename(beside_, place_);
  beside_.clear();
}

}  // namespace provisor::command
