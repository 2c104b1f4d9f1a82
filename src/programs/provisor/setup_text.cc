#include "setup_text.h"

#include <algorithm>
#include <functional>
#include <sstream>
#include <string_view>

namespace provisor::command {
namespace {

constexpr auto npos = std::string::npos;
using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::string text_of(const Lines& lines) {
  std::string text;
  for (const auto& line : lines) text += line + "\n";
  return text;
}

std::string trimmed(std::string_view text) {
  const auto start = text.find_first_not_of(" \t\r");
  if (start == npos) return "";
  return std::string(
      text.substr(start, text.find_last_not_of(" \t\r") - start + 1));
}

// ---- TOML
// --------------------------------------------------------------------

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

bool sets(const std::string& line, const std::string& key) {
  const auto equals = line.find('=');
  return equals != npos && trimmed(line.substr(0, equals)) == key;
}

bool suggests(const std::string& line, const std::string& key) {
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

using Test = bool (*)(const std::string&, const std::string&);

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

std::string toml_text(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

std::optional<std::string> toml_value(const std::string& file,
                                      const std::string& section,
                                      const std::string& key) {
  const auto lines = lines_of(file);
  const auto table = table_in(lines, section);
  if (!table) return std::nullopt;
  const auto at = find_line(lines, *table, sets, key);
  if (!at) return std::nullopt;
  const auto line = lines[*at].substr(0, end_of_value(lines[*at]));
  return trimmed(std::string_view(line).substr(line.find('=') + 1));
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
  lines[*at].insert(0, "#");
  return text_of(lines);
}

// ---- nginx
// ---------------------------------------------------------------------

namespace {

// From the first character of the value to its semicolon; none: another line.
struct Span {
  std::size_t start, size;
};

std::optional<Span> value_in(const std::string& line,
                             const std::string& directive) {
  const auto start = line.find_first_not_of(" \t");
  if (start == npos || line.compare(start, directive.size(), directive) != 0)
    return std::nullopt;
  const auto after = start + directive.size();
  const auto value = line.find_first_not_of(" \t", after);
  const auto end = line.find(';', after);
  if (value == after || value == npos || end == npos || end < value)
    return std::nullopt;
  return Span{value, end - value};
}

using NewValue = std::function<std::string(const std::string&)>;

std::string changed(const std::string& site, const std::string& directive,
                    const NewValue& new_value) {
  auto lines = lines_of(site);
  for (auto& line : lines)
    if (const auto at = value_in(line, directive))
      line.replace(at->start, at->size,
                   new_value(line.substr(at->start, at->size)));
  return text_of(lines);
}

bool is_among(const std::string& names, const std::string& name) {
  std::istringstream stream(names);
  for (std::string one; stream >> one;)
    if (one == name) return true;
  return false;
}

}  // namespace

std::string directive_value(const std::string& site,
                            const std::string& directive) {
  for (const auto& line : lines_of(site))
    if (const auto at = value_in(line, directive))
      return line.substr(at->start, at->size);
  return "";
}

std::string with_directive(const std::string& site,
                           const std::string& directive,
                           const std::string& value) {
  return changed(site, directive, [&value](const auto&) { return value; });
}

std::string with_server_name(const std::string& site, const std::string& name) {
  return changed(site, "server_name", [&name](const auto& names) {
    return is_among(names, name) ? names : name;
  });
}

}  // namespace provisor::command
