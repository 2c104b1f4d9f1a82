// credentials.h — how the configuration names secrets.

#pragma once

#include <string>

namespace provisor::command {

// The file with the password for a connection string; empty: none.
std::string password_file_of(const std::string& connection);

// The file, in the directory of the unit's program, of what the configuration
// names as the unit has it: $CREDENTIALS_DIRECTORY/secret_NAME, or its copy
// /run/UNIT/secret_NAME. Empty: it is no credential of a unit.
std::string credential_name(const std::string& named);

}  // namespace provisor::command
