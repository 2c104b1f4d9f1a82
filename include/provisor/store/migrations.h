// migrations.h — brings a database to the schema that these programs speak.
//
// Numbered files are applied once, in order, each in its own transaction that
// records the number first; functions and grants are applied whole every time.
// Two runs at once do no harm: the second waits, then finds nothing to do.

#pragma once

#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace provisor::store {

struct MigrationReport {
  std::vector<std::string> applied;  // names of the numbered files run now
  std::string schema_version;        // number of the newest one
  bool has_new_functions;            // functions or grants were others before
  // The lines of SQL, "alter role …;", that only a superuser may run and that
  // nobody has run yet.
  std::vector<std::string> missing_settings;
};

// The text names the file and PostgreSQL's message.
struct MigrationError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// `connection` is of a role that may create roles and schemas in the database.
// Throws MigrationError, also when the database is newer than the files, and
// Away (fault.h).
MigrationReport migrate(const std::string& connection,
                        const std::filesystem::path& sql_directory);

// The schema that these files lead to. Throws MigrationError.
int newest_migration(const std::filesystem::path& sql_directory);

}  // namespace provisor::store
