#include "./mail_parts.h"

#include <fstream>
#include <stdexcept>

#include "provisor/mail/letters.h"
#include "provisor/mail/message.h"

namespace provisor {
namespace {

using Security = mail::SmtpSettings::Security;

Security security_named(const std::string& name) {
  if (name == "tls") return Security::tls;
  return name == "none" ? Security::none : Security::starttls;
}

bool is_this_machine(const std::string& host) {
  return host == "localhost" || host == "::1" || host.starts_with("127.");
}

void read_credentials(const config::Smtp& from, mail::SmtpSettings& into) {
  if (from.credentials.empty()) return;
  if (into.security == Security::none && !is_this_machine(from.host))
    throw config::ConfigError(
        "smtp.security: \"none\" would send the credentials in the clear");
  std::ifstream file(from.credentials);
  std::string user, password;
  if (!std::getline(file, user) || !std::getline(file, password) ||
      user.empty() || password.empty())
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
                              .timeout = from.timeout};
  read_credentials(from, settings);
  return mail::make_smtp(std::move(settings));
}

mail::Parcel make_parcel(const config::Config& config,
                         const store::OutboxMail& mail) {
  const config::Mail& settings = config.mail;
  const auto letter =
      mail::write_letter({mail.kind, mail.data, mail.secret},
                         {settings.product_name, settings.link_host});
  if (!letter) throw std::runtime_error("there is no letter of this kind");
  const std::string name = std::to_string(mail.taking.id);
  return {.id = mail.taking.id,
          .name = name,
          .sender = settings.from,
          .recipient = mail.recipient,
          .message = mail::render({
              .from = {settings.from, letter->sender_name},
              .to = {mail.recipient, ""},
              .subject = letter->subject,
              .message_id = "outbox." + name + "@" + host_of(settings.from),
              .date = mail.created_at,
              .text = letter->text,
          })};
}

}  // namespace provisor
