// check_credentials.cc — what systemd hands to the units: without a directory
// of it a unit does not start, and without a secret it cannot sign in.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "credentials.h"
#include "file_rules.h"
#include "units.h"

namespace provisor::command {
namespace {

namespace fs = std::filesystem;

constexpr char what[] = "credentials";
constexpr char directory[] = "/etc/provisor/credentials";

// A secret as the configuration names it, and what writes its file.
struct Named {
  std::string setting, remedy;
};

Named password_file(const std::string& connection, const char* program) {
  return {password_file_of(connection),
          fmt::format("Write it as root, mode 0600; then: systemctl restart "
                      "provisor-{}",
                      program)};
}

std::vector<Named> secrets_of_mailer(const config::Config& config) {
  std::vector<Named> secrets = {
      password_file(config.database.mailer, "mailer")};
  const auto& smtp = config.smtp;
  if (config.mail.transport == "smtp")
    secrets.push_back(
        {smtp.credentials,
         fmt::format("provisor setup --smarthost {}:{} --smarthost-user USER",
                     smtp.host, smtp.port)});
  return secrets;
}

Rule rule_of_directory(const fs::path& path) {
  return {what,        path,         open_to_others,
          Owner::root, Level::error, "systemd-tmpfiles --create provisor.conf"};
}

Rule rule_of_secret(const fs::path& path, const std::string& remedy) {
  return {what, path, open_to_others, Owner::root, Level::error, remedy};
}

bool is_missing(const fs::path& path) {
  std::error_code error;
  return fs::status(path, error).type() == fs::file_type::not_found;
}

// Those that are named must be there; what else lies there is as secret.
void add_program(std::vector<Rule>& rules, const fs::path& place,
                 const std::vector<Named>& secrets) {
  rules.push_back(rule_of_directory(place));
  if (is_missing(place)) return;
  for (const auto& secret : secrets)
    if (const auto name = credential_name(secret.setting); !name.empty())
      rules.push_back(rule_of_secret(place / name, secret.remedy));
  std::error_code hidden;
  for (const auto& entry : fs::directory_iterator(place, hidden))
    if (std::ranges::find(rules, entry.path(), &Rule::path) == rules.end())
      rules.push_back(rule_of_secret(entry.path(), ""));
}

std::vector<Rule> rules_of(const fs::path& place,
                           const config::Config& config) {
  std::vector<Rule> rules = {rule_of_directory(place)};
  if (is_missing(place)) return rules;
  add_program(rules, place / "api",
              {password_file(config.database.api, "api")});
  add_program(rules, place / "mailer", secrets_of_mailer(config));
  return rules;
}

Finding nothing_wrong(const fs::path& place) {
  if (access(place.c_str(), X_OK) != 0)
    return {what, Level::ok,
            fmt::format("What {} has, only root can see: it was not looked at.",
                        place.string()),
            ""};
  return {what, Level::ok,
          fmt::format("{} has what the units need, for root alone.",
                      place.string()),
          ""};
}

}  // namespace

std::vector<Finding> findings_of_credentials(const fs::path& place,
                                             const config::Config& config) {
  std::vector<Finding> findings;
  for (const auto& rule : rules_of(place, config))
    if (auto finding = look_at(rule); finding.level != Level::ok)
      findings.push_back(std::move(finding));
  if (findings.empty()) findings.push_back(nothing_wrong(place));
  return findings;
}

std::vector<Finding> check_credentials(const Subject& subject) {
  const auto shown = properties_of(
      {"provisor-api.service", "provisor-mailer.service"}, "LoadState");
  if (std::ranges::none_of(shown, is_there)) return {};
  return findings_of_credentials(directory, subject.config);
}

}  // namespace provisor::command
