#include "setup_options.h"

#include <regex>

#include "options.h"
#include "shell.h"

namespace provisor::command {
namespace {

std::optional<std::string> database_url_in(const std::string& typed) {
  static const std::regex shape(
      "postgres(ql)?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/[a-z0-9_]+");
  if (!std::regex_match(typed, shape)) return std::nullopt;
  return typed;
}

void add_mail_server(CLI::App& command, SetupWish& wish) {
  auto* host =
      add_as(command, "--smarthost", wish.smarthost,
             "The mail server that takes mails (default: none, mails "
             "are written as files)",
             "a mail server such as smtp.example.net:587", smarthost_in)
          ->type_name("HOST[:PORT]");
  auto* user = add_as(command, "--smarthost-user", wish.smarthost_user,
                      "Who signs in there; the password is asked for",
                      "one line of text in UTF-8", line_in)
                   ->type_name("NAME")
                   ->needs(host);
  command
      .add_option("--smarthost-password-file", wish.smarthost_password_file,
                  "A file with the password in its first line")
      ->type_name("FILE")
      ->needs(user);
}

void add_certificate(CLI::App& command, SetupWish& wish) {
  const auto absolute = [](const std::string& typed) {
    return std::filesystem::absolute(typed).string();
  };
  auto* certificate =
      command
          .add_option("--certificate", wish.certificate,
                      "The site's certificate with its chain (default: a "
                      "self-signed one to begin with)")
          ->type_name("FILE")
          ->transform(absolute, "");
  auto* key =
      command.add_option("--certificate-key", wish.certificate_key, "Its key")
          ->type_name("FILE")
          ->transform(absolute, "");
  certificate->needs(key);
  key->needs(certificate);
}

void add_reseller(CLI::App& command, SetupWish& wish) {
  auto* reseller = add_text(command, "--reseller", wish.reseller,
                            "Name of the first reseller")
                       ->type_name("NAME");
  auto* country =
      add_country(command, "--country", wish.country, "The reseller's country");
  reseller->needs(country);
  country->needs(reseller);
}

}  // namespace

void add_setup_options(CLI::App& command, SetupWish& wish) {
  add_as(command, "--domain", wish.domain, "The name that callers use",
         "the name of a host such as app.example.com", host_in)
      ->type_name("HOST");
  add_email(command, "--admin-email", wish.admin_email,
            "Sender of mails, address of the first reseller's user");
  add_mail_server(command, wish);
  add_certificate(command, wish);
  add_as(command, "--database-url", wish.database_url,
         "PostgreSQL on another machine: prints what to do there and here, and "
         "does nothing",
         "a URL such as postgresql://db.example.com/provisor", database_url_in)
      ->type_name("URL");
  add_reseller(command, wish);
  command.add_flag("--dry-run", wish.is_dry_run,
                   "Say what would be done, do nothing");
  command.add_flag("--yes", wish.is_agreed, "Do not ask whether to go on");
}

std::string line_for(const Setup& setup) {
  const auto& wish = setup.wish;
  const std::pair<const char*, const std::string&> options[] = {
      {"--domain", wish.domain},
      {"--admin-email", wish.admin_email},
      {"--smarthost", wish.smarthost},
      {"--smarthost-user", wish.smarthost_user},
      {"--smarthost-password-file", wish.smarthost_password_file},
      {"--certificate", wish.certificate},
      {"--certificate-key", wish.certificate_key},
      {"--reseller", wish.reseller},
      {"--country", wish.country}};
  std::string line = "provisor setup";
  if (setup.config_file != "/etc/provisor/provisor.toml")
    line += " --config " + shell_quoted(setup.config_file.string());
  for (const auto& [name, value] : options)
    if (!value.empty())
      line += std::string(" ") + name + " " + shell_quoted(value);
  return line + (wish.is_agreed ? " --yes" : "");
}

std::optional<std::string> smarthost_in(const std::string& typed) {
  static const std::regex shape("[A-Za-z0-9.-]+(:[0-9]{1,5})?");
  if (!std::regex_match(typed, shape)) return std::nullopt;
  const auto port = std::stoi(mail_server_in(typed).port);
  if (port < 1 || port > 65535) return std::nullopt;
  return typed;
}

MailServer mail_server_in(const std::string& smarthost) {
  const auto colon = smarthost.rfind(':');
  if (colon == smarthost.npos) return {smarthost, "25"};
  return {smarthost.substr(0, colon), smarthost.substr(colon + 1)};
}

}  // namespace provisor::command
