#include "provisor/auth/password.h"

#include <cstddef>
#include <memory>
#include <stdexcept>
#include <variant>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/opensslv.h>
#include <openssl/params.h>

#include "phc.h"
#include "provisor/auth/digest.h"
#include "provisor/base/call_notes.h"

#if OPENSSL_VERSION_NUMBER >= 0x30200000L
#define PROVISOR_HAS_ARGON2ID 1
#else
#define PROVISOR_HAS_ARGON2ID 0
#endif

namespace provisor::auth {
namespace {

constexpr std::size_t salt_size = 16;
constexpr std::size_t hash_size = 32;

unsigned char* bytes_of(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

struct Input {
  const Secret& password;
  std::string salt;
  std::size_t size;  // of the hash that is asked for
};

std::string derive(const ScryptCost& cost, Input input) {
  const std::uint64_t n = std::uint64_t{1} << cost.log2_n;
  // OpenSSL refuses more than 32 MiB unless told what is needed: N + p blocks
  // of 128 r bytes, and some for mixing.
  const std::uint64_t memory = 128ull * cost.r * (n + cost.p + 16);
  const auto password = input.password.reveal();
  std::string hash(input.size, '\0');
  if (EVP_PBE_scrypt(password.data(), password.size(), bytes_of(input.salt),
                     input.salt.size(), n, cost.r, cost.p, memory,
                     bytes_of(hash), hash.size()) != 1)
    throw std::runtime_error("OpenSSL cannot compute scrypt");
  return hash;
}

#if PROVISOR_HAS_ARGON2ID

struct KdfDeleter {
  void operator()(EVP_KDF* kdf) const { EVP_KDF_free(kdf); }
  void operator()(EVP_KDF_CTX* context) const { EVP_KDF_CTX_free(context); }
};

std::string derive(const Argon2idCost& cost, Input input) {
  auto [memory, passes, lanes] = cost;
  // OpenSSL takes a pointer to what it only reads.
  const auto password = input.password.reveal();
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_PASSWORD,
                                        const_cast<char*>(password.data()),
                                        password.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, input.salt.data(),
                                        input.salt.size()),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_MEMCOST, &memory),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ITER, &passes),
      OSSL_PARAM_construct_uint32(OSSL_KDF_PARAM_ARGON2_LANES, &lanes),
      OSSL_PARAM_construct_end()};

  const std::unique_ptr<EVP_KDF, KdfDeleter> kdf(
      EVP_KDF_fetch(nullptr, "ARGON2ID", nullptr));
  const std::unique_ptr<EVP_KDF_CTX, KdfDeleter> context(
      EVP_KDF_CTX_new(kdf.get()));
  std::string hash(input.size, '\0');
  if (!context || EVP_KDF_derive(context.get(), bytes_of(hash), hash.size(),
                                 parameters) != 1)
    throw std::runtime_error("OpenSSL cannot compute Argon2id");
  return hash;
}

constexpr bool can_compute(const auto&) { return true; }

#else

constexpr bool can_compute(const ScryptCost&) { return true; }
constexpr bool can_compute(const Argon2idCost&) { return false; }
std::string derive(const Argon2idCost&, const Input&) {
  throw std::logic_error("this OpenSSL has no Argon2id");
}

#endif

// What a new hash costs.
#if PROVISOR_HAS_ARGON2ID
using NewCost = Argon2idCost;
NewCost cost_of_new(const PasswordCost& cost) {
  return {cost.argon2id_memory_kib, cost.argon2id_passes, 1};
}
#else
using NewCost = ScryptCost;
NewCost cost_of_new(const PasswordCost& cost) {
  return {cost.scrypt_log2_n, 8, cost.scrypt_p};
}
#endif

}  // namespace

std::string hash_password(const Secret& password, const PasswordCost& cost) {
  const auto scheme_cost = cost_of_new(cost);
  auto salt = random_bytes(salt_size);
  const Stretch hashing(&CallNotes::hashing);
  auto hash = derive(scheme_cost, Input{password, salt, hash_size});
  return text_of({scheme_cost, std::move(salt), std::move(hash)});
}

PasswordCheck check_password(const Secret& password, const std::string& phc) {
  const auto known = read_phc(phc);
  if (!known) return PasswordCheck::unreadable;
  return std::visit(
      [&](const auto& cost) {
        if (!can_compute(cost)) return PasswordCheck::unreadable;
        const auto hash =
            derive(cost, Input{password, known->salt, known->hash.size()});
        return CRYPTO_memcmp(hash.data(), known->hash.data(), hash.size()) == 0
                   ? PasswordCheck::right
                   : PasswordCheck::wrong;
      },
      known->cost);
}

bool needs_rehash(const std::string& phc, const PasswordCost& cost) {
  const auto known = read_phc(phc);
  if (!known) return true;
  const auto* had = std::get_if<NewCost>(&known->cost);
  return had == nullptr || is_lower(*had, cost_of_new(cost));
}

}  // namespace provisor::auth
