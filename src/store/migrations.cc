// Why an advisory lock here and nowhere else. Two runs at once would create the
// same schemas and functions, and PostgreSQL reports such a race in its
// catalogues as a unique violation, not by waiting. There is no row of ours to
// lock before the first migration has run. The lock lives as long as the
// connection, over all transactions of the run, so it is gone however the run
// ends; it does need a connection without a transaction pooler in between.

#include "provisor/store/migrations.h"

#include <sstream>

#include "connection.h"
#include "provisor/base/text.h"
#include "sql_files.h"

namespace provisor::store {
namespace {

namespace fs = std::filesystem;

struct Migration {
  int number;
  fs::path file;
};

// An arbitrary number; all versions of this program must agree on it.
constexpr char lock_sql[] = "select pg_advisory_lock(7063811265520198)";

// Any number of rows.
constexpr char applied_sql[] = R"sql(
    select number, name from provisor.migration order by number
)sql";

constexpr char record_sql[] = R"sql(
    insert into provisor.migration (number, name) values ($1, $2)
)sql";

// One row: the lines that roles.sql could not run, each with its end.
constexpr char missing_settings_sql[] = R"sql(
    select coalesce(current_setting('provisor.missing_settings', true), '')
)sql";

// What a migration makes belongs to the owner of the schemas, whoever migrates.
constexpr char become_owner_sql[] = "set local role provisor_owner";

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

// From names like 0003_contacts.sql.
std::vector<Migration> migrations_in(const fs::path& directory) {
  std::vector<Migration> migrations;
  for (const fs::path& file : sql_files(directory)) {
    const std::string name = file.filename().string();
    const auto digits = name.find_first_not_of("0123456789");
    if (digits == 0 || digits > 9 || name[digits] != '_')
      throw MigrationError(file.string() + ": the name is not NUMBER_NAME.sql");
    migrations.push_back({std::stoi(name.substr(0, digits)), file});
    const auto count = migrations.size();
    if (count > 1 &&
        migrations[count - 2].number >= migrations[count - 1].number)
      throw MigrationError(file.string() + ": its number is not the next one");
  }
  if (migrations.empty())
    throw MigrationError(directory.string() + ": holds no migrations");
  return migrations;
}

// Calls `work`; what PostgreSQL says then is said of `file`.
template <class Work>
void naming(const fs::path& file, Work&& work) {
  try {
    work();
  } catch (const Fault& fault) {
    throw MigrationError(file.string() + ": " + fault.what());
  }
}

class Run {
 public:
  Run(Connection& connection, const fs::path& directory)
      : connection_(connection), directory_(directory) {}

  MigrationReport operator()() {
    const auto migrations = migrations_in(directory_ / "migrations");
    connection_.statement(lock_sql);
    for (const char* name : {"roles.sql", "bootstrap.sql"}) run_file(name);
    MigrationReport report{};
    report.missing_settings = lines_of(
        connection_.statement(missing_settings_sql)[0][0].as<std::string>());
    for (const Migration& migration : pending(migrations)) {
      apply(migration);
      report.applied.push_back(migration.file.filename().string());
    }
    report.has_new_functions = !has_functions_of(connection_, directory_);
    replace_functions();
    report.schema_version = std::to_string(migrations.back().number);
    return report;
  }

 private:
  void run_file(const char* name) {
    const fs::path file = directory_ / name;
    naming(file, [&] { connection_.script(content_of(file)); });
  }

  // Those not applied yet, which must be the last ones.
  std::vector<Migration> pending(const std::vector<Migration>& migrations) {
    const pqxx::result applied = connection_.statement(applied_sql);
    if (static_cast<std::size_t>(applied.size()) > migrations.size())
      throw MigrationError("the database is newer than " + directory_.string() +
                           ": it has migration " +
                           applied[applied.size() - 1][1].c_str());
    auto next = migrations.begin();
    for (const pqxx::row& row : applied) {
      const std::string name = row[1].as<std::string>();
      if (next->file.filename() != name)
        throw MigrationError(next->file.string() + ": the database has " +
                             name + " in its place");
      ++next;
    }
    return {next, migrations.end()};
  }

  // The number first: a second run of the same would fail at once.
  void apply(const Migration& migration) {
    naming(migration.file, [&] {
      connection_.transaction([&](pqxx::work& transaction) {
        transaction.exec(become_owner_sql);
        Connection::execute(transaction, record_sql, migration.number,
                            migration.file.filename().string());
        return transaction.exec(content_of(migration.file));
      });
    });
  }

  // All or none: no program ever sees half of the functions replaced.
  void replace_functions() {
    connection_.transaction([&](pqxx::work& transaction) {
      transaction.exec(become_owner_sql);
      for (const fs::path& file : function_files(directory_))
        replace_from(transaction, file);
      mark_functions(transaction, directory_);
      return true;
    });
  }

  // Translated here too, where the file's name is known.
  static void replace_from(pqxx::work& transaction, const fs::path& file) {
    try {
      transaction.exec(content_of(file));
    } catch (const pqxx::sql_error& error) {
      throw MigrationError(file.string() + ": " +
                           std::string(trimmed(error.what())));
    }
  }

  Connection& connection_;
  const fs::path directory_;
};

}  // namespace

MigrationReport migrate(const std::string& connection,
                        const fs::path& sql_directory) {
  static constexpr std::chrono::seconds patience{10};
  try {
    Connection database(connection, patience);
    return Run(database, sql_directory)();
  } catch (const MigrationError&) {
    throw;
  } catch (const Away&) {
    throw;
  } catch (const std::exception& error) {
    throw MigrationError(std::string("database: ") + error.what());
  }
}

int newest_migration(const fs::path& sql_directory) {
  return migrations_in(sql_directory / "migrations").back().number;
}

}  // namespace provisor::store
