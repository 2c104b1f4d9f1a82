// setup.h — what `provisor setup` is asked for, and the steps it takes.
//
// A step says what it will do, whether that is done already, does it, and knows
// what helps when it fails. Whatever ends a run, the next one takes the steps
// that are left.

#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include "provisor/base/secret.h"
#include "provisor/config/config.h"
#include "site_request.h"

namespace provisor::command {

// Empty: not said.
struct SetupWish {
  std::string domain, admin_email;
  std::string smarthost, smarthost_user, smarthost_password_file;
  std::string certificate, certificate_key;
  std::string database_url;
  std::string reseller, country;
  bool is_dry_run = false, is_agreed = false;
};

// What the steps look at, and what they leave for the end.
struct Setup {
  SetupWish wish;
  std::filesystem::path config_file;
  config::Config config;  // as the file has it, or will have it
  Secret smarthost_password;
  std::string key_id, key;  // of the first reseller, when it was made now
  bool is_reseller_declined = false;  // by an answer of this run
};

// A step that failed, or a wish that cannot be met, with what to do about it.
struct SetupFailure : std::runtime_error {
  SetupFailure(const std::string& what, std::string what_to_do)
      : std::runtime_error(what), remedy(std::move(what_to_do)) {}
  std::string remedy;
};

struct Step {
  const char* name;
  std::string will;  // a sentence
  bool (*is_done)(const Setup&);
  // Throws SetupFailure, or anything else; then `remedy` is what helps.
  void (*act)(Setup&);
  const char* remedy;
};

// In the order in which they are taken; only those that the wish needs.
void add_directory_step(const Setup& setup, std::vector<Step>& steps);
void add_database_steps(const Setup& setup, std::vector<Step>& steps);
void add_configuration_steps(const Setup& setup, std::vector<Step>& steps);
void add_reseller_answer_step(const Setup& setup, std::vector<Step>& steps);
void add_site_steps(const Setup& setup, std::vector<Step>& steps);
void add_service_steps(const Setup& setup, std::vector<Step>& steps);
void add_reseller_step(const Setup& setup, std::vector<Step>& steps);

// Asks on the terminal for what is missing, takes the rest from what was set up
// before. Throws SetupFailure for what is missing otherwise or cannot be used.
void complete(Setup& setup);
bool is_agreed_on_terminal();

// What an administrator of another server runs there, and what follows here.
std::string remote_database_text(const Setup& setup);

// Shared by the steps.

// Brings back what the package has put under /etc and is not there any more.
constexpr char reinstall[] =
    "apt install --reinstall -o Dpkg::Options::=--force-confmiss "
    "./provisor_" PROVISOR_VERSION "_*.deb";

// Runs a program and throws with what it said when it does not end well.
void must_run(const std::vector<std::string>& line,
              const std::string& user = "");
std::string file_text(const std::filesystem::path& file);
// All or nothing; never more open than `mode`. A file that is there keeps its
// owner, and stays as closed as it is; a link to it stays a link.
void write_file(const std::filesystem::path& file, const std::string& text,
                unsigned mode);
// Before the first change to a file that a running program has read: the step
// of this name counts as not done until it ends well, in whichever run.
void mark_unfinished(const std::string& step);
void mark_finished(const std::string& step);
bool is_unfinished(const std::string& step);
// What `services` and `site` are called, since other steps mark them.
constexpr char services_step[] = "services";
constexpr char site_step[] = "site";
// Makes the programs that run read their settings and secrets again, which a
// reload would not do with secrets; marks `services` as finished.
void restart_services();
bool is_local_database(const Setup& setup);
// Whether there is a reseller to begin with, whatever it is called; false also
// when the database cannot be asked yet.
bool has_reseller(const Setup& setup);
// Whether the answer of an earlier run was that there is to be none.
bool was_reseller_declined();
// Where the site looks for its certificate as it is shipped.
constexpr char own_certificate[] = "/etc/provisor/tls/certificate.pem";
// The certificate that the site shows, or will show, and whether it is one that
// setup signed by itself.
std::string certificate_of(const Setup& setup);
bool is_own_certificate(const Setup& setup);
bool is_certificate_for(const std::string& domain, const std::string& file);
// What the site answers at `path`, asked on this machine.
SiteAnswer ask_here(const Setup& setup, const std::string& path);

}  // namespace provisor::command
