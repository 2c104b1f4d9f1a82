// add_account_checks.h — what the values of addAccount may hold.

#pragma once

#include "provisor/operations/add_account.h"

namespace provisor::operations {

// The wish with every value checked and in its stored form, but for caller,
// attempt and password hash. Refuses by the order of the documented tables:
// account details first. An imported owner has no password yet.
Outcome<store::AddAccountWish> checked_wish(const AddAccount& sent,
                                            bool has_password = true);

// SHA-256 of all that makes two calls the same, hexadecimal.
std::string fingerprint_of(const store::AddAccountWish& wish);

}  // namespace provisor::operations
