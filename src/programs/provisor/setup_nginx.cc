#include "setup_nginx.h"

#include <functional>
#include <optional>
#include <sstream>

#include "lines.h"

namespace provisor::command {
namespace {

constexpr auto npos = std::string::npos;

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
