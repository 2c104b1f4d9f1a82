#include <memory>
#include <stdexcept>

#include <json/json.h>

#include "wishes.h"

namespace provisor::store {

// One row for each who asks. One answer for all of them: counting takes longer
// than everything else that workers ask.
const char* const outbox_states_sql = R"sql(
    select w.n, o.states
    from jsonb_to_recordset($1::jsonb) as w (n integer)
    cross join (select api.outbox_states() as states offset 0) as o
)sql";

EncodedWish encode_outbox_states() {
  return {"\"asks\":\"outbox_states\"", {}};
}

Outcome<OutboxStates> read_outbox_states(const pqxx::row& row) {
  const auto text = row["states"].as<std::string>();
  const Json::CharReaderBuilder builder;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value list;
  if (!reader->parse(text.data(), text.data() + text.size(), &list, nullptr))
    throw std::runtime_error("the states of the outbox are not JSON");
  OutboxStates states;
  for (const Json::Value& each : list)
    states.push_back({each["state"].asString(), each["mails"].asUInt64(),
                      std::chrono::seconds(each["oldest"].asInt64())});
  return states;
}

}  // namespace provisor::store
