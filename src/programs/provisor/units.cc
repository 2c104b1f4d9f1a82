#include "units.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "execute.h"

namespace provisor::command {
namespace {

std::vector<std::string> blocks_of(const std::string& shown) {
  static constexpr std::string_view between = "\n\n";
  std::vector<std::string> blocks;
  for (std::size_t start = 0; start < shown.size();) {
    const auto end = std::min(shown.find(between, start), shown.size());
    blocks.push_back(shown.substr(start, end - start));
    start = end + between.size();
  }
  return blocks;
}

}  // namespace

std::string value_of(const std::string& properties, const std::string& name) {
  const auto text = "\n" + properties + "\n";
  const auto at = text.find("\n" + name + "=");
  if (at == text.npos) return "";
  const auto start = at + name.size() + 2;
  return text.substr(start, text.find('\n', start) - start);
}

std::vector<std::string> properties_of(const std::vector<std::string>& units,
                                       const std::string& names) {
  std::vector<std::string> line = {"systemctl", "show", "--property=" + names};
  line.insert(line.end(), units.begin(), units.end());
  return blocks_of(execute(line).output);
}

bool is_there(const std::string& properties) {
  const auto state = value_of(properties, "LoadState");
  return !state.empty() && state != "not-found";
}

std::chrono::microseconds monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::seconds(now.tv_sec) + std::chrono::nanoseconds(now.tv_nsec));
}

bool is_behind(const std::string& unit, const std::filesystem::path& file) {
  const auto shown = properties_of(
      {unit}, "ActiveState,ExecStart,StateChangeTimestampMonotonic");
  if (shown.empty() || value_of(shown.front(), "ActiveState") != "active")
    return false;
  const auto line = value_of(shown.front(), "ExecStart");
  std::error_code unknown;
  const auto written = std::filesystem::last_write_time(file, unknown);
  if (unknown || line.find(" " + file.string() + " ") == line.npos)
    return false;
  const auto changed = value_of(shown.front(), "StateChangeTimestampMonotonic");
  const auto age =
      monotonic_now() - std::chrono::microseconds(std::atoll(changed.c_str()));
  return std::filesystem::file_time_type::clock::now() - written < age;
}

std::string user_of(const std::string& unit) {
  const auto shown = properties_of({unit}, "User");
  return shown.empty() ? "" : value_of(shown.front(), "User");
}

}  // namespace provisor::command
