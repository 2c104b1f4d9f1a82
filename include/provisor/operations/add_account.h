// add_account.h — create an account and its owner (JSON-RPC's addAccount).
//
// The values are of the documented types; what they may hold is checked here.
// The key is checked and the username looked up before the password is hashed,
// and once more if the hash had to wait for its turn. docs/api.md has a row for
// each value.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "provisor/base/outcome.h"
#include "provisor/base/secret.h"
#include "provisor/operations/context.h"

namespace provisor::operations {

struct AccountDetails {
  std::optional<std::string> company_name, billing_email, referral_code,
      company_address, company_suburb, company_state, company_country,
      company_zip, company_industry, website, branding, virtual_host, packages,
      sub_packages, account_type;
  std::optional<std::int64_t> contact_limit, email_send_limit, sms_send_limit,
      send_cap, expiry_time;
  std::optional<bool> allow_login_to_under, allow_login_from_above, is_trial,
      is_free, is_security_check_enabled;
};

struct UserDetails {
  std::optional<std::string> username, first_name, last_name, email, phone,
      mobile, position, timezone;
  std::optional<Secret> password;
  std::optional<bool> is_confirmed;
};

struct AddAccount {
  AccountDetails account;
  UserDetails user;
};

struct AccountAdded {
  std::int64_t account_id, user_id;
  bool replayed;
};

// Refuses with idempotency_key_malformed, parameter_missing,
// parameter_malformed, email_malformed, phone_malformed, username_taken,
// password_too_weak, trial_account, idempotency_mismatch, the refusals about
// the key and the caller's account, busy (also when no password could be hashed
// in time), unavailable.
Outcome<AccountAdded> add_account(const Context& context,
                                  const AddAccount& wish);

}  // namespace provisor::operations
