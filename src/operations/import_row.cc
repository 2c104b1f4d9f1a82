#include "import_row.h"

#include <algorithm>

#include "provisor/base/text.h"

namespace provisor::operations {
namespace {

// Keeps the rows of files apart from the keys of callers.
constexpr std::string_view key_prefix = "import:";
constexpr std::size_t most_key_bytes = 200;

bool is_visible_ascii(char c) { return c > 0x20 && c < 0x7f; }

}  // namespace

std::optional<Refused> check_encoding(const ImportRow& row) {
  for (const auto& [column, value] : row)
    if (!is_utf8(value) || has_nul(value))
      return Refused{Refusal::encoding_malformed, std::string(column)};
  return std::nullopt;
}

Outcome<store::Attempt> attempt_of(const ImportRow& row,
                                   std::string fingerprint) {
  const auto column =
      std::ranges::find(row, row_key_column, &ImportRow::value_type::first);
  const std::string key(column == row.end() ? "" : trimmed(column->second));
  if (key.size() > most_key_bytes ||
      !std::ranges::all_of(key, is_visible_ascii))
    return Refused{Refusal::idempotency_key_malformed,
                   std::string(row_key_column)};
  return store::Attempt{
      std::string(key_prefix) + (key.empty() ? fingerprint : key),
      std::move(fingerprint)};
}

}  // namespace provisor::operations
