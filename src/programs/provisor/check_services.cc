// check_services.cc — what the machine does by itself and whose failure nobody
// would see.

#include <fmt/format.h>
#include <sys/timex.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "findings.h"
#include "units.h"

namespace provisor::command {
namespace {

using std::chrono::seconds;

// One that started again so lately may be on its way to the next end.
constexpr seconds trial{60};

struct Unit {
  const char* id;
  const char* what;
  Level when_down;
};
constexpr Unit units[] = {
    {"provisor-api.socket", "service", Level::error},
    {"provisor-api.service", "service", Level::error},
    {"provisor-mailer.service", "service", Level::error},
    {"provisor-prune.timer", "prune", Level::warning},
};
constexpr char prune_unit[] = "provisor-prune.service";

std::string remedy_of(const Unit& unit) {
  return fmt::format("systemctl status {0}; journalctl -u {0}", unit.id);
}

// Whoever disabled it may have wanted that: mails can leave by another host.
Finding stopped(const Unit& unit, const std::string& enabled) {
  if (enabled.starts_with("enabled"))
    return {unit.what, unit.when_down, fmt::format("{} is stopped.", unit.id),
            fmt::format("systemctl start {}", unit.id)};
  return {unit.what, Level::warning,
          fmt::format("{} is stopped, and {}.", unit.id, enabled),
          fmt::format("{}systemctl enable --now {}",
                      enabled == "masked"
                          ? fmt::format("systemctl unmask {}; ", unit.id)
                          : "",
                      unit.id)};
}

Finding running(const Unit& unit, const std::string& enabled) {
  if (enabled.starts_with("enabled"))
    return {unit.what, Level::ok, fmt::format("{} runs.", unit.id), ""};
  return {unit.what, Level::warning,
          fmt::format("{} runs, but is {}: it will not after a boot.", unit.id,
                      enabled),
          fmt::format("systemctl {} {}",
                      enabled.starts_with("masked") ? "unmask" : "enable",
                      unit.id)};
}

seconds age_of(const std::string& time_stamp, std::chrono::microseconds now) {
  const std::chrono::microseconds then(std::atoll(time_stamp.c_str()));
  return std::chrono::duration_cast<seconds>(now - then);
}

Finding finding_of(const Unit& unit, const std::string& properties,
                   std::chrono::microseconds now) {
  const auto of = [&](const char* name) { return value_of(properties, name); };
  const auto state = of("ActiveState"), enabled = of("UnitFileState");
  const bool is_again = std::atoi(of("NRestarts").c_str()) > 0;
  if (state == "failed")
    return {unit.what, unit.when_down,
            fmt::format("{} has failed: {}.", unit.id, of("Result")),
            remedy_of(unit)};
  if (of("SubState").starts_with("auto-restart") ||
      (is_again && state == "activating"))
    return {unit.what, unit.when_down,
            fmt::format("{} does not stay up, and is started again and again.",
                        unit.id),
            remedy_of(unit)};
  if (state == "inactive" || state == "deactivating")
    return stopped(unit, enabled);
  const auto age = age_of(of("ActiveEnterTimestampMonotonic"), now);
  if (is_again && age < trial)
    return {unit.what, Level::warning,
            fmt::format("{} ended, and was started again {} s ago.", unit.id,
                        age.count()),
            remedy_of(unit)};
  return running(unit, enabled);
}

Finding finding_of_prune(const std::string& properties) {
  const auto result = value_of(properties, "Result");
  if (result == "success")
    return {"prune", Level::ok,
            fmt::format("No failure of {} is known.", prune_unit), ""};
  return {"prune", Level::warning,
          fmt::format("{} failed when it ran last: {}.", prune_unit, result),
          fmt::format("journalctl -u {0}; once that is mended: systemctl start "
                      "{0}",
                      prune_unit)};
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

// A restart, since a reload hands no new credentials over.
std::vector<Finding> findings_of_settings(const std::filesystem::path& file) {
  std::vector<Finding> findings;
  for (const auto* unit : {"provisor-api.service", "provisor-mailer.service"})
    if (is_behind(unit, file))
      findings.push_back(
          {"service", Level::warning,
           fmt::format("{} runs with older settings than {} has.", unit,
                       file.string()),
           fmt::format("systemctl restart {}", unit)});
  return findings;
}

}  // namespace

std::vector<Finding> findings_of_units(const std::vector<std::string>& shown,
                                       std::chrono::microseconds now) {
  std::vector<Finding> findings;
  for (const auto& properties : shown) {
    if (!is_there(properties)) continue;
    const auto id = value_of(properties, "Id");
    const auto unit = std::ranges::find(units, id, &Unit::id);
    if (unit != std::end(units))
      findings.push_back(finding_of(*unit, properties, now));
    if (id == prune_unit) findings.push_back(finding_of_prune(properties));
  }
  return findings;
}

std::vector<Finding> check_services(const Subject& subject) {
  std::vector<std::string> names = {prune_unit};
  std::ranges::transform(units, std::back_inserter(names), &Unit::id);
  auto findings = findings_of_units(
      properties_of(names,
                    "Id,LoadState,ActiveState,SubState,UnitFileState,Result,"
                    "NRestarts,ActiveEnterTimestampMonotonic"),
      monotonic_now());
  std::ranges::move(findings_of_settings(subject.config_file),
                    std::back_inserter(findings));
  std::ranges::move(findings_of_clock(), std::back_inserter(findings));
  return findings;
}

}  // namespace provisor::command
