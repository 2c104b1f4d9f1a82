// check_services.cc — what runs by itself and whose failure nobody would see.

#include <fmt/format.h>

#include "execute.h"
#include "findings.h"

namespace provisor::command {
namespace {

constexpr char prune_unit[] = "provisor-prune.service";

// Of lines NAME=VALUE.
std::string value_of(const std::string& properties, const std::string& name) {
  const auto text = "\n" + properties + "\n";
  const auto at = text.find("\n" + name + "=");
  if (at == text.npos) return "";
  const auto start = at + name.size() + 2;
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

std::vector<Finding> findings_of_prune(const std::string& properties) {
  if (value_of(properties, "LoadState") != "loaded") return {};
  const auto result = value_of(properties, "Result");
  if (result == "success")
    return {{"prune", Level::ok,
             fmt::format("No failure of {} is known.", prune_unit), ""}};
  return {{"prune", Level::warning,
           fmt::format("{} failed when it ran last: {}.", prune_unit, result),
           fmt::format("journalctl -u {}", prune_unit)}};
}

std::vector<Finding> check_services(const Subject&) {
  return findings_of_prune(
      execute({"systemctl", "show", prune_unit, "--property=LoadState,Result"})
          .output);
}

}  // namespace provisor::command
