#include "mailer_credentials.h"

#include <unistd.h>

#include <stdexcept>

#include "credentials.h"

namespace provisor::command {

config::Config with_mailer_credentials(config::Config config) {
  const auto name = credential_name(config.smtp.credentials);
  if (config.mail.transport != "smtp" || name.empty()) return config;
  const auto file = mailer_credentials + ("/" + name);
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
