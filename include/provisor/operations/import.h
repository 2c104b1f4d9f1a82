// import.h — rows of a file as wishes, by the same rules as calls.
//
// A row is an operation with a key of its own: what its column `row_key` says
// (1 to 200 visible ASCII characters), else a digest of all its values. Under
// one key a row is done once, however often the file is read.

#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "provisor/base/outcome.h"
#include "provisor/store/import.h"

namespace provisor::operations {

// The values of a row with the names of their columns.
using ImportRow = std::vector<std::pair<std::string_view, std::string>>;

// The names that a column may have.
std::vector<std::string_view> contact_columns();
std::vector<std::string_view> account_columns();

// Complete but for the caller. `country` (ISO 3166-1 alpha-2) is that of the
// account whose contacts they become. Refuse with parameter_missing,
// parameter_malformed, email_malformed, phone_malformed, encoding_malformed,
// idempotency_key_malformed, and name the column. A column that may not be is
// left out of account.
Outcome<store::ContactWish> contact_of(const ImportRow& row,
                                       const std::string& country);
Outcome<store::AddAccountWish> account_of(const ImportRow& row);

}  // namespace provisor::operations
