// networks.h — networks in CIDR form, as a key may be bound to them.

#pragma once

#include <optional>
#include <string>

namespace provisor::command {

// "10.0.0.0/8", "2001:db8::/32", or one address, which becomes /32 or /128.
// Nothing when it is none, or when bits are set beyond the prefix.
std::optional<std::string> read_network(const std::string& typed);

}  // namespace provisor::command
