#include "credentials.h"

#include <string_view>

#include "provisor/store/connection_string.h"

namespace provisor::command {

std::string password_file_of(const std::string& connection) {
  return store::parameter_of(connection, "passfile");
}

std::string credential_name(const std::string& named) {
  for (const std::string_view place :
       {"$CREDENTIALS_DIRECTORY/secret_", "/run/provisor-api/secret_",
        "/run/provisor-mailer/secret_"})
    if (named.starts_with(place)) return named.substr(place.size());
  return "";
}

}  // namespace provisor::command
