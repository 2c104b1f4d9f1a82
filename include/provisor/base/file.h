// file.h — the whole of a small file.

#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace provisor {

// Nothing when there is no such file, and when it cannot be read, is no regular
// file or has more than 1 MiB; `error` says only of the latter three.
std::optional<std::string> content_of(const std::filesystem::path& file,
                                      std::error_code& error);

}  // namespace provisor
