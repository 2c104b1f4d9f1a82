#include "provisor/mail/file_drop.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <system_error>

namespace provisor::mail {
namespace {

[[noreturn]] void fail(const std::filesystem::path& path, const char* what) {
  throw std::system_error(errno, std::generic_category(),
                          std::string(what) + " " + path.string());
}

class File {
 public:
  File(const std::filesystem::path& path, int flags)
      : path_(path), descriptor_(open(path.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail(path_, "cannot open");
  }
  ~File() { close(descriptor_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  void write_all(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto written = write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(path_, "cannot write");
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  void flush() {
    if (fsync(descriptor_) != 0) fail(path_, "cannot flush");
  }

 private:
  std::filesystem::path path_;
  int descriptor_;
};

}  // namespace

void drop_message(const std::filesystem::path& directory,
                  const std::string& name, const std::string& message) {
  const auto target = directory / (name + ".eml");
  // The leading dot keeps it out of "*.eml" until it is whole.
  const auto unfinished = directory / ("." + name + ".unfinished");
  {
    File file(unfinished, O_WRONLY | O_CREAT | O_TRUNC);
    file.write_all(message);
    file.flush();
  }
  if (rename(unfinished.c_str(), target.c_str()) != 0)
    fail(target, "cannot rename to");
  // The name is on disk only once the directory is.
  File(directory, O_RDONLY | O_DIRECTORY).flush();
}

}  // namespace provisor::mail
