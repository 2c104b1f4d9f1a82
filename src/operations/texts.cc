#include "texts.h"

#include <algorithm>

#include "provisor/base/text.h"
#include "provisor/operations/normalise.h"
#include "unicode_text.h"

namespace provisor::operations {

namespace {

constexpr std::size_t most_tags = 50;
constexpr std::size_t most_tag_characters = 100;

Refused malformed(const TextRule& rule, std::string detail) {
  return {Refusal::parameter_malformed, std::string(rule.name),
          std::move(detail)};
}

std::optional<Refused> settle_email(std::string& text, const TextRule& rule) {
  auto address = normal_email(text);
  if (!address)
    return Refused{Refusal::email_malformed, std::string(rule.name)};
  text = std::move(*address);
  return std::nullopt;
}

std::optional<Refused> check_flag(const std::string& text,
                                  const TextRule& rule) {
  if (text == "1" || text == "2") return std::nullopt;
  return malformed(rule, "Send 1 for yes or 2 for no.");
}

std::optional<Refused> check_length_and_controls(const std::string& text,
                                                 const TextRule& rule) {
  if (has_control(text, rule.form == Form::lines))
    return malformed(rule, "Control characters are not allowed.");
  if (code_points(text) > rule.most)
    return malformed(rule, "At most " + std::to_string(rule.most) +
                               " characters are allowed.");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> normal_text(std::string_view typed) {
  const auto text = without_outer_space(typed);
  if (is_blank(text)) return std::nullopt;
  return std::string(text);
}

std::optional<std::string> normal_line(std::string_view typed,
                                       std::size_t most) {
  auto text = is_utf8(typed) ? normal_text(typed) : std::nullopt;
  const bool is_fit =
      text && !has_control(*text, false) && code_points(*text) <= most;
  return is_fit ? text : std::nullopt;
}

std::optional<Refused> settle(std::optional<std::string>& text,
                              const TextRule& rule) {
  if (text) text = normal_text(*text);
  if (!text) {
    if (!rule.is_mandatory) return std::nullopt;
    return Refused{Refusal::parameter_missing, std::string(rule.name)};
  }
  switch (rule.form) {
    case Form::email:
      return settle_email(*text, rule);
    case Form::flag:
      return check_flag(*text, rule);
    case Form::line:
    case Form::lines:
      return check_length_and_controls(*text, rule);
  }
  return std::nullopt;
}

std::vector<std::string> items_of(std::string_view text) {
  std::vector<std::string> items, seen;
  for (std::size_t start = 0; start <= text.size();) {
    const auto comma = std::min(text.find(',', start), text.size());
    auto item = normal_text(text.substr(start, comma - start));
    start = comma + 1;
    if (!item) continue;
    auto spelling = lower_ascii(*item);
    if (std::find(seen.begin(), seen.end(), spelling) != seen.end()) continue;
    items.push_back(std::move(*item));
    seen.push_back(std::move(spelling));
  }
  return items;
}

std::optional<Refused> check_tags(const std::vector<std::string>& tags) {
  if (tags.size() > most_tags)
    return Refused{Refusal::parameter_malformed, "tags",
                   "At most 50 tags are allowed."};
  for (const auto& tag : tags)
    if (code_points(tag) > most_tag_characters)
      return Refused{Refusal::parameter_malformed, "tags",
                     "A tag may have at most 100 characters."};
  return std::nullopt;
}

}  // namespace provisor::operations
