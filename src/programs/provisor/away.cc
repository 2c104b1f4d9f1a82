#include "away.h"

#include <fmt/format.h>

#include <optional>
#include <sstream>

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

// Of what the server says in English; what it says in another language has to
// do with the general remedy.
std::optional<std::string> known_remedy(const std::string& said) {
  if (const auto role =
          name_between(said, "Peer authentication failed for user \"", "\""))
    return fmt::format("Run it as this user: sudo -u {} provisor …", *role);
  if (const auto role =
          name_between(said, "role \"", "\" is not permitted to log in"))
    return fmt::format("sudo -u postgres psql -c 'alter role {} login'", *role);
  if (const auto role =
          name_between(said, "too many connections for role \"", "\""))
    return fmt::format(
        "sudo -u postgres psql -c 'alter role {} connection limit -1'", *role);
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
  if (const auto remedy = known_remedy(said)) return *remedy;
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
