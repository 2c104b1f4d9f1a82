// times.h — days and spans of time as an operator types them.

#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace provisor::command {

// "2027-01-31" (its first second in UTC) or "2027-01-31T18:00:00Z". Nothing
// when it is no such day.
std::optional<std::chrono::sys_seconds> read_time(std::string_view typed);

// "2027-01-31T18:00:00Z".
std::string time_text(std::chrono::sys_seconds time);

// "90d", "24h", "30m", "45s", "2w": a whole number and a unit, at most ten
// years. Nothing for anything else.
std::optional<std::chrono::seconds> read_span(std::string_view typed);

}  // namespace provisor::command
