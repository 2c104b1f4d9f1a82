// setup_configuration.cc — provisor.toml and the mail server's password.
//
// What a flag says is written. What only follows from it (who mails come from)
// is written where nothing is set yet: it may have been changed since.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "mailer_credentials.h"
#include "programs/mail_parts.h"
#include "provisor/config/config.h"
#include "provisor/config/settings.h"
#include "setup.h"
#include "setup_options.h"
#include "setup_toml.h"

namespace provisor::command {
namespace {

const auto secret_file = mailer_credentials + std::string("/smtp");

// An empty value: not set any more.
struct Setting {
  std::string section, key, value;
  bool is_derived;
};

// What does not leave the machine needs no TLS.
std::string security_for(const MailServer& server) {
  if (server.port == "465") return "tls";
  return config::is_this_machine(server.host) ? "none" : "starttls";
}

void add_mail_server(const Setup& setup, std::vector<Setting>& settings) {
  if (setup.wish.smarthost.empty()) return;
  const auto server = mail_server_in(setup.wish.smarthost);
  const bool is_same_host = setup.config.smtp.host == server.host;
  const bool is_same =
      is_same_host && std::to_string(setup.config.smtp.port) == server.port;
  settings.push_back({"mail", "transport", "\"smtp\"", false});
  settings.push_back({"smtp", "host", config::toml_text(server.host), false});
  settings.push_back({"smtp", "port", server.port, false});
  settings.push_back(
      {"smtp", "security", config::toml_text(security_for(server)), is_same});
  if (!setup.wish.smarthost_user.empty())
    settings.push_back({"smtp", "credentials",
                        "\"$CREDENTIALS_DIRECTORY/secret_smtp\"", false});
  else if (!is_same_host)  // not for it to see
    settings.push_back({"smtp", "credentials", "", false});
}

// A certificate of our own must be trusted by `provisor check`; one of a real
// authority must be good without our word.
void add_authority(const Setup& setup, std::vector<Setting>& settings) {
  if (is_own_certificate(setup))
    settings.push_back(
        {"site", "ca_file", config::toml_text(certificate_of(setup)), true});
  else if (setup.config.site.ca_file == own_certificate)
    settings.push_back({"site", "ca_file", "", false});
}

std::vector<Setting> settings_of(const Setup& setup) {
  std::vector<Setting> settings = {
      {"site", "url", config::toml_text("https://" + setup.wish.domain), false},
      {"mail", "from", config::toml_text(setup.wish.admin_email), true},
      {"mail", "link_host", config::toml_text(setup.wish.domain), true}};
  add_mail_server(setup, settings);
  add_authority(setup, settings);
  return settings;
}

// Those that the file does not have yet.
std::vector<Setting> missing_settings(const Setup& setup,
                                      const std::string& file) {
  auto settings = settings_of(setup);
  std::erase_if(settings, [&file](const auto& setting) {
    const auto found = toml_value(file, setting.section, setting.key);
    return found ? setting.is_derived || *found == setting.value
                 : setting.value.empty();
  });
  return settings;
}

std::string sentence_of(const Setup& setup) {
  std::string names;
  for (const auto& setting :
       missing_settings(setup, file_text(setup.config_file)))
    names += fmt::format(
        "{}[{}] {} {}", names.empty() ? "" : ", ", setting.section, setting.key,
        setting.value.empty() ? "(no longer)" : "= " + setting.value);
  return fmt::format("Set in {}: {}.", setup.config_file.string(), names);
}

bool is_configured(const Setup& setup) {
  return missing_settings(setup, file_text(setup.config_file)).empty();
}

struct Trial {
  std::filesystem::path file;
  ~Trial() { unlink(file.c_str()); }
};

// As the programs would read it. The mailer refuses more than what the file
// alone shows.
config::Config tried(const Setup& setup, const std::string& text) {
  const Trial trial{setup.config_file.string() + ".trial"};
  write_file(trial.file, text, 0600);
  auto config = config::read_config(trial.file);
  make_transport(with_mailer_credentials(config));
  return config;
}

// A file that the programs cannot use never takes the place of one they can.
void configure(Setup& setup) {
  auto text = file_text(setup.config_file);
  for (const auto& [section, key, value, is_derived] :
       missing_settings(setup, text))
    text = value.empty() ? without_toml(text, section, key)
                         : with_toml(text, section, key, value);
  const auto config = tried(setup, text);
  mark_unfinished(services_step);
  write_file(setup.config_file, text, 0644);
  setup.config = config;
  restart_services();
}

// Both in one file, a line each.
std::string secret_text(const Setup& setup) {
  return setup.wish.smarthost_user + "\n" +
         std::string(setup.smarthost_password.reveal()) + "\n";
}

bool is_secret_there(const Setup& setup) {
  const auto text = file_text(secret_file);
  if (setup.smarthost_password.empty())
    return text.starts_with(setup.wish.smarthost_user + "\n");
  return text == secret_text(setup);
}

void write_secret(Setup& setup) {
  if (setup.smarthost_password.empty())
    throw SetupFailure("The mail server's password is not known.",
                       "Put it into a file and name it: "
                       "--smarthost-password-file FILE.");
  mark_unfinished(services_step);
  write_file(secret_file, secret_text(setup), 0600);
  restart_services();
}

}  // namespace

void add_configuration_steps(const Setup& setup, std::vector<Step>& steps) {
  if (!setup.wish.smarthost_user.empty())
    steps.push_back({"secret",
                     fmt::format("Write the mail server's user and password to "
                                 "{}, which only root can read.",
                                 secret_file),
                     is_secret_there, write_secret,
                     "Is there room on the disk of /etc?"});
  steps.push_back({"configuration", sentence_of(setup), is_configured,
                   configure,
                   "provisor config check names what is wrong in the file; or "
                   "set these keys in it by hand."});
}

}  // namespace provisor::command
