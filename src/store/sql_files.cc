#include "sql_files.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "provisor/store/migrations.h"
#include "rows.h"

namespace provisor::store {
namespace {

namespace fs = std::filesystem;

// One row: the comment for files that hold this, and the functions that are
// there. Their bodies are text in every version of PostgreSQL.
constexpr char mark_sql[] = R"sql(
    select 'The functions that the workers (role provisor_api) may execute; '
      || 'all functions and grants are those of files whose SHA-256, with the '
      || 'functions here, is '
      || encode(sha256(convert_to($1 || coalesce(string_agg(
           format('%s.%s/%s %s', n.nspname, p.proname, p.pronargs, p.prosrc),
           '' order by n.nspname collate "C", p.proname collate "C",
             p.pronargs, p.prosrc collate "C"), ''), 'UTF8')), 'hex')
    from pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('provisor', 'api', 'mailer', 'admin')
)sql";

// One row, null when there is no such schema or comment.
constexpr char marked_sql[] = R"sql(
    select obj_description(to_regnamespace('api'), 'pg_namespace')
)sql";

std::string content_of(const std::vector<fs::path>& files) {
  std::string content;
  for (const fs::path& file : files) content += store::content_of(file);
  return content;
}

}  // namespace

std::vector<fs::path> sql_files(const fs::path& directory) {
  std::vector<fs::path> files;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error))
    if (entry.path().extension() == ".sql") files.push_back(entry.path());
  if (error) throw MigrationError(directory.string() + ": " + error.message());
  std::ranges::sort(files);
  return files;
}

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string content{std::istreambuf_iterator<char>(stream), {}};
  if (!stream) throw MigrationError(file.string() + ": cannot be read");
  return content;
}

std::vector<fs::path> function_files(const fs::path& sql_directory) {
  auto files = sql_files(sql_directory / "functions");
  files.push_back(sql_directory / "grants.sql");
  return files;
}

void mark_functions(pqxx::transaction_base& transaction,
                    const fs::path& sql_directory) {
  const auto mark = single<std::string>(Connection::execute(
      transaction, mark_sql, content_of(function_files(sql_directory))));
  transaction.exec("comment on schema api is " + transaction.quote(mark));
}

bool has_functions_of(Connection& connection, const fs::path& sql_directory) {
  const auto mark = single<std::string>(connection.statement(
      mark_sql, content_of(function_files(sql_directory))));
  return optional<std::string>(connection.statement(marked_sql).at(0)[0]) ==
         mark;
}

}  // namespace provisor::store
