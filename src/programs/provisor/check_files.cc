#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "findings.h"

namespace provisor::command {
namespace {

constexpr mode_t writable_by_others = S_IWGRP | S_IWOTH;
constexpr mode_t open_to_others = S_IRWXG | S_IRWXO;
constexpr mode_t open_to_all = S_IRWXO;

enum class Owner {
  anybody,
  us_or_root,   // who owns a file may change it
  its_program,  // others may not even see the file
};

// What a file must be: there, of the right owner, and closed to whom
// `forbidden` says.
struct Rule {
  const char* what;
  std::filesystem::path path;
  mode_t forbidden;
  Owner owner;
  Level when_missing;
  const char* remedy_when_missing;
};

std::string permissions_of(mode_t mode) {
  return fmt::format("{:04o}", mode & 07777u);
}

Finding not_seen(const Rule& rule, int error) {
  if (error == EACCES && rule.owner == Owner::its_program)
    return {rule.what, Level::ok,
            rule.path.string() + " is for its program alone to see.", ""};
  return {rule.what, rule.when_missing,
          rule.path.string() + " is not there, or not for " +
              (geteuid() == 0 ? "root" : "this user") + " to see.",
          rule.remedy_when_missing};
}

Finding look_at(const Rule& rule) {
  struct stat status {};
  if (stat(rule.path.c_str(), &status) != 0) return not_seen(rule, errno);
  if (rule.owner == Owner::us_or_root && status.st_uid != 0 &&
      status.st_uid != geteuid())
    return {rule.what, Level::error,
            fmt::format("{} belongs to the user {}, who may change it.",
                        rule.path.string(), status.st_uid),
            fmt::format("chown root {}", rule.path.string())};
  if (status.st_mode & rule.forbidden)
    return {rule.what, Level::error,
            fmt::format("{} has the permissions {}: too many may use it.",
                        rule.path.string(), permissions_of(status.st_mode)),
            fmt::format("chmod {} {}",
                        permissions_of(status.st_mode & ~rule.forbidden),
                        rule.path.string())};
  return {rule.what, Level::ok,
          fmt::format("{} has the permissions {}.", rule.path.string(),
                      permissions_of(status.st_mode)),
          ""};
}

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

// The file that `passfile=` names in a connection string; empty: none.
std::string password_file_of(const std::string& connection) {
  static constexpr std::string_view name = "passfile=";
  const auto at = connection.find(name);
  if (at == connection.npos) return "";
  const auto start = at + name.size();
  return connection.substr(start,
                           connection.find_first_of(" &'", start) - start);
}

void add_secret(std::vector<Rule>& rules, const char* what,
                const std::string& file) {
  // Those of systemd are there for the unit alone.
  if (file.starts_with('/'))
    rules.push_back({what, file, open_to_others, Owner::its_program,
                     Level::error,
                     "Write it, mode 0600, for the user of its program."});
}

// Where the site as it is shipped looks for it; it may name another one.
constexpr char tls_key[] = "/etc/provisor/tls/key.pem";

std::vector<Rule> rules_of(const Subject& subject) {
  const auto& config = subject.config;
  std::vector<Rule> rules = {
      {"config file", subject.config_file, writable_by_others,
       Owner::us_or_root, Level::error, ""},
      {"mail directory", config.mail.drop_directory, open_to_all,
       Owner::anybody, Level::warning,
       "It is made when provisor-mailer starts under systemd."},
      {"socket", config.pool.socket, 0, Owner::anybody, Level::warning,
       "Start the pool: systemctl start provisor-api.socket"}};
  for (const auto* connection :
       {&config.database.api, &config.database.mailer, &config.database.admin,
        &config.database.owner})
    add_secret(rules, "password file", password_file_of(*connection));
  add_secret(rules, "credentials", config.smtp.credentials.string());
  std::error_code unknown;
  if (std::filesystem::exists(tls_key, unknown))
    add_secret(rules, "TLS key", tls_key);
  return rules;
}

}  // namespace

std::vector<Finding> check_files(const Subject& subject) {
  std::vector<Finding> findings;
  for (const auto& rule : rules_of(subject)) findings.push_back(look_at(rule));
  findings.push_back(look_at_sql_files(subject.config.sql.directory));
  return findings;
}

}  // namespace provisor::command
