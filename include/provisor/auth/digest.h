// digest.h — SHA-256 and random bytes, for all rooms that need them.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace provisor::auth {

// SHA-256 in lower-case hexadecimal, 64 characters.
std::string sha256_hex(std::string_view bytes);

// Bytes from OpenSSL's generator; throws std::runtime_error if it has none.
std::string random_bytes(std::size_t count);

}  // namespace provisor::auth
