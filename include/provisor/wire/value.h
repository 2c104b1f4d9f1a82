// value.h — a JSON value as callers send it: many clients, many spellings.
//
// A thin read-only view so that jsoncpp stays behind this room's door. Clients
// written in PHP send numbers as strings and empty objects as []; the readers
// here accept what clients in the field send and nothing else.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace provisor::wire {

class Value;
using Members = std::map<std::string, Value, std::less<>>;

class Value {
 public:
  using Array = std::vector<Value>;
  // Integers outside 64 bit and fractions are doubles.
  using Storage = std::variant<std::nullptr_t, bool, std::int64_t, double,
                               std::string, std::shared_ptr<const Array>,
                               std::shared_ptr<const Members>>;
  Value() : storage_(nullptr) {}
  explicit Value(Storage storage) : storage_(std::move(storage)) {}

  bool is_null() const;
  bool is_object() const;  // [] is none here; object() is more generous
  bool is_string() const;

  const std::string* string() const;  // null when it is no string
  const Array* array() const;         // null when it is no array
  // The members of an object; an empty array counts as an empty object (PHP's
  // json_encode writes one so). Null when it is neither.
  const Members* object() const;

  // 12, "12", 12.0, "-3": an integer of 64 bit. Nothing for anything else.
  std::optional<std::int64_t> integer_like() const;
  // true, false, 0, 1, "0", "1", "true", "false". Nothing for anything else.
  std::optional<bool> boolean_like() const;
  // A string, or an integer as its decimal text. Nothing for anything else.
  std::optional<std::string> text_like() const;

  const Storage& storage() const { return storage_; }

 private:
  Storage storage_;
};

}  // namespace provisor::wire
