#include <fmt/format.h>

#include "command.h"
#include "provisor/store/migrations.h"

namespace provisor::command {
namespace {

std::string sentence_of(const store::MigrationReport& report) {
  if (report.applied.empty())
    return fmt::format(
        "The schema is at version {}: {}.", report.schema_version,
        report.has_new_functions ? "its functions and grants were replaced"
                                 : "nothing to do");
  return fmt::format("Applied {}. The schema is at version {}.",
                     fmt::join(report.applied, ", "), report.schema_version);
}

std::string warning_of(const store::MigrationReport& report) {
  if (report.missing_settings.empty()) return "";
  return fmt::format(
      "\nWarning: digests of keys, password hashes and links may get into "
      "PostgreSQL's log\nuntil a superuser runs:\n\n    {}\n",
      fmt::join(report.missing_settings, "\n    "));
}

Outcome<Report> migrate(const config::Config& config) {
  const auto report =
      store::migrate(config.database.owner, config.sql.directory);
  return Report(Done{sentence_of(report) + warning_of(report),
                     {{"applied", report.applied},
                      {"schema_version", report.schema_version},
                      {"has_new_functions", report.has_new_functions},
                      {"missing_settings", report.missing_settings}}});
}

}  // namespace

void add_migrate(CLI::App& program, Action& chosen) {
  auto& command = *program.add_subcommand(
      "migrate",
      "Bring the database to the schema of this version.\n"
      "Connects as [database] owner; a second time changes nothing.");
  command.footer("Example:\n  provisor migrate");
  command.callback([&chosen] { chosen = migrate; });
}

}  // namespace provisor::command
