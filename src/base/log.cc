#include "provisor/base/log.h"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <climits>
#include <cstdlib>

#include "provisor/base/text.h"

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

std::string_view name_of(Level level) {
  return std::ranges::find(names, level, &Name::level)->text;
}

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

std::string escaped_byte(char c) { return "\\x" + hex({&c, 1}); }

// Escapes what could end the line or the quotes or steer a terminal: C0, DEL,
// quote and backslash, the C1 controls (C2 80 … C2 9F), and all bytes beyond
// ASCII where the text is not UTF-8.
std::string escaped(std::string_view text) {
  const bool keeps_high_bytes = is_utf8(text);
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool begins_c1 = byte == 0xc2 && i + 1 < text.size() &&
                           static_cast<unsigned char>(text[i + 1]) < 0xa0;
    if (byte == '"' || byte == '\\') {
      safe += {'\\', text[i]};
    } else if (byte < 0x20 || byte == 0x7f ||
               (byte >= 0x80 && !keeps_high_bytes)) {
      safe += escaped_byte(text[i]);
    } else if (begins_c1) {
      safe += escaped_byte(text[i]) + escaped_byte(text[i + 1]);
      ++i;
    } else {
      safe += text[i];
    }
  }
  return safe;
}

// In quotes unless the value is a plain word.
std::string quoted(std::string_view value) {
  auto safe = escaped(value);
  const bool is_word = !safe.empty() && safe == value &&
                       safe.find_first_of(" =") == std::string::npos;
  return is_word ? safe : "\"" + safe + "\"";
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

}  // namespace

void set_level(Level level) { most_verbose = level; }

bool set_level(std::string_view name) {
  const auto found = std::ranges::find(names, name, &Name::text);
  if (found == names.end()) return false;
  set_level(found->level);
  return true;
}

void write(Level level, std::string_view event, Fields fields) {
  if (level > most_verbose.load(std::memory_order_relaxed)) return;
  // Callers may still want to look at errno after they have logged.
  const int error_before = errno;
  std::string line = goes_to_journal()
                         ? "<" + std::to_string(static_cast<int>(level)) + ">"
                         : now_as_text() + " ";
  line.append(name_of(level)).append(" ").append(escaped(event));
  for (const auto& field : fields) {
    line.append(" ").append(field.name).append("=").append(quoted(field.value));
  }
  end_line(line);
  // A line that cannot be written has nowhere to be reported.
  while (::write(STDERR_FILENO, line.data(), line.size()) < 0 &&
         errno == EINTR) {
  }
  errno = error_before;
}

}  // namespace provisor::log
