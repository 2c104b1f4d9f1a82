// api_key.h — the keys that callers send: made, recognised, hashed.
//
// A key made here is "pv_live_" + 32 random base62 characters + 6 base62
// characters of CRC-32 over all before them, so a typing mistake is told apart
// from a wrong key without the database. Keys imported from elsewhere are
// opaque: 12 to 128 visible ASCII characters. The database holds SHA-256 of a
// key only; a caller cannot steer the bits of a digest, so looking one up by
// index tells nothing through time.

#pragma once

#include <string>
#include <string_view>

#include "provisor/base/outcome.h"
#include "provisor/base/secret.h"

namespace provisor::auth {

struct NewApiKey {
  Secret key;          // shown to its owner once
  std::string prefix;  // first 12 characters, kept to recognise it in lists
};
NewApiKey make_api_key();

// Whether the text can be a key at all: of the imported form or, when it
// starts like our own, with a right checksum. Refuses with key_missing when it
// is empty and with key_invalid otherwise.
Outcome<Secret> read_api_key(std::string_view text);

// What may stand in a list for a key: its first 12 characters for our own, the
// first 4 for an imported one.
std::string prefix_of(const Secret& key);

// SHA-256 in lower-case hexadecimal, 64 characters.
std::string digest_of(const Secret& key);

}  // namespace provisor::auth
