#include "provisor/store/records.h"

#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// Many rows, without the secrets.
constexpr char outbox_sql[] = R"sql(
    select id, kind, recipient, state, attempts, coalesce(last_answer, ''),
      extract(epoch from created_at)::bigint,
      extract(epoch from next_attempt_at)::bigint,
      extract(epoch from sent_at)::bigint
    from provisor.outbox
    where $1::text is null or state::text = $1
    order by id desc
    limit $2
)sql";

// Many rows.
constexpr char operations_sql[] = R"sql(
    select account_id, method, key, api_key_id, coalesce(remote_address, ''),
      result, extract(epoch from created_at)::bigint
    from provisor.operation
    where $1::bigint is null or account_id = $1
    order by id desc
    limit $2
)sql";

}  // namespace

std::vector<OutboxRow> Administration::list_outbox(const OutboxFilter& filter) {
  std::vector<OutboxRow> mails;
  for (const pqxx::row& row :
       connection_->statement(outbox_sql, filter.state, filter.limit))
    mails.push_back(OutboxRow{
        .id = row[0].as<std::int64_t>(),
        .kind = row[1].as<std::string>(),
        .recipient = row[2].as<std::string>(),
        .state = row[3].as<std::string>(),
        .attempts = row[4].as<std::int64_t>(),
        .last_answer = row[5].as<std::string>(),
        .created_at = time(row[6]),
        .next_attempt_at = optional_time(row[7]),
        .sent_at = optional_time(row[8]),
    });
  return mails;
}

std::vector<OperationRow> Administration::list_operations(
    const OperationFilter& filter) {
  std::vector<OperationRow> operations;
  for (const pqxx::row& row :
       connection_->statement(operations_sql, filter.account_id, filter.limit))
    operations.push_back(OperationRow{
        .account_id = row[0].as<std::int64_t>(),
        .method = row[1].as<std::string>(),
        .idempotency_key = row[2].as<std::string>(),
        .api_key_id = optional<std::int64_t>(row[3]),
        .remote_address = row[4].as<std::string>(),
        .result = row[5].as<std::string>(),
        .at = time(row[6]),
    });
  return operations;
}

}  // namespace provisor::store
