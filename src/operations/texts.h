// texts.h — tables of what the texts of a wish may hold, and their check.
//
// A text of which nothing can be seen counts as not sent: forms send their
// empty fields, and a mandatory field left empty is missing.

#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "provisor/base/outcome.h"

namespace provisor::operations {

enum class Form {
  line,   // no control character, so that it can stand in a mail's header
  lines,  // tab, CR and LF allowed
  email,
  flag,  // "1": yes, "2": no
};

template <class Wish>
struct TextRow {
  const char* name;  // in the words of the API
  std::optional<std::string> Wish::*member;
  Form form;
  bool is_mandatory;
  std::size_t most = 200;  // code points
};

struct TextRule {
  std::string_view name;
  Form form;
  bool is_mandatory;
  std::size_t most;
};

// Trims and normalises `text`, or says why it cannot be taken.
std::optional<Refused> settle(std::optional<std::string>& text,
                              const TextRule& rule);

// The same for all rows, in their order; the first refusal counts.
template <class Wish, std::size_t n>
std::optional<Refused> settle_all(Wish& wish, const TextRow<Wish> (&rows)[n]) {
  for (const auto& row : rows) {
    const TextRule rule{row.name, row.form, row.is_mandatory, row.most};
    if (auto refused = settle(wish.*row.member, rule)) return refused;
  }
  return std::nullopt;
}

// The items between commas: trimmed, blank ones dropped, each once (the first
// spelling counts; ASCII letters compare without case).
std::vector<std::string> items_of(std::string_view text);

// Refuses too many tags, and too long ones.
std::optional<Refused> check_tags(const std::vector<std::string>& tags);

}  // namespace provisor::operations
