// mailer_credentials.h — the mail server's user and password where they lie
// before systemd hands them to the mailer.

#pragma once

#include "provisor/config/config.h"

namespace provisor::command {

// What the unit names $CREDENTIALS_DIRECTORY/secret_NAME is NAME in here. Only
// root enters.
constexpr char mailer_credentials[] = "/etc/provisor/credentials/mailer";

// With the file itself where [smtp] credentials names what only the unit has.
// Throws std::runtime_error when this user cannot read it.
config::Config with_mailer_credentials(config::Config config);

}  // namespace provisor::command
