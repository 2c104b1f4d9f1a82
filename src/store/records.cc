#include "provisor/store/records.h"

#include "administration_statements.h"
#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// Many rows, without the secrets.
constexpr char outbox_sql[] = R"sql(
    select id, kind, recipient, state, attempts, coalesce(last_answer, ''),
      held_for, extract(epoch from created_at)::bigint,
      extract(epoch from next_attempt_at)::bigint,
      extract(epoch from sent_at)::bigint
    from provisor.outbox
    where $1::text is null or state::text = $1
    order by id desc
    limit $2
)sql";

// None or one row.
constexpr char mail_sql[] = R"sql(
    select id from provisor.outbox where id = $1
)sql";

// Many rows.
constexpr char attempts_sql[] = R"sql(
    select number, extract(epoch from started_at)::bigint,
      extract(epoch from ended_at)::bigint, reply_code, enhanced_code,
      coalesce(answer, '')
    from provisor.mail_attempt
    where outbox_id = $1
    order by number
)sql";

// None or one row. A mailer that has it may be talking to the mail server.
constexpr char cancel_sql[] = R"sql(
    select admin.cancel_mail($1)
)sql";

// None or one row. What has failed has five days again; the limits of the
// account are looked at anew.
const std::string retry_sql = R"sql(
    update provisor.outbox
    set state = 'queued', next_attempt_at = now(), failed_at = null,
      held_at = null, held_for = null,
      first_attempt_at = case when attempts > 0 then now() end
    where state in ('deferred', 'failed', 'held') )sql";
const std::string retry_one_sql = retry_sql + "and id = $1 returning id";
// No rows, but a number of them.
const std::string retry_all_sql = retry_sql + R"sql(and state::text = $1
    and ($2::bigint is null or created_at >= to_timestamp($2)))sql";

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
        .held_for = optional<std::string>(row[6]),
        .created_at = time(row[7]),
        .next_attempt_at = optional_time(row[8]),
        .sent_at = optional_time(row[9]),
    });
  return mails;
}

Outcome<std::vector<MailAttempt>> Administration::list_mail_attempts(
    std::int64_t id) {
  if (connection_->statement(mail_sql, id).empty())
    return Refusal::mail_unknown;
  std::vector<MailAttempt> attempts;
  for (const pqxx::row& row : connection_->statement(attempts_sql, id))
    attempts.push_back(MailAttempt{
        .number = row[0].as<std::int64_t>(),
        .started_at = time(row[1]),
        .ended_at = optional_time(row[2]),
        .reply_code = optional<std::int64_t>(row[3]),
        .enhanced_code = optional<std::string>(row[4]),
        .answer = row[5].as<std::string>(),
    });
  return attempts;
}

Outcome<std::int64_t> Administration::cancel_mail(std::int64_t id) {
  return change_mail(cancel_sql, id);
}

Outcome<std::int64_t> Administration::retry_mail(std::int64_t id) {
  return change_mail(retry_one_sql.c_str(), id);
}

std::int64_t Administration::retry_mails(const RetryWish& wish) {
  std::optional<std::int64_t> since;
  if (wish.queued_since) since = wish.queued_since->time_since_epoch().count();
  return connection_->statement(retry_all_sql.c_str(), wish.state, since)
      .affected_rows();
}

Outcome<std::int64_t> Administration::change_mail(const char* sql,
                                                  std::int64_t id) {
  return change(*connection_,
                [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
                  if (!Connection::execute(transaction, sql, id).empty())
                    return id;
                  return Connection::execute(transaction, mail_sql, id).empty()
                             ? Refusal::mail_unknown
                             : Refusal::mail_unchangeable;
                });
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
