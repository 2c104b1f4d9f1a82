#include <algorithm>
#include <charconv>

#include "add_account_checks.h"
#include "add_account_tables.h"
#include "import_row.h"
#include "provisor/base/text.h"
#include "provisor/operations/import.h"

namespace provisor::operations {
namespace {

constexpr std::string_view mail_column = "send_welcome_email";

// A wish under way: its members and what else a row says.
struct Reading {
  AddAccount wish;
  std::optional<bool> send_welcome_email;
};

// What became of a value: taken, no such column here, or refused.
enum class Taken { yes, unknown, refused };

Taken take_integer(const std::string& text,
                   std::optional<std::int64_t>& target) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return Taken::refused;
  target = number;
  return Taken::yes;
}

Taken take_boolean(const std::string& text, std::optional<bool>& target) {
  const auto word = lower_ascii(text);
  if (word != "true" && word != "false" && word != "1" && word != "0")
    return Taken::refused;
  target = word == "true" || word == "1";
  return Taken::yes;
}

template <class Details, class Table>
Taken take_text(const Table& table, std::string_view column,
                const std::string& text, Details& details) {
  for (const auto& row : table)
    if (column == row.name) {
      details.*row.member = text;
      return Taken::yes;
    }
  return Taken::unknown;
}

template <class Details, class Table, class Take>
Taken take_typed(const Table& table, std::string_view column,
                 const std::string& text, Details& details, Take take) {
  for (const auto& row : table)
    if (column == row.name) return take(text, details.*row.member);
  return Taken::unknown;
}

std::optional<Refused> take(std::string_view column, const std::string& text,
                            Reading& reading) {
  auto& [account, user] = reading.wish;
  if (take_text(account_rows, column, text, account) == Taken::yes ||
      take_text(user_rows, column, text, user) == Taken::yes)
    return std::nullopt;
  if (take_typed(integer_rows, column, text, account, take_integer) ==
      Taken::refused)
    return Refused{Refusal::parameter_malformed, std::string(column),
                   "An integer is expected."};
  if (take_typed(account_booleans, column, text, account, take_boolean) ==
          Taken::refused ||
      take_typed(user_booleans, column, text, user, take_boolean) ==
          Taken::refused ||
      (column == mail_column &&
       take_boolean(text, reading.send_welcome_email) == Taken::refused))
    return Refused{Refusal::parameter_malformed, std::string(column),
                   "true or false is expected."};
  return std::nullopt;
}

}  // namespace

std::vector<std::string_view> account_columns() {
  std::vector<std::string_view> names{row_key_column, mail_column};
  const auto add = [&](const auto& table) {
    for (const auto& row : table) names.push_back(row.name);
  };
  add(account_rows);
  add(integer_rows);
  add(account_booleans);
  add(user_rows);
  add(user_booleans);
  return names;
}

Outcome<store::AddAccountWish> account_of(const ImportRow& row) {
  if (auto refused = check_encoding(row)) return *refused;
  Reading reading;
  for (const auto& [column, value] : row) {
    const std::string text(trimmed(value));
    if (text.empty()) continue;
    if (auto refused = take(column, text, reading)) return *refused;
  }
  auto wish = checked_wish(reading.wish, false);
  if (!wish) return wish;
  auto attempt = attempt_of(row, fingerprint_of(*wish));
  if (!attempt) return attempt.refused();
  wish->attempt = std::move(*attempt);
  wish->send_welcome_email = reading.send_welcome_email.value_or(true);
  return wish;
}

}  // namespace provisor::operations
