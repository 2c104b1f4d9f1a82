// keys.h — API keys as the database knows them: digests, never keys.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "provisor/store/accounts.h"

namespace provisor::store {

struct KeyDigest {
  std::string digest;  // SHA-256 of the key in hexadecimal (auth::digest_of)
  std::string prefix;  // what may stand in a list (auth::prefix_of)
};

struct NewKey {
  KeyDigest key;
  std::string label;
  std::int64_t account_id;
  std::string username;               // an active user of that account
  std::optional<Time> expires_at;     // none: never
  std::vector<std::string> networks;  // CIDR; empty: from everywhere
};

struct Key {
  std::int64_t id, account_id, user_id;
  std::string username, prefix, label;
  std::vector<std::string> networks;
  Time created_at;
  std::optional<Time> expires_at, revoked_at;
};

// The old key goes on working until `overlap` is over, or until its own expiry
// when that comes first.
struct Rotation {
  std::int64_t key_id;
  KeyDigest key;
  std::chrono::seconds overlap;
  // Of the new key; none: it lives as long from now as the old one was to live
  // when it was made, so for ever when that was for ever.
  std::optional<Time> expires_at = {};
};

}  // namespace provisor::store
