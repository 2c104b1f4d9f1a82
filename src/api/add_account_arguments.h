// add_account_arguments.h — the two associative arrays of addAccount.

#pragma once

#include <vector>

#include "provisor/operations/add_account.h"
#include "provisor/wire/value.h"

namespace provisor::api {

// Members of the documented types, in the spellings of the tables and of the
// examples; null and "" count as not sent, unknown members are ignored.
// Refuses with parameter_malformed and parameter_conflicting.
Outcome<operations::AddAccount> add_account_of(
    const std::vector<wire::Value>& arguments);

}  // namespace provisor::api
