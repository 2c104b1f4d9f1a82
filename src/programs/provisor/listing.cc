#include "listing.h"

#include <fmt/format.h>

#include <algorithm>

#include "provisor/base/text.h"

namespace provisor::command {
namespace {

template <class... Lambdas>
struct Overloaded : Lambdas... {
  using Lambdas::operator()...;
};
template <class... Lambdas>
Overloaded(Lambdas...) -> Overloaded<Lambdas...>;

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

std::string joined(const std::vector<std::string>& texts) {
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string text_of(const Cell& cell) {
  return printable(std::visit(
      Overloaded{[](std::nullptr_t) { return std::string("-"); },
                 [](bool truth) { return std::string(truth ? "yes" : "no"); },
                 [](std::int64_t number) { return std::to_string(number); },
                 [](const std::string& text) { return text; },
                 [](const std::vector<std::string>& texts) {
                   return texts.empty() ? "-" : joined(texts);
                 },
                 [](const Json& json) { return json.text; }},
      cell));
}

std::string json_text(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (is_control(c))
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    else
      out += c;
  }
  return out + '"';
}

std::string json_value(const Cell& cell) {
  return std::visit(
      Overloaded{
          [](std::nullptr_t) { return std::string("null"); },
          [](bool truth) { return std::string(truth ? "true" : "false"); },
          [](std::int64_t number) { return std::to_string(number); },
          [](const std::string& text) { return json_text(text); },
          [](const std::vector<std::string>& texts) {
            std::vector<std::string> items;
            for (const auto& text : texts) items.push_back(json_text(text));
            return "[" + joined(items) + "]";
          },
          [](const Json& json) { return json.text; }},
      cell);
}

struct Width {
  std::size_t characters;
  bool is_number;
};

// "-" stands in columns of numbers too.
bool is_number_or_absent(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) ||
         std::holds_alternative<std::nullptr_t>(cell);
}

Width width_of(const Listing& listing, std::size_t column) {
  Width width{code_points(listing.columns[column]), false};
  bool all_fit = true;
  for (const auto& row : listing.rows) {
    const Cell& cell = row[column];
    width.characters = std::max(width.characters, code_points(text_of(cell)));
    width.is_number |= std::holds_alternative<std::int64_t>(cell);
    all_fit &= is_number_or_absent(cell);
  }
  width.is_number &= all_fit;
  return width;
}

std::vector<Width> widths_of(const Listing& listing) {
  std::vector<Width> widths;
  for (std::size_t column = 0; column < listing.columns.size(); ++column)
    widths.push_back(width_of(listing, column));
  return widths;
}

std::string line_of(const std::vector<std::string>& texts,
                    const std::vector<Width>& widths) {
  std::string line;
  for (std::size_t column = 0; column < texts.size(); ++column) {
    const std::string padding(
        widths[column].characters - code_points(texts[column]), ' ');
    if (column > 0) line += "  ";
    line += widths[column].is_number ? padding + texts[column]
                                     : texts[column] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line + "\n";
}

}  // namespace

// Also U+0080 to U+009F, among them the one-character form of "ESC [".
std::string printable(std::string_view text) {
  std::string safe;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_c1 = text[i] == '\xC2' && i + 1 < text.size() &&
                       static_cast<unsigned char>(text[i + 1]) < 0xA0;
    safe += is_control(text[i]) || is_c1 ? '?' : text[i];
    if (is_c1) ++i;
  }
  return safe;
}

std::string table_of(const Listing& listing) {
  if (listing.rows.empty()) return "(none)\n";
  const auto widths = widths_of(listing);
  std::string table = line_of(listing.columns, widths);
  for (const auto& row : listing.rows) {
    std::vector<std::string> texts;
    for (const auto& cell : row) texts.push_back(text_of(cell));
    table += line_of(texts, widths);
  }
  return table;
}

std::string table_of(const Record& record) {
  std::size_t width = 0;
  for (const auto& [name, cell] : record) width = std::max(width, name.size());
  std::string table;
  for (const auto& [name, cell] : record)
    table += fmt::format("{:<{}}  {}\n", name, width, text_of(cell));
  return table;
}

std::string json_of(const Record& record) {
  std::vector<std::string> members;
  for (const auto& [name, cell] : record)
    members.push_back(json_text(name) + ": " + json_value(cell));
  return "{" + joined(members) + "}";
}

std::string json_of(const Listing& listing) {
  std::vector<std::string> objects;
  for (const auto& row : listing.rows) {
    Record record;
    for (std::size_t column = 0; column < row.size(); ++column)
      record.emplace_back(listing.columns[column], row[column]);
    objects.push_back(json_of(record));
  }
  return fmt::format("[{}]", fmt::join(objects, ",\n "));
}

}  // namespace provisor::command
