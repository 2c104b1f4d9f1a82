// reseller.h — a reseller with a key, in a database of its own.

#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "provisor/base/metrics.h"
#include "provisor/base/shared.h"
#include "provisor/store/sign_ups.h"
#include "tests/support/private_database.h"

namespace provisor::tests {

// An account of Germany with the users ann and bob, the group "sales" of both,
// and a key of ann's.
struct Reseller {
  Reseller();

  // A wish of this reseller with a new idempotency key.
  store::MasterAccountWish customer(const std::string& email);
  store::AddAccountWish account(const std::string& username);

  std::unique_ptr<store::SignUps> open(std::uint32_t lanes = 1);

  PrivateDatabase database;
  const std::string key_digest = std::string(64, 'a');
  std::int64_t account_id, key_id;
  Shared<Metrics> metrics;
};

// Far enough that no test meets it.
Deadline later();

// Calls `work(i)` in `count` threads that start together.
void in_parallel(int count, const std::function<void(int)>& work);

}  // namespace provisor::tests
