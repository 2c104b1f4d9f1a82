// add_account_checks.h — what the values of addAccount may hold.

#pragma once

#include "provisor/operations/add_account.h"

namespace provisor::operations {

// The wish with every value checked and in its stored form, but for caller,
// attempt and password hash. Refuses by the order of the documented tables:
// account details first.
Outcome<store::AddAccountWish> checked_wish(const AddAccount& sent);

}  // namespace provisor::operations
