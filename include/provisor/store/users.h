// users.h — users as the operator's command makes and shows them.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "provisor/store/accounts.h"

namespace provisor::store {

struct NewUser {
  std::int64_t account_id;
  std::string username;  // unique without case over the whole installation
  std::string email;     // normalised
  std::string first_name, last_name;
  std::optional<std::string> phone, timezone;
};

struct User {
  std::int64_t id, account_id;
  std::string username, email, first_name, last_name;
  std::optional<std::string> phone, timezone;
  bool is_active, is_confirmed, has_password;
  Time created_at;
};

}  // namespace provisor::store
