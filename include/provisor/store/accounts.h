// accounts.h — accounts as the operator's command makes and shows them.

#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace provisor::store {

using Time = std::chrono::sys_seconds;

struct NewAccount {
  std::optional<std::int64_t> parent_id;  // none: the root of a tree
  std::string company_name;
  std::string account_type =
      "reseller";       // single, reseller, partner, corporate
  std::string country;  // ISO 3166-1 alpha-2: its phone numbers are read by it
  std::string billing_email;
  std::optional<std::string> branding, virtual_host, packages, sub_packages;
  // None: unlimited.
  std::optional<std::int64_t> contact_limit, email_send_limit, sms_send_limit,
      send_cap;
  bool is_trial = false;
  std::optional<Time> expires_at;  // none: never
};

struct Account {
  std::int64_t id;
  std::optional<std::int64_t> parent_id;
  std::string company_name, account_type, status, country, billing_email;
  std::optional<std::string> branding, virtual_host, packages, sub_packages;
  std::optional<std::int64_t> contact_limit, email_send_limit, sms_send_limit,
      send_cap;
  bool is_trial, is_free;
  std::optional<Time> expires_at;
  Time created_at;
  std::int64_t users, contacts, sub_accounts;  // how many
};

// A trial becomes a full account.
struct Approval {
  std::int64_t account_id;
  std::optional<std::int64_t> send_cap;  // none: unlimited
  std::optional<Time> expires_at;        // none: never
};

struct AccountFilter {
  std::optional<std::int64_t> parent_id;
  std::optional<std::string> account_type;
  std::int64_t limit = 100;
};

}  // namespace provisor::store
