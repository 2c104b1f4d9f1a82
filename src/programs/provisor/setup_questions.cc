// setup_questions.cc — what setup must know: from flags, from what was set up
// before, or from whoever sits at the terminal.

#include <fmt/format.h>
#include <termios.h>
#include <unistd.h>

#include <iostream>
#include <optional>
#include <regex>

#include "execute.h"
#include "mailer_credentials.h"
#include "options.h"
#include "provisor/base/text.h"
#include "setup.h"
#include "setup_options.h"

namespace provisor::command {
namespace {

bool is_terminal() { return isatty(STDIN_FILENO) && isatty(STDERR_FILENO); }

std::string read_answer() {
  std::string line;
  if (!std::getline(std::cin, line))
    throw SetupFailure("There was no answer.", "Give the options instead.");
  return std::string(trimmed(line));
}

std::string ask(const std::string& question, const Reader& read) {
  for (;;) {
    std::cerr << question << ": " << std::flush;
    if (const auto answer = read(read_answer())) return *answer;
    std::cerr << "That cannot be used.\n";
  }
}

// Takes an empty answer as well.
Reader or_nothing(const Reader& read) {
  return [read](const std::string& typed) {
    return typed.empty() ? std::optional(typed) : read(typed);
  };
}

std::string need(const char* option, const std::string& question,
                 const Reader& read) {
  if (!is_terminal())
    throw SetupFailure(fmt::format("{} is not given.", option),
                       "provisor setup --help shows an example.");
  return ask(question, read);
}

// Nothing of it is seen while it is typed.
Secret ask_secret(const std::string& question) {
  termios before{};
  tcgetattr(STDIN_FILENO, &before);
  auto silent = before;
  silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent);
  std::cerr << question << ": " << std::flush;
  std::string typed;
  std::getline(std::cin, typed);
  tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << "\n";
  return Secret(std::move(typed));
}

void complete_password(Setup& setup) {
  const auto& wish = setup.wish;
  if (!wish.smarthost_password_file.empty()) {
    const auto text = file_text(wish.smarthost_password_file);
    setup.smarthost_password = Secret(text.substr(0, text.find('\n')));
    if (setup.smarthost_password.empty())
      throw SetupFailure(
          wish.smarthost_password_file + " cannot be read, or is empty.",
          "It holds the password in its first line.");
  } else if (!wish.smarthost_user.empty() && is_terminal()) {
    setup.smarthost_password =
        ask_secret("Password of " + wish.smarthost_user +
                   " (empty: the one that was given before)");
  }
}

bool is_known_server(const Setup& setup) {
  return setup.config.mail.transport == "smtp" &&
         setup.config.smtp.host == mail_server_in(setup.wish.smarthost).host;
}

// Which server, at the first time only: later it is known. Who signs in is
// another question with each server.
void ask_for_mail_server(Setup& setup, bool is_first) {
  auto& wish = setup.wish;
  if (is_first && wish.smarthost.empty())
    wish.smarthost =
        ask("Mail server, HOST[:PORT] (empty: mails are written as files)",
            or_nothing(smarthost_in));
  if (!wish.smarthost.empty() && wish.smarthost_user.empty() &&
      !is_known_server(setup))
    wish.smarthost_user =
        ask("Who signs in there (empty: nobody)", or_nothing(line_in));
}

bool is_password_lost(const Setup& setup) {
  try {
    with_mailer_credentials(setup.config);
    return false;
  } catch (const std::runtime_error&) {
    return true;
  }
}

// What the configuration names was kept below /etc/provisor/credentials, and
// the mailer does not start without it.
void complete_lost_password(Setup& setup) {
  auto& wish = setup.wish;
  if (!wish.smarthost_user.empty() || !is_password_lost(setup)) return;
  if (!wish.smarthost.empty() && !is_known_server(setup)) return;
  if (wish.smarthost.empty())
    wish.smarthost =
        fmt::format("{}:{}", setup.config.smtp.host, setup.config.smtp.port);
  if (!is_terminal())
    throw SetupFailure(
        fmt::format(
            "User and password for the mail server {} are gone from {}.",
            wish.smarthost, mailer_credentials),
        fmt::format("provisor setup --smarthost {} --smarthost-user NAME "
                    "--smarthost-password-file FILE",
                    wish.smarthost));
  wish.smarthost_user =
      ask(fmt::format("User and password for {} are gone. Who signs in there",
                      wish.smarthost),
          line_in);
}

// Until there is one, or the answer was that none is wanted. What a purge left
// of that answer does not count for a machine that begins anew.
void ask_for_reseller(Setup& setup, bool is_first) {
  auto& wish = setup.wish;
  if (!wish.reseller.empty() || has_reseller(setup)) return;
  if (!is_first && was_reseller_declined()) return;
  wish.reseller =
      ask("Name of the first reseller (empty: none)", or_nothing(line_in));
  setup.is_reseller_declined = wish.reseller.empty();
  if (!wish.reseller.empty())
    wish.country = ask("Its country, such as AU", country_in);
}

// Of https://HOST[:443][/…]; empty when it is not set, or something else.
std::string domain_in(const std::string& url) {
  static const std::regex shape("https://([^:/]+)(:([0-9]*))?(/.*)?");
  std::smatch parts;
  if (!std::regex_match(url, parts, shape)) return "";
  if (parts[3].length() > 0 && parts[3] != "443")
    throw SetupFailure(
        fmt::format("[site] url is {}, and setup makes sites on port 443.",
                    url),
        "Take the port out of it; or keep it, and set up by hand as "
        "docs/installation.md says.");
  return parts[1];
}

void complete_names(Setup& setup, bool is_first) {
  auto& wish = setup.wish;
  const auto before = domain_in(setup.config.site.url);
  if (wish.domain.empty()) wish.domain = before;
  if (wish.domain.empty())
    wish.domain =
        need("--domain", "The name that callers use, such as api.example.com",
             host_in);
  if (wish.admin_email.empty() && !is_first)
    wish.admin_email = setup.config.mail.from;
  if (wish.admin_email.empty())
    wish.admin_email =
        need("--admin-email", "Your e-mail address, from which mails come",
             email_in);
}

// Before anything is done.
void check_certificate(const SetupWish& wish) {
  for (const auto& file : {wish.certificate, wish.certificate_key})
    if (!file.empty() && file_text(file).find("-----BEGIN ") == file.npos)
      throw SetupFailure(
          file + " cannot be read, or is not in PEM.",
          "Name the certificate with its chain, and its key; or leave both "
          "options out for a self-signed certificate to begin with.");
}

// What nginx would not start with, and callers would not believe.
void check_pair(const SetupWish& wish) {
  if (wish.certificate.empty() || wish.certificate_key.empty()) return;
  const auto certified = execute(
      {"openssl", "x509", "-noout", "-pubkey", "-in", wish.certificate});
  const auto held = execute({"openssl", "pkey", "-pubout", "-passin",
                             "pass:", "-in", wish.certificate_key});
  if (certified.status || held.status || certified.output != held.output)
    throw SetupFailure(
        wish.certificate_key + " is not the key of " + wish.certificate + ".",
        "Name the two that belong together, the key without a passphrase.");
  if (!is_certificate_for(wish.domain, wish.certificate))
    throw SetupFailure(wish.certificate + " is not for " + wish.domain + ".",
                       "Name a certificate of this domain, or give the domain "
                       "that it is for with --domain.");
}

}  // namespace

void complete(Setup& setup) {
  const bool is_first = setup.config.site.url.empty();
  check_certificate(setup.wish);
  complete_names(setup, is_first);
  check_pair(setup.wish);
  complete_lost_password(setup);
  if (is_terminal()) ask_for_mail_server(setup, is_first);
  if (is_terminal()) ask_for_reseller(setup, is_first);
  complete_password(setup);
}

bool is_agreed_on_terminal() {
  if (!is_terminal()) return true;
  std::cerr << "Do this? [y/N] " << std::flush;
  const auto answer = read_answer();
  return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace provisor::command
