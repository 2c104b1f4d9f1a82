// check_services.cc — what the machine does by itself and whose failure nobody
// would see.

#include <fmt/format.h>
#include <sys/timex.h>

#include <algorithm>
#include <iterator>

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

// The database's clock is this one where both are one machine. Whether it is
// kept right, the kernel knows; some containers may not ask it.
std::vector<Finding> findings_of_clock() {
  constexpr char what[] = "time server";
  timex clock{};
  if (adjtimex(&clock) < 0) return {};
  if (clock.status & STA_UNSYNC)
    return {{what, Level::warning,
             "The clock of this machine follows no time server.",
             "timedatectl set-ntp true"}};
  return {{what, Level::ok, "The clock of this machine follows one.", ""}};
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
  const auto shown =
      execute({"systemctl", "show", prune_unit, "--property=LoadState,Result"});
  auto findings = findings_of_prune(shown.output);
  std::ranges::move(findings_of_clock(), std::back_inserter(findings));
  return findings;
}

}  // namespace provisor::command
