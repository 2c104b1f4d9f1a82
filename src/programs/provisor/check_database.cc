#include <fmt/format.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "away.h"
#include "connections.h"
#include "findings.h"
#include "provisor/store/examination.h"
#include "provisor/store/fault.h"
#include "provisor/store/migrations.h"
#include "superuser.h"

namespace provisor::command {
namespace {

using store::Examination;
using std::chrono_literals::operator""min;

constexpr int oldest_server = 15, newest_known_server = 17;
constexpr double clock_warning = 2, clock_error = 30;  // seconds
constexpr char migrate[] = "sudo -u postgres provisor migrate";
constexpr auto mail_warning = 10min, mail_error = 60min;

Finding server_of(const Examination& found) {
  const int version = found.server_version / 10000;
  if (version < oldest_server)
    return {"PostgreSQL", Level::error,
            fmt::format("Version {} is too old.", version),
            fmt::format("Upgrade it to {} or later.", oldest_server)};
  if (found.is_standby)
    return {"PostgreSQL", Level::error,
            "The server is a standby: no sign-up can be written.",
            "Let the connection strings find the primary: "
            "target_session_attrs=read-write."};
  if (found.is_read_only)
    return {"PostgreSQL", Level::error,
            "The database takes no writes: default_transaction_read_only is on "
            "for the server, the database or the role.",
            "Reset it where it was set: alter system, alter database or alter "
            "role … reset default_transaction_read_only."};
  if (version > newest_known_server)
    return {
        "PostgreSQL", Level::warning,
        fmt::format("Version {} is newer than those that were tried.", version),
        "Look for a newer version of provisor."};
  return {"PostgreSQL", Level::ok, fmt::format("Version {}.", version), ""};
}

Finding schema_of(const Examination& found, const config::Config& config) {
  int newest = 0;
  try {
    newest = store::newest_migration(config.sql.directory);
  } catch (const store::MigrationError& error) {
    return {"schema", Level::error, error.what(),
            "Install the package again, or set [sql] directory."};
  }
  const int version = found.schema_version.value_or(0);
  if (version < newest)
    return {"schema", Level::error,
            fmt::format("The database is at version {}, these programs at {}.",
                        version, newest),
            migrate};
  if (version > newest)
    return {"schema", Level::error,
            fmt::format("The database is at version {}, these programs only "
                        "at {}.",
                        version, newest),
            "Upgrade the package on this machine."};
  if (!found.has_these_functions)
    return {"schema", Level::error,
            fmt::format("Version {}, but functions or grants are not those of "
                        "this package.",
                        version),
            fmt::format("{}, where the newest package is.", migrate)};
  return {"schema", Level::ok, fmt::format("Version {}.", version), ""};
}

Finding clock_of(const Examination& found) {
  const double skew = found.clock_ahead.count();
  const auto text =
      fmt::format("The database's clock is {:.1f} s {} this machine's.",
                  std::abs(skew), skew < 0 ? "behind" : "ahead of");
  if (std::abs(skew) < clock_warning) return {"clock", Level::ok, text, ""};
  return {"clock", std::abs(skew) < clock_error ? Level::warning : Level::error,
          text, "Let both follow a time server: timedatectl set-ntp true"};
}

Finding connections_of(const Examination& found, const config::Config& config) {
  const auto most = most_connections(config);
  const auto text =
      fmt::format("The pool takes up to {} connections, the server has {}.",
                  most, found.max_connections);
  if (most < found.max_connections) return {"connections", Level::ok, text, ""};
  return {"connections", Level::warning, text,
          "Raise max_connections of PostgreSQL (provisor setup does), or lower "
          "[pool] workers or [database] lanes."};
}

std::vector<Finding> roles_of(const Examination& found,
                              const config::Config& config) {
  const auto server = server_in(config.database.admin);
  std::vector<Finding> findings;
  for (const auto& fault : found.role_faults)
    findings.push_back({"roles", Level::error, fault,
                        fmt::format("{}; what is too much, take away with "
                                    "alter role or revoke.",
                                    migrate)});
  for (const auto& role : found.shut_out_roles)
    findings.push_back({"roles", Level::error, role.text,
                        as_superuser(server, role.statement)});
  for (const auto& role : found.talkative_roles)
    findings.push_back(
        {"roles", Level::warning,
         "Secrets of " + role + " may get into PostgreSQL's log.",
         fmt::format("{} prints the lines that a superuser must run.",
                     migrate)});
  if (findings.empty())
    findings.push_back(
        {"roles", Level::ok, "Each role may what it must, and no more.", ""});
  return findings;
}

Finding mails_of(const Examination& found) {
  const auto minutes =
      std::chrono::duration_cast<std::chrono::minutes>(found.longest_due);
  if (minutes >= mail_warning)
    return {"mails", minutes >= mail_error ? Level::error : Level::warning,
            fmt::format("A mail has been due for {} minutes.", minutes.count()),
            "systemctl status provisor-mailer; journalctl -u provisor-mailer"};
  if (!found.mails_wait_for.empty())
    return {
        "mails", Level::warning,
        "Mails wait for the mail server: " + in_one_line(found.mails_wait_for),
        "sudo provisor mail test ADDRESS shows the whole conversation."};
  if (found.failed_mails > 0)
    return {"mails", Level::warning,
            fmt::format("{} mails of the last day were given up.",
                        found.failed_mails),
            "sudo -u provisor_admin provisor outbox list --state failed"};
  return {"mails", Level::ok, "None is overdue.", ""};
}

// PostgreSQL as Debian sets it up lets in who is called like the role, and root
// may be anybody. Root again in the end.
class AsAdmin {
 public:
  explicit AsAdmin(const config::Database& database) {
    const auto* admin = getpwnam("provisor_admin");
    const bool is_set_up_so = database.admin == config::Database{}.admin;
    is_changed_ = geteuid() == 0 && admin && is_set_up_so &&
                  setegid(admin->pw_gid) == 0 && seteuid(admin->pw_uid) == 0;
  }
  ~AsAdmin() {
    if (is_changed_ && (seteuid(0) != 0 || setegid(0) != 0)) std::abort();
  }
  AsAdmin(const AsAdmin&) = delete;
  AsAdmin& operator=(const AsAdmin&) = delete;

 private:
  bool is_changed_ = false;
};

}  // namespace

std::vector<Finding> check_database(const Subject& subject) {
  const auto& config = subject.config;
  try {
    const AsAdmin as_admin(config.database);
    const auto found =
        store::examine(config.database.admin, config.sql.directory);
    std::vector<Finding> findings = {
        server_of(found), schema_of(found, config), clock_of(found),
        connections_of(found, config), mails_of(found)};
    for (auto& finding : roles_of(found, config)) findings.push_back(finding);
    return findings;
  } catch (const store::Away& error) {
    return {{"PostgreSQL", Level::error,
             "It cannot be reached: " + in_one_line(error.what()),
             remedy_of(error, subject.config_file)}};
  } catch (const store::Fault& error) {
    return {{"PostgreSQL", Level::error, error.what(), migrate}};
  } catch (const store::MigrationError& error) {
    return {{"schema", Level::error, error.what(),
             "Install the package again, or set [sql] directory."}};
  }
}

}  // namespace provisor::command
