// sql_files.h — the files of `[sql] directory`, and how a database shows from
// which of them it has its functions.

#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "connection.h"

namespace provisor::store {

// In the order of their names. Throws MigrationError (migrations.h).
std::vector<std::filesystem::path> sql_files(
    const std::filesystem::path& directory);

// Throws MigrationError.
std::string content_of(const std::filesystem::path& file);

// Those that make the functions and grants, in the order in which they run.
std::vector<std::filesystem::path> function_files(
    const std::filesystem::path& sql_directory);

// Functions change without a migration. So whoever applies them leaves the
// digest of their files, and of what they made, as a comment on the schema
// `api`: a function that is gone shows, too.
void mark_functions(pqxx::transaction_base& transaction,
                    const std::filesystem::path& sql_directory);
bool has_functions_of(Connection& connection,
                      const std::filesystem::path& sql_directory);

}  // namespace provisor::store
