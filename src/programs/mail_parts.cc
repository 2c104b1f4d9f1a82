#include "programs/mail_parts.h"

#include <fstream>

#include "provisor/config/branding.h"

namespace provisor {
namespace {

using Security = mail::SmtpSettings::Security;

Security security_named(const std::string& name) {
  if (name == "tls") return Security::tls;
  return name == "none" ? Security::none : Security::starttls;
}

void read_credentials(const config::Smtp& from, mail::SmtpSettings& into) {
  if (from.credentials.empty()) return;
  std::ifstream file(from.credentials);
  std::string user, password;
  std::getline(file, user);
  std::getline(file, password);
  for (std::string* line : {&user, &password})
    if (line->ends_with('\r')) line->pop_back();
  if (user.empty() || password.empty())
    throw config::ConfigError(from.credentials.string() +
                              ": must hold the user in its first line and "
                              "the password in its second");
  into.user = user;
  into.password = Secret(std::move(password));
}

std::string host_of(const std::string& address) {
  return address.substr(address.rfind('@') + 1);
}

}  // namespace

std::unique_ptr<mail::Transport> make_transport(const config::Config& config) {
  if (config.mail.transport == "drop")
    return mail::make_file_drop(config.mail.drop_directory);
  const config::Smtp& from = config.smtp;
  mail::SmtpSettings settings{.host = from.host,
                              .port = from.port,
                              .security = security_named(from.security),
                              .user = {},
                              .password = {},
                              .ca_file = from.ca_file,
                              .ehlo_name = from.ehlo_name,
                              .connections = config.mail.connections,
                              .connect_timeout = from.connect_timeout,
                              .timeout = from.timeout,
                              .text_timeout = from.text_timeout};
  read_credentials(from, settings);
  return mail::make_smtp(std::move(settings));
}

Draft make_draft(const config::Config& config, const mail::LetterWish& wish) {
  const auto named = wish.data.find("branding");
  const std::string name = named == wish.data.end() ? "" : named->second;
  const auto known = config::branding_of(config, name);
  mail::Branding branding{.product_name = known.product_name,
                          .logo = known.logo,
                          .link_host = known.link_host};
  if (!known.colour.empty()) branding.colour = known.colour;
  std::vector<std::filesystem::path> directories = {config.mail.templates};
  const auto own = config::branding_directory(config.mail.brandings, name);
  if (!own.empty()) directories.insert(directories.begin(), own);
  return {.letter = mail::write_letter(wish, branding, directories),
          .sender = {known.from, known.product_name},
          .reply_to = known.reply_to};
}

mail::Message make_message(const Draft& draft, const std::string& recipient) {
  return {.from = draft.sender,
          .to = {recipient, ""},
          .reply_to = draft.reply_to,
          .subject = draft.letter.subject,
          .message_id = {},
          .date = {},
          .text = draft.letter.text,
          .html = draft.letter.html};
}

mail::Parcel make_parcel(const config::Config& config,
                         const store::OutboxMail& mail) {
  const auto draft =
      make_draft(config, {mail.kind, mail.data, mail.secret, mail.link_left});
  const std::string name = std::to_string(mail.taking.id);
  mail::Message message = make_message(draft, mail.recipient);
  // Not the branding's host: what is edited between two attempts must not make
  // two mails of one. Nor the number alone: a restored database, or a new one,
  // gives the same numbers out again, and receivers drop what they know.
  const auto queued_at = mail.created_at.time_since_epoch().count();
  message.message_id = "outbox." + name + "." + std::to_string(queued_at) +
                       "@" + host_of(config.mail.from);
  message.date = mail.first_attempt_at;
  return {.id = mail.taking.id,
          .name = name,
          .sender = draft.sender.address,
          .recipient = mail.recipient,
          .message = mail::render(message)};
}

}  // namespace provisor
