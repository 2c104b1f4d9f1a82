#include "header_value.h"

#include "provisor/base/text.h"

namespace provisor::wire {
namespace {

constexpr std::string_view separators = " \t;=\"";

// Takes a run of characters that are no separators from the front of `rest`.
std::string_view take_token(std::string_view& rest,
                            std::string_view stops = separators) {
  const auto token = rest.substr(0, rest.find_first_of(stops));
  rest.remove_prefix(token.size());
  return token;
}

// `rest` stands behind the opening quotation mark. A backslash quotes only a
// quotation mark or another backslash: some clients send bare ones.
std::optional<std::string> take_quoted(std::string_view& rest) {
  std::string text;
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] == '"') {
      rest.remove_prefix(at + 1);
      return text;
    }
    const bool quotes = rest[at] == '\\' && at + 1 < rest.size() &&
                        (rest[at + 1] == '"' || rest[at + 1] == '\\');
    if (quotes) ++at;
    text += rest[at];
  }
  return std::nullopt;
}

// Many a boundary holds characters that would have to be quoted and are not, so
// a bare value ends only at white space, a semicolon or a quotation mark.
std::optional<std::string> take_value(std::string_view& rest) {
  if (rest.starts_with('"')) {
    rest.remove_prefix(1);
    return take_quoted(rest);
  }
  const auto token = take_token(rest, " \t;\"");
  if (token.empty()) return std::nullopt;
  return std::string(token);
}

// One ";name=value" from the front of `rest`; a bare semicolon is nothing.
bool take_parameter(std::string_view& rest, HeaderValue& header) {
  if (!rest.starts_with(';')) return false;
  rest = trimmed(rest.substr(1));
  const std::string name = lower_ascii(take_token(rest));
  if (name.empty()) return rest.empty() || rest.starts_with(';');
  if (!rest.starts_with('=')) return false;
  rest.remove_prefix(1);
  auto value = take_value(rest);
  rest = trimmed(rest);
  return value && header.parameters.emplace(name, std::move(*value)).second;
}

}  // namespace

std::optional<HeaderValue> read_header_value(std::string_view text) {
  std::string_view rest = trimmed(text);
  HeaderValue header;
  header.main = lower_ascii(take_token(rest));
  rest = trimmed(rest);
  while (!rest.empty())
    if (!take_parameter(rest, header)) return std::nullopt;
  return header;
}

}  // namespace provisor::wire
