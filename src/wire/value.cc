#include "provisor/wire/value.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace provisor::wire {
namespace {

std::optional<std::int64_t> integer_in(const std::string& text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::optional<std::int64_t> integer_in(double number) {
  constexpr double bound = 9223372036854775808.0;  // 2^63
  if (!(number >= -bound && number < bound)) return std::nullopt;
  if (std::trunc(number) != number) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

}  // namespace

bool Value::is_null() const {
  return std::holds_alternative<std::nullptr_t>(storage_);
}

bool Value::is_object() const {
  return std::holds_alternative<std::shared_ptr<const Members>>(storage_);
}

bool Value::is_string() const { return string() != nullptr; }

const std::string* Value::string() const {
  return std::get_if<std::string>(&storage_);
}

const Value::Array* Value::array() const {
  const auto* held = std::get_if<std::shared_ptr<const Array>>(&storage_);
  return held ? held->get() : nullptr;
}

const Members* Value::object() const {
  static const Members none;
  if (const auto* held = std::get_if<std::shared_ptr<const Members>>(&storage_))
    return held->get();
  return array() && array()->empty() ? &none : nullptr;
}

std::optional<std::int64_t> Value::integer_like() const {
  if (const auto* number = std::get_if<std::int64_t>(&storage_)) return *number;
  if (const auto* number = std::get_if<double>(&storage_))
    return integer_in(*number);
  if (const auto* text = string()) return integer_in(*text);
  return std::nullopt;
}

std::optional<bool> Value::boolean_like() const {
  if (const auto* claim = std::get_if<bool>(&storage_)) return *claim;
  const auto text = text_like();
  if (text == "1" || text == "true") return true;
  if (text == "0" || text == "false") return false;
  return std::nullopt;
}

std::optional<std::string> Value::text_like() const {
  if (const auto* text = string()) return *text;
  if (const auto* number = std::get_if<std::int64_t>(&storage_))
    return std::to_string(*number);
  return std::nullopt;
}

}  // namespace provisor::wire
