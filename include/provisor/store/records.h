// records.h — what the operator looks up: queued mails and past operations.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "provisor/store/accounts.h"

namespace provisor::store {

// docs/mail.md draws them.
constexpr const char* mail_states[] = {
    "queued", "sending", "sent", "deferred", "failed", "held", "cancelled"};

struct OutboxFilter {
  std::optional<std::string> state;  // as mail_states has them
  std::int64_t limit = 100;          // the newest so many
};

struct RetryWish {
  std::string state;  // "deferred", "failed" or "held"
  std::optional<Time> queued_since;
};

struct OutboxRow {
  std::int64_t id;
  std::string kind, recipient, state;
  std::int64_t attempts;
  std::string last_answer;              // of the mail server; may be empty
  std::optional<std::string> held_for;  // which limit of its account
  Time created_at;
  std::optional<Time> next_attempt_at, sent_at;
};

struct MailAttempt {
  std::int64_t number;
  Time started_at;
  std::optional<Time> ended_at;  // not: it runs, or its mailer died
  std::optional<std::int64_t> reply_code;
  std::optional<std::string> enhanced_code;
  std::string answer;  // may be empty
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
