#include "away.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>

#include "lines.h"
#include "shell.h"
#include "superuser.h"

namespace provisor::command {
namespace {

constexpr std::string_view own_roles = "provisor_";

// "role \"NAME\" …": NAME.
std::optional<std::string> name_between(const std::string& text,
                                        const std::string& before,
                                        const std::string& behind) {
  const auto at = text.find(before);
  if (at == text.npos) return std::nullopt;
  const auto start = at + before.size();
  const auto end = text.find(behind, start);
  if (end == text.npos) return std::nullopt;
  return text.substr(start, end - start);
}

// "… on socket "DIRECTORY/.s.PGSQL.PORT" …" or "… at "HOST" …".
Server server_named(const std::string& said) {
  if (const auto socket = name_between(said, "on socket \"", "\"")) {
    const std::filesystem::path path(*socket);
    return {path.parent_path(), path.extension().string().erase(0, 1)};
  }
  return {name_between(said, "server at \"", "\"").value_or(""), ""};
}

std::string identifier(const std::string& name) {
  std::string text;
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return '"' + text + '"';
}

std::string alter_role(const std::string& said, const std::string& role,
                       const char* change) {
  return as_superuser(
      server_named(said),
      fmt::format("alter role {} {}", identifier(role), change));
}

// A line of what the server says in English; what it says in another language
// has to do with the general remedy.
std::optional<std::string> known_remedy(const std::string& said) {
  if (const auto role =
          name_between(said, "Peer authentication failed for user \"", "\""))
    return fmt::format("Run it as this user: sudo -u {} provisor …",
                       shell_quoted(*role));
  if (const auto role =
          name_between(said, "role \"", "\" is not permitted to log in"))
    return alter_role(said, *role, "login");
  if (const auto role =
          name_between(said, "too many connections for role \"", "\""))
    return alter_role(said, *role, "connection limit -1");
  if (const auto role = name_between(said, "role \"", "\" does not exist"))
    return role->starts_with(own_roles)
               ? "sudo provisor setup makes it."
               : "Run it as the owner of the database: sudo -u postgres "
                 "provisor …";
  if (name_between(said, "database \"", "\" does not exist"))
    return "sudo provisor setup makes it.";
  return std::nullopt;
}

}  // namespace

std::string remedy_of(const store::Away& error,
                      const std::filesystem::path& config_file) {
  const std::string said = error.what();
  for (const auto& line : lines_of(said))
    if (const auto remedy = known_remedy(line)) return *remedy;
  if (said.find("FATAL") != said.npos)
    return fmt::format(
        "Is [database] right in {}, and may this user sign in? sudo -u "
        "provisor_admin provisor …",
        config_file.string());
  return fmt::format(
      "Is PostgreSQL running (pg_lsclusters), and is [database] right in {}?",
      config_file.string());
}

std::string in_one_line(const std::string& text) {
  std::istringstream words(text);
  std::string line;
  for (std::string word; words >> word;)
    line += (line.empty() ? "" : " ") + word;
  return line;
}

}  // namespace provisor::command
