#include "attempt.h"

#include <algorithm>

#include "provisor/auth/api_key.h"
#include "provisor/auth/digest.h"
#include "provisor/base/text.h"

namespace provisor::operations {

namespace {

constexpr std::size_t most_key_bytes = 255;
constexpr std::size_t random_key_bytes = 16;

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

void append(std::string& listing, std::string_view text) {
  listing += std::to_string(text.size());
  listing += ':';
  listing += text;
}

}  // namespace

Fingerprint::Fingerprint(std::string_view operation) {
  listing_.reserve(1024);
  append(listing_, operation);
}

Fingerprint& Fingerprint::add(std::string_view name, std::string_view value) {
  append(listing_, name);
  append(listing_, value);
  return *this;
}

Fingerprint& Fingerprint::add(std::string_view name, std::int64_t value) {
  return add(name, std::string_view(std::to_string(value)));
}

Fingerprint& Fingerprint::add(std::string_view name, bool value) {
  return add(name, std::string_view(value ? "true" : "false"));
}

Fingerprint& Fingerprint::add(std::string_view name,
                              const std::vector<std::string>& values) {
  std::string items;
  for (const auto& value : values) append(items, value);
  return add(name, std::string_view(items));
}

std::string Fingerprint::hex() const { return auth::sha256_hex(listing_); }

Outcome<std::string> idempotency_key_of(const Context& context) {
  if (!context.idempotency_key)
    return "auto-" + hex(auth::random_bytes(random_key_bytes));
  const auto& key = *context.idempotency_key;
  if (key.empty() || key.size() > most_key_bytes ||
      !std::all_of(key.begin(), key.end(), is_visible_ascii))
    return Refusal::idempotency_key_malformed;
  return key;
}

bool is_replay(const Context& context, bool replayed) {
  return replayed && context.idempotency_key;
}

store::Caller caller_of(const Context& context) {
  return {auth::digest_of(context.key), context.remote_address};
}

}  // namespace provisor::operations
