// attempt.h — what makes a call repeatable: its key and its fingerprint.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/operations/context.h"

namespace provisor::operations {

// A digest over an operation's name and the values of its wish. Every name and
// value carries its length, so no two wishes have one listing; a value not sent
// differs from an empty one.
class Fingerprint {
 public:
  explicit Fingerprint(std::string_view operation);

  Fingerprint& add(std::string_view name, std::string_view value);
  Fingerprint& add(std::string_view name, std::int64_t value);
  Fingerprint& add(std::string_view name, bool value);
  Fingerprint& add(std::string_view name,
                   const std::vector<std::string>& values);
  template <class Value>
  Fingerprint& add(std::string_view name, const std::optional<Value>& value) {
    return value ? add(name, *value) : *this;
  }
  Fingerprint& add(std::string_view name, const std::string& value) {
    return add(name, std::string_view(value));
  }

  std::string hex() const;

 private:
  std::string listing_;
};

// The caller's idempotency key, else a random one. Refuses with
// idempotency_key_malformed.
Outcome<std::string> idempotency_key_of(const Context& context);

// Whether the caller is told that this answers a call of before. A statement
// that was run again because its first answer got lost on the way here finds
// its own operation row and calls that a replay too; whoever sent no key called
// once. With a key of the caller's the two cannot be told apart.
bool is_replay(const Context& context, bool replayed);

store::Caller caller_of(const Context& context);

}  // namespace provisor::operations
