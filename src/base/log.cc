#include "provisor/base/log.h"

#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <vector>

#define SD_JOURNAL_SUPPRESS_LOCATION
#include <systemd/sd-journal.h>

#include "log_forms.h"

namespace provisor::log {
namespace {

std::atomic<Level> most_verbose = Level::info;

struct Name {
  Level level;
  std::string_view text;
};
constexpr std::array names = {
    Name{Level::error, "error"},   Name{Level::warning, "warning"},
    Name{Level::notice, "notice"}, Name{Level::info, "info"},
    Name{Level::debug, "debug"},
};

// The variable is inherited by programs whose standard error is something else
// by then; it holds device and inode of the journal's stream to tell.
bool goes_to_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status;
  if (stream == nullptr || fstat(STDERR_FILENO, &status) != 0) return false;
  return stream ==
         std::to_string(status.st_dev) + ":" + std::to_string(status.st_ino);
}

std::string now_as_text() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  tm parts;
  gmtime_r(&now.tv_sec, &parts);
  std::array<char, 32> text;
  const auto size =
      strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  const auto thousandths = std::to_string(1000 + now.tv_nsec / 1'000'000);
  return std::string(text.data(), size) + "." + thousandths.substr(1) + "Z";
}

// False when the journal did not take it. Where its socket is missing,
// libsystemd would say that all is well.
bool send_to_journal(Level level, std::string_view event, Fields fields) {
  if (access("/run/systemd/journal/socket", W_OK) != 0) return false;
  auto entry = journal_entry(level, event, fields);
  std::vector<iovec> parts;
  parts.reserve(entry.size());
  for (auto& field : entry) parts.push_back({field.data(), field.size()});
  return sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

// Ends the line within what a pipe takes in one piece.
void end_line(std::string& line) {
  static constexpr std::string_view cut = "...\n";
  if (line.size() >= PIPE_BUF) {
    line.resize(PIPE_BUF - cut.size());
    line += cut;
  } else {
    line += '\n';
  }
}

void write_line(Level level, std::string_view event, Fields fields) {
  // Where the journal reads standard error it takes the level from "<N>".
  std::string line = goes_to_journal()
                         ? "<" + std::to_string(static_cast<int>(level)) + ">"
                         : now_as_text() + " ";
  line += line_of(level, event, fields);
  end_line(line);
  // A line that cannot be written has nowhere to be reported.
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 &&
         errno == EINTR) {
  }
}

}  // namespace

std::string_view name_of(Level level) {
  return std::ranges::find(names, level, &Name::level)->text;
}

void set_level(Level level) { most_verbose = level; }

bool set_level(std::string_view name) {
  const auto found = std::ranges::find(names, name, &Name::text);
  if (found == names.end()) return false;
  set_level(found->level);
  return true;
}

bool is_written(Level level) {
  return level <= most_verbose.load(std::memory_order_relaxed);
}

void write(Level level, std::string_view event, Fields fields) {
  if (!is_written(level)) return;
  // Callers may still want to look at errno after they have logged.
  const int error_before = errno;
  if (!goes_to_journal() || !send_to_journal(level, event, fields))
    write_line(level, event, fields);
  errno = error_before;
}

}  // namespace provisor::log
