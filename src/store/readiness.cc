#include "wishes.h"

namespace provisor::store {

// The newest migration's number when this was built; the Makefile knows it.
constexpr int needed_version = PROVISOR_SCHEMA_VERSION;

// One row for each who asks: the question goes through a queue like the others,
// so that many who ask at once cost one statement.
const char* const readiness_sql = R"sql(
    select w.n, api.schema_version() as schema_version,
      current_setting('transaction_read_only')::boolean as is_read_only
    from jsonb_to_recordset($1::jsonb) as w (n integer)
)sql";

EncodedWish encode_readiness() { return {"\"asks\":\"readiness\"", {}}; }

Outcome<Readiness> read_readiness(const pqxx::row& row) {
  return Readiness{true, row["schema_version"].as<std::string>(""),
                   row["schema_version"].as<int>(0) < needed_version,
                   row["is_read_only"].as<bool>()};
}

}  // namespace provisor::store
