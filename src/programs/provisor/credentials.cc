#include "credentials.h"

namespace provisor::command {

std::string password_file_of(const std::string& connection) {
  static constexpr std::string_view name = "passfile=";
  const auto at = connection.find(name);
  if (at == connection.npos) return "";
  const auto start = at + name.size();
  return connection.substr(start,
                           connection.find_first_of(" &'", start) - start);
}

std::string credential_name(const std::string& named) {
  for (const std::string_view place :
       {"$CREDENTIALS_DIRECTORY/secret_", "/run/provisor-api/secret_",
        "/run/provisor-mailer/secret_"})
    if (named.starts_with(place)) return named.substr(place.size());
  return "";
}

}  // namespace provisor::command
