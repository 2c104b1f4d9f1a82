#include "provisor/base/file.h"

#include <fstream>

namespace provisor {

std::optional<std::string> content_of(const std::filesystem::path& file,
                                      std::error_code& error) {
  const auto type = std::filesystem::status(file, error).type();
  if (type == std::filesystem::file_type::not_found) {
    error.clear();
    return std::nullopt;
  }
  if (error) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string content;
  char part[4096];
  while (stream.read(part, sizeof(part)), stream.gcount() > 0)
    content.append(part, static_cast<std::size_t>(stream.gcount()));
  // A directory opens, too, and then cannot be read.
  if (stream.is_open() && !stream.bad()) return content;
  error = std::make_error_code(stream.is_open() ? std::errc::io_error
                                                : std::errc::permission_denied);
  return std::nullopt;
}

}  // namespace provisor
