#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <sstream>
#include <system_error>

#include "execute.h"
#include "setup.h"

namespace provisor::command {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file) {
  throw std::system_error(errno, std::generic_category(), file.string());
}

void write_all(int stream, const std::string& text,
               const std::filesystem::path& file) {
  for (std::size_t done = 0; done < text.size();) {
    const auto size = write(stream, text.data() + done, text.size() - done);
    if (size < 0) fail(file);
    done += static_cast<std::size_t>(size);
  }
  if (fsync(stream) != 0) fail(file);
}

void resemble(int stream, const std::filesystem::path& file, unsigned mode) {
  struct stat before;
  if (stat(file.c_str(), &before) == 0) {
    mode &= before.st_mode;
    if (fchown(stream, before.st_uid, before.st_gid) != 0) fail(file);
  }
  if (fchmod(stream, mode) != 0) fail(file);
}

// Gone after a boot, when every program reads its files anyway.
constexpr char marks[] = "/run/provisor-setup";

std::filesystem::path mark_of(const std::string& step) {
  return std::filesystem::path(marks) / step;
}

}  // namespace

void must_run(const std::vector<std::string>& line, const std::string& user) {
  const auto ended = execute(line, user);
  if (ended.status != 0)
    throw std::runtime_error(
        fmt::format("{} failed: {}", fmt::join(line, " "),
                    ended.complaint.empty() ? ended.output : ended.complaint));
}

std::string file_text(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return "";
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& file, const std::string& text,
                unsigned mode) {
  const auto target = std::filesystem::weakly_canonical(file);
  auto beside = target;
  beside += ".new";
  unlink(beside.c_str());
  const int stream =
      open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (stream < 0) fail(beside);
  write_all(stream, text, beside);
  resemble(stream, target, mode);
  close(stream);
  std::filesystem::rename(beside, target);
}

void mark_unfinished(const std::string& step) {
  std::filesystem::create_directories(marks);
  write_file(mark_of(step), "", 0600);
}

void mark_finished(const std::string& step) {
  std::filesystem::remove(mark_of(step));
}

bool is_unfinished(const std::string& step) {
  return std::filesystem::exists(mark_of(step));
}

}  // namespace provisor::command
