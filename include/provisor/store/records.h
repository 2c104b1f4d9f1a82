// records.h — what the operator looks up: queued mails and past operations.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "provisor/store/accounts.h"

namespace provisor::store {

struct OutboxFilter {
  std::optional<std::string> state;  // queued, sending, sent, failed
  std::int64_t limit = 100;          // the newest so many
};

struct OutboxRow {
  std::int64_t id;
  std::string kind, recipient, state;
  std::int64_t attempts;
  std::string last_answer;  // of the mail server; may be empty
  Time created_at;
  std::optional<Time> next_attempt_at, sent_at;
};

struct OperationFilter {
  std::optional<std::int64_t> account_id;
  std::int64_t limit = 100;  // the newest so many
};

struct OperationRow {
  std::int64_t account_id;
  std::string method, idempotency_key;
  std::optional<std::int64_t> api_key_id;
  std::string remote_address;  // may be empty
  std::string result;          // JSON
  Time at;
};

}  // namespace provisor::store
