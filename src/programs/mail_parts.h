// mail_parts.h — the parts of the mail room, made as the configuration says;
// for the mailer and the operator's command.

#pragma once

#include <memory>

#include "provisor/config/config.h"
#include "provisor/mail/transport.h"
#include "provisor/store/outbox.h"

namespace provisor {

// Throws config::ConfigError when the credentials cannot be read, or would
// travel to another machine in the clear.
std::unique_ptr<mail::Transport> make_transport(const config::Config& config);

// Throws std::runtime_error when there is no letter of this kind.
mail::Parcel make_parcel(const config::Config& config,
                         const store::OutboxMail& mail);

}  // namespace provisor
