// master_account.h — sign a customer up for a reseller (the form API's call).
//
// Creates the customer's account and its owner user, creates or updates the
// contact of the reseller, queues the mails: all in one transaction, or
// nothing. The parameters are texts as they were sent; they are checked and
// normalised here. docs/api.md has a row for each.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "provisor/base/outcome.h"
#include "provisor/operations/context.h"

namespace provisor::operations {

struct MasterAccount {
  std::optional<std::string> email, account_name, send_welcome_email, phone,
      firstname, lastname, facebook, twitter, source, tags, notify_to_email,
      notify_email_subject, contactowner_email, contactowner_group,
      email_notify_owner;
};

struct MasterAccountCreated {
  std::int64_t account_id, user_id, contact_id;
  bool replayed;
};

// Refuses with idempotency_key_malformed, parameter_missing,
// parameter_malformed, email_malformed, phone_malformed, email_taken,
// contact_limit_reached, idempotency_mismatch, the refusals about the key and
// the caller's account, busy, unavailable.
Outcome<MasterAccountCreated> master_account(const Context& context,
                                             const MasterAccount& wish);

}  // namespace provisor::operations
