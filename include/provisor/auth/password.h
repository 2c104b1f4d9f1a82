// password.h — passwords as PHC strings, through OpenSSL.
//
// Argon2id where OpenSSL has it (3.2 and later), else scrypt; verifying takes
// what the string says, as far as this OpenSSL can. The defaults are those of
// OWASP's ASVS 5.0: Argon2id m=19 MiB t=2 p=1; scrypt N=2^15 r=8 p=3.

#pragma once

#include <cstdint>
#include <string>

#include "provisor/base/secret.h"

namespace provisor::auth {

struct PasswordCost {
  std::uint32_t argon2id_memory_kib = 19456;  // 8 … 1048576
  std::uint32_t argon2id_passes = 2;          // 1 … 20
  std::uint32_t scrypt_log2_n = 15;           // 1 … 20
  std::uint32_t scrypt_p = 3;                 // 1 … 16
};

// "$argon2id$v=19$m=…,t=…,p=1$salt$hash" or "$scrypt$ln=…,r=8,p=…$salt$hash";
// 16 bytes of salt, 32 of hash, base64 without padding. Some 50 to 400 ms of
// one core. Throws std::runtime_error when OpenSSL fails.
std::string hash_password(const Secret& password, const PasswordCost& cost);

enum class PasswordCheck { right, wrong, unreadable };

// `unreadable`: the string is no PHC string of a scheme this OpenSSL has, or
// names a cost above the bounds of PasswordCost.
PasswordCheck check_password(const Secret& password, const std::string& phc);

// Whether `phc` is of another scheme or a lower cost than a new hash would be.
bool needs_rehash(const std::string& phc, const PasswordCost& cost);

}  // namespace provisor::auth
