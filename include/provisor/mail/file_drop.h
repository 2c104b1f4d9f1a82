// file_drop.h — hands a message over by writing it as a file.

#pragma once

#include <filesystem>
#include <string>

namespace provisor::mail {

// Writes DIRECTORY/NAME.eml whole or not at all (a temporary file, fsync,
// rename), mode 0600; a file of that name is replaced, so dropping a message
// twice leaves one. Throws std::system_error.
void drop_message(const std::filesystem::path& directory,
                  const std::string& name, const std::string& message);

}  // namespace provisor::mail
