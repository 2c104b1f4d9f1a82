// refusal.h — every answer of this server that says "no", in one list.
//
// A refusal is a value: the caller asked for something that cannot be done.
// A fault (a bug, a lost connection, a full disk) is an exception. Symbols are
// stable and documented in docs/api.md; the SQL functions return the same
// symbols. Codes are those of the JSON-RPC document.

#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace provisor {

enum class Refusal {
  // The request as a whole.
  not_found,
  method_not_allowed,
  body_too_large,
  body_empty,
  content_type_unsupported,
  encoding_malformed,
  json_malformed,
  json_too_deep,
  too_many_parameters,
  too_many_calls,
  request_malformed,
  method_name_malformed,
  method_not_found,
  arguments_malformed,
  // Who calls.
  key_missing,
  key_invalid,
  account_expired,
  account_deactivated,
  account_deleted,
  not_a_reseller,
  trial_account,
  // What is wished for.
  parameter_missing,
  parameter_malformed,
  parameter_conflicting,
  email_malformed,
  phone_malformed,
  email_taken,
  username_taken,
  password_too_weak,
  contact_limit_reached,
  idempotency_key_malformed,
  idempotency_mismatch,
  // What a page behind a link answers.
  link_unknown,
  link_used,
  link_expired,
  form_foreign,
  // What the operator's command speaks of.
  account_unknown,
  account_gone,
  not_a_trial,
  user_unknown,
  group_unknown,
  key_unknown,
  key_taken,
  key_unrotatable,
  name_taken,
  mail_unknown,
  mail_unchangeable,
  // The state of this server.
  busy,
  unavailable,
  internal_error,
};
inline constexpr std::size_t refusal_count =
    static_cast<std::size_t>(Refusal::internal_error) + 1;

struct RefusalTraits {
  std::string_view symbol;
  int code;         // error code of the JSON-RPC API
  int code_2_0;     // the same in JSON-RPC 2.0; 0: `code` holds there too
  int form_status;  // HTTP status on the form API
  std::string_view category;  // JSON-RPC messages read "category: sentence"
  std::string_view sentence;  // plain English; "%" stands for the field's name
};

const RefusalTraits& traits_of(Refusal refusal);

// Nothing when no refusal has this symbol.
std::optional<Refusal> refusal_named(std::string_view symbol);

// A refusal of one request: which, about which parameter, and why exactly.
struct Refused {
  Refusal refusal;
  // The parameter's name in the words of the API; may be empty.
  std::string field = {};
  // One more sentence; never holds what the caller sent.
  std::string detail = {};
};

// The text for people, e.g. "The parameter 'email' is required."
std::string sentence_of(const Refused& refused);

}  // namespace provisor
