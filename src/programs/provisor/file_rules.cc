#include "file_rules.h"

#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <cerrno>

#include "shell.h"

namespace provisor::command {
namespace {

std::string permissions_of(mode_t mode) {
  return fmt::format("{:04o}", mode & 07777u);
}

Finding not_seen(const Rule& rule, int error) {
  if (error == EACCES && rule.owner == Owner::its_program)
    return {rule.what, Level::ok,
            rule.path.string() + " is for its program alone to see.", ""};
  if (error == EACCES && rule.owner == Owner::root)
    return {rule.what, Level::ok,
            rule.path.string() + " is for root alone to see.", ""};
  return {rule.what, rule.when_missing,
          rule.path.string() + " is not there, or not for " +
              (geteuid() == 0 ? "root" : "this user") + " to see.",
          rule.remedy_when_missing};
}

bool is_right(Owner owner, uid_t user) {
  if (owner == Owner::root) return user == 0;
  return owner != Owner::us_or_root || user == 0 || user == geteuid();
}

Finding too_many_or_too_few(const Rule& rule, mode_t mode) {
  const bool are_too_many = mode & rule.forbidden;
  return {rule.what, Level::error,
          fmt::format("{} has the permissions {}: too {} may use it.",
                      rule.path.string(), permissions_of(mode),
                      are_too_many ? "many" : "few"),
          fmt::format("chmod {} {}",
                      permissions_of((mode & ~rule.forbidden) | rule.needed),
                      shell_quoted(rule.path))};
}

}  // namespace

std::string user_name(uid_t user) {
  const auto* entry = getpwuid(user);
  return entry ? entry->pw_name : std::to_string(user);
}

Finding look_at(const Rule& rule) {
  struct stat status {};
  if (stat(rule.path.c_str(), &status) != 0) return not_seen(rule, errno);
  if (!is_right(rule.owner, status.st_uid))
    return {rule.what, Level::error,
            fmt::format("{} belongs to the user {}, who may change it.",
                        rule.path.string(), user_name(status.st_uid)),
            fmt::format("chown root {}", shell_quoted(rule.path))};
  if ((status.st_mode & rule.forbidden) != 0 ||
      (~status.st_mode & rule.needed) != 0)
    return too_many_or_too_few(rule, status.st_mode);
  return {rule.what, Level::ok,
          fmt::format("{} has the permissions {}.", rule.path.string(),
                      permissions_of(status.st_mode)),
          ""};
}

}  // namespace provisor::command
