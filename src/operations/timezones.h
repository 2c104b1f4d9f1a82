// timezones.h — the names of the tz database that users may have.

#pragma once

#include <string>
#include <vector>

#include "provisor/operations/normalise.h"

namespace provisor::operations {

// Sorted: all of the form area/location, and "UTC". ICU's own inventions and
// the old names without an area (EST, GMT0, Japan) are left out.
const std::vector<std::string>& timezones();

}  // namespace provisor::operations
