#include "networks.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>

namespace provisor::command {
namespace {

using Address = std::array<unsigned char, 16>;

bool has_bits_beyond(const Address& address, int prefix, int width) {
  for (int bit = prefix; bit < width; ++bit)
    if (address[static_cast<std::size_t>(bit / 8)] & 0x80 >> bit % 8)
      return true;
  return false;
}

std::optional<int> read_prefix(const std::string& digits, int width) {
  int prefix = 0;
  const auto end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, prefix);
  if (error != std::errc() || stop != end || prefix < 0 || prefix > width)
    return std::nullopt;
  return prefix;
}

}  // namespace

std::optional<std::string> read_network(const std::string& typed) {
  const auto slash = typed.find('/');
  const std::string host = typed.substr(0, slash);
  Address address{};
  int width = 32;
  if (inet_pton(AF_INET, host.c_str(), address.data()) != 1) {
    width = 128;
    if (inet_pton(AF_INET6, host.c_str(), address.data()) != 1)
      return std::nullopt;
  }
  const auto prefix = slash == std::string::npos
                          ? width
                          : read_prefix(typed.substr(slash + 1), width);
  if (!prefix || has_bits_beyond(address, *prefix, width)) return std::nullopt;
  return host + "/" + std::to_string(*prefix);
}

}  // namespace provisor::command
