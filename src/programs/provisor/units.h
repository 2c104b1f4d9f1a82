// units.h — what systemd says of the units of this machine.

#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

namespace provisor::command {

// Of lines NAME=VALUE, as `systemctl show` writes them; empty: not among them.
std::string value_of(const std::string& properties, const std::string& name);

// A text of lines NAME=VALUE for each unit. None where systemd does not run.
std::vector<std::string> properties_of(const std::vector<std::string>& units,
                                       const std::string& names);

// Also when the unit was masked.
bool is_there(const std::string& properties);

// On the clock of systemd's time stamps.
std::chrono::microseconds monotonic_now();

// Whether the unit runs with older settings than this file has: the file was
// written since the unit was started, or last told to read it again.
bool is_behind(const std::string& unit, const std::filesystem::path& file);

// Whom the unit runs as; empty: there is no such unit, or it runs as root.
std::string user_of(const std::string& unit);

}  // namespace provisor::command
