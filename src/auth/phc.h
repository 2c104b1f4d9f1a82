// phc.h — password hashes as text, in the format of the PHC competition.
//
// "$argon2id$v=19$m=19456,t=2,p=1$SALT$HASH" and
// "$scrypt$ln=15,r=8,p=3$SALT$HASH", SALT and HASH in base64 without padding.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace provisor::auth {

struct Argon2idCost {
  std::uint32_t memory_kib, passes, lanes;
};
struct ScryptCost {
  std::uint32_t log2_n, r, p;
};

// Whether some number of the first is below that of the second.
bool is_lower(const Argon2idCost& a, const Argon2idCost& b);
bool is_lower(const ScryptCost& a, const ScryptCost& b);

struct Phc {
  std::variant<Argon2idCost, ScryptCost> cost;
  std::string salt, hash;  // bytes
};

// Nothing when the text is of no known scheme, is malformed, or names a cost
// that could hold a core or the memory for longer than any hash made here.
std::optional<Phc> read_phc(std::string_view text);

std::string text_of(const Phc& phc);

}  // namespace provisor::auth
