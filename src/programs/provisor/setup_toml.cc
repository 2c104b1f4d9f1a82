#include "setup_toml.h"

#include <algorithm>
#include <string_view>

#include "lines.h"
#include "provisor/base/text.h"

namespace provisor::command {
namespace {

// Where a comment begins, which is not within quotes.
std::size_t end_of_value(const std::string& line) {
  char quote = 0;
  for (std::size_t at = 0; at < line.size(); ++at) {
    const char c = line[at];
    if (quote == '"' && c == '\\')
      ++at;
    else if (quote)
      quote = c == quote ? 0 : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '#')
      return at;
  }
  return line.size();
}

bool is_header(const std::string& line) {
  return trimmed(line).starts_with('[');
}

bool is_header_of(const std::string& line, const std::string& section) {
  return trimmed(line.substr(0, end_of_value(line))) == "[" + section + "]";
}

bool sets(std::string_view line, std::string_view key) {
  const auto equals = line.find('=');
  return equals != line.npos && trimmed(line.substr(0, equals)) == key;
}

bool suggests(std::string_view line, std::string_view key) {
  const auto text = trimmed(line);
  return text.starts_with('#') && sets(text.substr(1), key);
}

struct Table {
  std::size_t start, end;  // the lines after the header
};

std::optional<Table> table_in(const Lines& lines, const std::string& section) {
  const auto header = std::ranges::find_if(lines, [&section](const auto& line) {
    return is_header_of(line, section);
  });
  if (header == lines.end()) return std::nullopt;
  const auto end = std::find_if(header + 1, lines.end(), is_header);
  return Table{static_cast<std::size_t>(header + 1 - lines.begin()),
               static_cast<std::size_t>(end - lines.begin())};
}

using Test = bool (*)(std::string_view, std::string_view);

std::optional<std::size_t> find_line(const Lines& lines, const Table& table,
                                     Test test, const std::string& key) {
  for (auto at = table.start; at < table.end; ++at)
    if (test(lines[at], key)) return at;
  return std::nullopt;
}

// Before the blank lines and the comments that lead to the next table.
std::size_t end_of_settings(const Lines& lines, const Table& table) {
  auto end = table.end;
  while (end > table.start &&
         (trimmed(lines[end - 1]).empty() ||
          (end != lines.size() && trimmed(lines[end - 1]).starts_with('#'))))
    --end;
  return end;
}

}  // namespace

std::optional<std::string> toml_value(const std::string& file,
                                      const std::string& section,
                                      const std::string& key) {
  const auto lines = lines_of(file);
  const auto table = table_in(lines, section);
  if (!table) return std::nullopt;
  const auto at = find_line(lines, *table, sets, key);
  if (!at) return std::nullopt;
  const auto line = lines[*at].substr(0, end_of_value(lines[*at]));
  return std::string(
      trimmed(std::string_view(line).substr(line.find('=') + 1)));
}

std::string with_toml(const std::string& file, const std::string& section,
                      const std::string& key, const std::string& value) {
  if (toml_value(file, section, key) == value) return file;
  auto lines = lines_of(file);
  const auto setting = key + " = " + value;
  const auto table = table_in(lines, section);
  if (!table) {
    if (!lines.empty() && !trimmed(lines.back()).empty()) lines.push_back("");
    lines.insert(lines.end(), {"[" + section + "]", setting});
    return text_of(lines);
  }
  auto at = find_line(lines, *table, sets, key);
  if (!at) at = find_line(lines, *table, suggests, key);
  if (at)
    lines[*at] = setting;
  else
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(
                                     end_of_settings(lines, *table)),
                 setting);
  return text_of(lines);
}

std::string without_toml(const std::string& file, const std::string& section,
                         const std::string& key) {
  auto lines = lines_of(file);
  const auto table = table_in(lines, section);
  const auto at = table ? find_line(lines, *table, sets, key)
                        : std::optional<std::size_t>();
  if (!at) return file;
  lines[*at].insert(lines[*at].begin(), '#');
  return text_of(lines);
}

}  // namespace provisor::command
