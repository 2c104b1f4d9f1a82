// import_row.h — what rows of contacts and of accounts share.

#pragma once

#include "provisor/operations/import.h"

namespace provisor::operations {

inline constexpr std::string_view row_key_column = "row_key";

// Refuses with encoding_malformed where a value is no UTF-8 or has a NUL.
std::optional<Refused> check_encoding(const ImportRow& row);

// The key and the fingerprint under which a row is done once. Refuses with
// idempotency_key_malformed.
Outcome<store::Attempt> attempt_of(const ImportRow& row,
                                   std::string fingerprint);

}  // namespace provisor::operations
