// shell.h — commands as an operator can paste them into a shell.

#pragma once

#include <string>

namespace provisor::command {

// As one word of a shell.
std::string shell_quoted(const std::string& word);

}  // namespace provisor::command
