// export.h — whole tables, row by row, for files.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace provisor::store {

enum class Exported { accounts, users, contacts };

using ExportRow = std::vector<std::string>;

// Hands `take` the names of the columns, then every row as texts (empty: none),
// all of one instant, in the order of their ids. Of all accounts, or of one:
// the accounts below it, its users, its contacts. Few rows are in memory at a
// time. `connection` is of a member of the role provisor_owner: no program's
// role may read all of that. Throws Away and Fault (fault.h).
void export_rows(const std::string& connection, Exported what,
                 std::optional<std::int64_t> account_id,
                 const std::function<void(const ExportRow&)>& take);

}  // namespace provisor::store
