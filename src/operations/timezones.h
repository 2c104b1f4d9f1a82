// timezones.h — the names of the tz database that users may have.

#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace provisor::operations {

// Sorted: all of the form area/location, and "UTC". ICU's own inventions and
// the old names without an area (EST, GMT0, Japan) are left out.
const std::vector<std::string>& timezones();

bool is_timezone(std::string_view name);

}  // namespace provisor::operations
