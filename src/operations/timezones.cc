#include "timezones.h"

#include <algorithm>
#include <memory>
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

std::vector<std::string> read_timezones() {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::StringEnumeration> all(
      icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr,
                                                 nullptr, status));
  std::vector<std::string> names;
  for (const char* name = nullptr;
       U_SUCCESS(status) && (name = all->next(nullptr, status)) != nullptr;)
    if (is_offered(name)) names.emplace_back(name);
  if (U_FAILURE(status)) throw std::runtime_error(u_errorName(status));
  std::sort(names.begin(), names.end());
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
