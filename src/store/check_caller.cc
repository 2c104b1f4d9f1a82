#include "wishes.h"

namespace provisor::store {

// One row per wish; reads only, so no two collide.
const char* const check_caller_sql = R"sql(
    select n, outcome, field, account_id, country, api_key_id
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

CallerFound read_check_caller(const pqxx::row& row) {
  const CallerIds ids{row["account_id"].as<std::int64_t>(0),
                      row["api_key_id"].as<std::int64_t>(0)};
  if (row["outcome"].as<std::string>() != "done") return {refused_of(row), ids};
  return {CallerAnswer{ids.account_id, row["country"].as<std::string>()}, ids};
}

}  // namespace provisor::store
