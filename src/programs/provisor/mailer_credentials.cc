#include "mailer_credentials.h"

#include <unistd.h>

#include <stdexcept>

namespace provisor::command {

config::Config with_mailer_credentials(config::Config config) {
  static constexpr std::string_view in_unit = "$CREDENTIALS_DIRECTORY/secret_";
  const auto named = config.smtp.credentials.string();
  if (config.mail.transport != "smtp" || !named.starts_with(in_unit))
    return config;
  const auto file = mailer_credentials + ("/" + named.substr(in_unit.size()));
  if (access(file.c_str(), R_OK) != 0)
    throw std::runtime_error(
        geteuid() == 0
            ? file + " cannot be read: provisor setup writes it."
            : "Only root can read the mail server's password: sudo provisor "
              "mail test");
  config.smtp.credentials = file;
  return config;
}

}  // namespace provisor::command
