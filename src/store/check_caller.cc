#include "wishes.h"

namespace provisor::store {

// One row per wish; reads only, so no two collide.
const char* const check_caller_sql = R"sql(
    select n, outcome, field, account_id, country
    from api.check_caller($1::jsonb)
)sql";

EncodedWish encode(const CallerQuestion& question) {
  JsonWriter json(256);
  json.add("key_digest", question.caller.key_digest);
  if (!question.caller.remote_address.empty())
    json.add("remote_address", question.caller.remote_address);
  if (!question.username.empty()) json.add("username", question.username);
  if (!question.idempotency_key.empty())
    json.add("idempotency_key", question.idempotency_key);
  return {std::move(json).members(), {}};
}

Outcome<CallerAnswer> read_check_caller(const pqxx::row& row) {
  if (row["outcome"].as<std::string>() != "done") return refused_of(row);
  return CallerAnswer{row["account_id"].as<std::int64_t>(),
                      row["country"].as<std::string>()};
}

}  // namespace provisor::store
