// connection_string.h — whether a connection string carries a secret.

#pragma once

#include <string_view>

namespace provisor::config {

// For "name=value …" and for "postgresql://…". Rather too often than too
// rarely: what looks like a password is one.
bool has_password(std::string_view connection);

}  // namespace provisor::config
