// import_kinds.h — the two kinds of rows that an import takes: how each is
// read, what may be there once only, and how a set of it is written.

#pragma once

#include <fmt/format.h>

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "provisor/base/refusal.h"
#include "provisor/base/text.h"
#include "provisor/operations/import.h"
#include "provisor/store/import.h"

namespace provisor::command {

// What may be in a file once only: of two rows that mean the same, nobody could
// say which counts.
class Seen {
 public:
  std::optional<Refused> twice(const char* field, const std::string& value,
                               std::size_t line) {
    const auto [place, is_new] =
        lines_.try_emplace(std::string(field) + '\0' + value, line);
    if (is_new) return std::nullopt;
    return Refused{Refusal::parameter_conflicting, field,
                   fmt::format("Line {} has the same.", place->second)};
  }

 private:
  std::unordered_map<std::string, std::size_t> lines_;
};

struct Contacts {
  static constexpr char plural[] = "contacts";
  using Wish = store::ContactWish;

  std::string country;

  static auto columns() { return operations::contact_columns(); }
  Outcome<Wish> read(const operations::ImportRow& row) const {
    return operations::contact_of(row, country);
  }
  static std::optional<Refused> twice(Seen& seen, const Wish& wish,
                                      std::size_t line) {
    if (auto refused = seen.twice("email", wish.email, line)) return refused;
    if (wish.phone_e164)
      if (auto refused = seen.twice("phone", *wish.phone_e164, line))
        return refused;
    return seen.twice("row_key", wish.attempt.idempotency_key, line);
  }
  static auto write(store::Importer& importer, const std::vector<Wish>& set) {
    return importer.contacts(set);
  }
};

struct Accounts {
  static constexpr char plural[] = "accounts";
  using Wish = store::AddAccountWish;

  static auto columns() { return operations::account_columns(); }
  static Outcome<Wish> read(const operations::ImportRow& row) {
    return operations::account_of(row);
  }
  static std::optional<Refused> twice(Seen& seen, const Wish& wish,
                                      std::size_t line) {
    if (auto refused = seen.twice("username", lower_ascii(wish.username), line))
      return refused;
    return seen.twice("row_key", wish.attempt.idempotency_key, line);
  }
  static auto write(store::Importer& importer, const std::vector<Wish>& set) {
    return importer.accounts(set);
  }
};

}  // namespace provisor::command
