// mail_parts.h — the parts of the mail room, made as the configuration says;
// for the mailer and the operator's command.

#pragma once

#include <memory>

#include "provisor/config/config.h"
#include "provisor/mail/letters.h"
#include "provisor/mail/message.h"
#include "provisor/mail/transport.h"
#include "provisor/store/outbox.h"

namespace provisor {

// Throws config::ConfigError when the credentials cannot be read.
std::unique_ptr<mail::Transport> make_transport(const config::Config& config);

// The letter of the mail, branded as its data say, and who sends it.
struct Draft {
  mail::Letter letter;
  mail::Mailbox sender;
  std::string reply_to;  // may be empty
};

// Throws mail::TemplateError and config::ConfigError with the file's name, and
// mail::LinkEnded.
Draft make_draft(const config::Config& config, const mail::LetterWish& wish);

mail::Message make_message(const Draft& draft, const std::string& recipient);

// As make_draft. The Message-ID is made of the mail's number and the time it
// was queued at, so it is the same with each attempt, and so is the date.
mail::Parcel make_parcel(const config::Config& config,
                         const store::OutboxMail& mail);

}  // namespace provisor
