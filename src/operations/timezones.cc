// The names are those of the tz database that the machine has, for ICU's own
// table is older and has names that never were in it. ICU's is for a machine
// without one.

#include "timezones.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>

#include <unicode/strenum.h>
#include <unicode/timezone.h>

namespace provisor::operations {

namespace {

bool is_offered(std::string_view name) {
  if (name == "UTC") return true;
  return name.find('/') != name.npos && !name.starts_with("SystemV/") &&
         name != "Etc/Unknown";
}

// In the compact source form of the tz database, where a zone is a line
// "Z name …" and another name for one "L name other-name".
std::vector<std::string> names_of_the_machine() {
  std::ifstream file("/usr/share/zoneinfo/tzdata.zi");
  std::vector<std::string> names;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, name;
    words >> kind >> name;
    if (kind == "L") words >> name;
    if ((kind == "Z" || kind == "L") && is_offered(name)) names.push_back(name);
  }
  return names;
}

std::vector<std::string> names_of_icu() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> all(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr,
                                                 nullptr, status));
  std::vector<std::string> names;
  for (const char* name = nullptr;
       U_SUCCESS(status) && (name = all->next(nullptr, status)) != nullptr;)
    if (is_offered(name)) names.emplace_back(name);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  return names;
}

std::vector<std::string> read_timezones() {
  auto names = names_of_the_machine();
  if (names.empty()) names = names_of_icu();
  // A link, which a database without the old names may lack.
  names.emplace_back("UTC");
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace

const std::vector<std::string>& timezones() {
  static const auto names = read_timezones();
  return names;
}

bool is_timezone(std::string_view name) {
  return std::binary_search(timezones().begin(), timezones().end(), name,
                            std::less<>());
}

}  // namespace provisor::operations
