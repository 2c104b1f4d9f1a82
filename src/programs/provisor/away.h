// away.h — what helps when the database cannot be reached.

#pragma once

#include <filesystem>
#include <string>

#include "provisor/store/fault.h"

namespace provisor::command {

// By what libpq and PostgreSQL said.
std::string remedy_of(const store::Away& error,
                      const std::filesystem::path& config_file);

// What they said, which may have several lines, as one.
std::string in_one_line(const std::string& text);

}  // namespace provisor::command
