#include <fmt/format.h>
#include <pwd.h>

#include "credentials.h"
#include "file_rules.h"
#include "shell.h"
#include "units.h"

namespace provisor::command {
namespace {

// A superuser of the database may run all that is in there: the first one that
// is not as it should be counts.
Finding look_at_sql_files(const std::filesystem::path& directory) {
  Rule rule{
      "SQL files",        directory,
      writable_by_others, Owner::us_or_root,
      Level::error,       "Install the package again, or set [sql] directory."};
  const auto found = look_at(rule);
  if (found.level != Level::ok) return found;
  std::error_code unreadable;
  for (const auto& entry :
       std::filesystem::recursive_directory_iterator(directory, unreadable)) {
    rule.path = entry.path();
    const auto inside = look_at(rule);
    if (inside.level != Level::ok) return inside;
  }
  return found;
}

bool may_write(const passwd& user, const struct stat& directory) {
  constexpr mode_t owner = S_IWUSR | S_IXUSR, group = S_IWGRP | S_IXGRP;
  if (directory.st_uid == user.pw_uid)
    return (directory.st_mode & owner) == owner;
  return directory.st_gid == user.pw_gid &&
         (directory.st_mode & group) == group;
}

// Whether the mailer's user can write where mails are dropped. Where there is
// no such unit, whoever starts the mailer sees that.
Finding look_at_mail_directory(const config::Mail& mail) {
  auto finding =
      look_at({"mail directory", mail.drop_directory, open_to_all,
               Owner::anybody, Level::warning,
               "It is made when provisor-mailer starts under systemd."});
  if (finding.level != Level::ok || mail.transport != "drop") return finding;
  return mail_directory_for(user_of("provisor-mailer.service"),
                            mail.drop_directory)
      .value_or(finding);
}

void add_secret(std::vector<Rule>& rules, const char* what,
                const std::string& file, Owner owner = Owner::its_program) {
  // Those of systemd are there for the unit alone: see check_credentials.cc.
  if (file.starts_with('/') && credential_name(file).empty())
    rules.push_back({what, file, open_to_others, owner, Level::error,
                     "Write it, mode 0600, for the user of its program."});
}

// Where the site as it is shipped looks for it; it may name another one.
constexpr char tls_key[] = "/etc/provisor/tls/key.pem";

std::vector<Rule> rules_of(const Subject& subject) {
  const auto& config = subject.config;
  std::vector<Rule> rules = {
      {"config file", subject.config_file, writable_by_others,
       Owner::us_or_root, Level::error, "", S_IRUSR | S_IRGRP | S_IROTH},
      {"config directory", subject.config_file.parent_path(),
       writable_by_others, Owner::us_or_root, Level::error, ""},
      {"socket", config.pool.socket, open_to_all, Owner::anybody,
       Level::warning, "Start the pool: systemctl start provisor-api.socket"}};
  for (const auto* connection :
       {&config.database.api, &config.database.mailer, &config.database.admin,
        &config.database.owner})
    add_secret(rules, "password file", password_file_of(*connection));
  add_secret(rules, "credentials", config.smtp.credentials.string());
  std::error_code unknown;
  if (std::filesystem::exists(tls_key, unknown)) {
    add_secret(rules, "TLS key", tls_key, Owner::root);
    rules.push_back({"TLS directory",
                     std::filesystem::path(tls_key).parent_path(),
                     writable_by_others, Owner::root, Level::error, ""});
  }
  return rules;
}

}  // namespace

std::optional<Finding> mail_directory_for(
    const std::string& mailer, const std::filesystem::path& directory) {
  struct stat status {};
  const auto* user = getpwnam(mailer.c_str());
  if (!user || stat(directory.c_str(), &status) != 0 ||
      may_write(*user, status))
    return std::nullopt;
  return Finding{
      "mail directory", Level::error,
      fmt::format("{} belongs to the user {}, and {} cannot write there.",
                  directory.string(), user_name(status.st_uid), mailer),
      fmt::format("install -d -o {} -m 0700 {}", mailer,
                  shell_quoted(directory))};
}

std::vector<Finding> check_files(const Subject& subject) {
  std::vector<Finding> findings;
  for (const auto& rule : rules_of(subject)) findings.push_back(look_at(rule));
  findings.push_back(look_at_mail_directory(subject.config.mail));
  findings.push_back(look_at_sql_files(subject.config.sql.directory));
  return findings;
}

}  // namespace provisor::command
