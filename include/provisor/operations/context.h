// context.h — who calls an operation, and what it works with.

#pragma once

#include <optional>
#include <string>

#include "provisor/auth/hash_admission.h"
#include "provisor/auth/password.h"
#include "provisor/base/deadline.h"
#include "provisor/base/secret.h"
#include "provisor/operations/password_policy.h"
#include "provisor/store/links.h"
#include "provisor/store/sign_ups.h"

namespace provisor::operations {

class CountryMemory;  // the countries of callers seen before (countries.h)

// What lives as long as the worker.
struct Services {
  store::SignUps& sign_ups;
  auth::HashAdmission& hash_admission;
  auth::PasswordCost password_cost;
  std::chrono::milliseconds hash_wait;
  CountryMemory& countries;
  store::Links& links;
  PasswordPolicy password_policy;
};

// One call.
struct Context {
  Services& services;
  Secret key;  // recognised by auth::read_api_key(); whose, the statement asks
  std::string remote_address;
  // As sent, for a batch with the call's index added. At most 255 visible ASCII
  // characters, else idempotency_key_malformed.
  std::optional<std::string> idempotency_key;
  Deadline deadline;
};

}  // namespace provisor::operations
