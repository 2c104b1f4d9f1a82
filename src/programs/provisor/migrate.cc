#include <fmt/format.h>

#include "command.h"
#include "provisor/store/migrations.h"

namespace provisor::command {
namespace {

Outcome<Report> migrate(const config::Config& config) {
  const auto report =
      store::migrate(config.database.owner, config.sql.directory);
  return Report(Done{
      report.applied.empty()
          ? fmt::format("The schema is at version {}: nothing to do.",
                        report.schema_version)
          : fmt::format("Applied {}. The schema is at version {}.",
                        fmt::join(report.applied, ", "), report.schema_version),
      {{"applied", report.applied},
       {"schema_version", report.schema_version}}});
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
