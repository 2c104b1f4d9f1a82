#include "provisor/base/file.h"

#include <cstdint>
#include <fstream>

namespace provisor {

namespace {

constexpr std::uintmax_t most_bytes = 1024 * 1024;

}  // namespace

std::optional<std::string> content_of(const std::filesystem::path& file,
                                      std::error_code& error) {
  const auto type = std::filesystem::status(file, error).type();
  if (type == std::filesystem::file_type::not_found) {
    error.clear();
    return std::nullopt;
  }
  // A pipe or a device may never come to an end.
  if (!error && type != std::filesystem::file_type::regular)
    error = std::make_error_code(std::errc::not_supported);
  if (!error && std::filesystem::file_size(file, error) > most_bytes && !error)
    error = std::make_error_code(std::errc::file_too_large);
  if (error) return std::nullopt;
  std::ifstream stream(file, std::ios::binary);
  std::string content;
  char part[4096];
  while (content.size() <= most_bytes &&
         (stream.read(part, sizeof(part)), stream.gcount() > 0))
    content.append(part, static_cast<std::size_t>(stream.gcount()));
  if (stream.is_open() && !stream.bad()) return content;
  error = std::make_error_code(stream.is_open() ? std::errc::io_error
                                                : std::errc::permission_denied);
  return std::nullopt;
}

}  // namespace provisor
