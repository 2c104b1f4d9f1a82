#include "provisor/auth/digest.h"

#include <array>
#include <stdexcept>

#include <openssl/evp.h>
#include <openssl/rand.h>

#include "provisor/base/text.h"

namespace provisor::auth {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(),
                 nullptr) != 1)
    throw std::runtime_error("OpenSSL cannot compute SHA-256");
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()),
                 static_cast<int>(count)) != 1)
    throw std::runtime_error("OpenSSL has no random bytes");
  return bytes;
}

}  // namespace provisor::auth
