// units.h — what systemd says of the units of this machine.

#pragma once

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

// Whom the unit runs as; empty: there is no such unit, or it runs as root.
std::string user_of(const std::string& unit);

}  // namespace provisor::command
