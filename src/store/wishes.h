// wishes.h — how wishes travel to their SQL functions, and answers back.
//
// Each operation has a file of its own: its statement, the encoding of its wish
// and the reading of its row. docs/database.md is the contract.

#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include <pqxx/pqxx>

#include "provisor/base/outcome.h"
#include "provisor/store/sign_ups.h"
#include "json_writer.h"
#include "set_statement.h"

namespace provisor::store {

using MasterAccountAnswer =
    Outcome<std::variant<MasterAccountDone, OtherCountry>>;

extern const char* const master_account_sql;
EncodedWish encode(const MasterAccountWish& wish);
MasterAccountAnswer read_master_account(const pqxx::row& row);

extern const char* const add_account_sql;
EncodedWish encode(const AddAccountWish& wish);
Outcome<AddAccountDone> read_add_account(const pqxx::row& row);

extern const char* const check_caller_sql;
EncodedWish encode(const CallerQuestion& question);
// Its row says whose the key is also where it refuses the caller.
struct CallerFound {
  CallerFound(Refusal refusal) : outcome(refusal) {}
  CallerFound(Outcome<CallerAnswer> found, CallerIds whose)
      : outcome(std::move(found)), ids(whose) {}
  Outcome<CallerAnswer> outcome;
  CallerIds ids;
};
CallerFound read_check_caller(const pqxx::row& row);

extern const char* const readiness_sql;
EncodedWish encode_readiness();
Outcome<Readiness> read_readiness(const pqxx::row& row);

using OutboxStates = std::vector<OutboxState>;
extern const char* const outbox_states_sql;
EncodedWish encode_outbox_states();
Outcome<OutboxStates> read_outbox_states(const pqxx::row& row);

// The members that every sign-up has.
void encode_attempt(JsonWriter& json, const Caller& caller,
                    const Attempt& attempt);

// With the life of the link that is mailed; no part of what is wished for.
inline EncodedWish living(EncodedWish wish, std::chrono::seconds life) {
  wish.members += ",\"link_seconds\":" + std::to_string(life.count());
  return wish;
}

}  // namespace provisor::store
