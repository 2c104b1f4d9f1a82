#include "provisor/store/outbox.h"

#include <memory>
#include <stdexcept>

#include <json/json.h>

#include "connection.h"
#include "rows.h"

namespace provisor::store {
namespace {

// Many rows. What another mailer holds right now is skipped; what one has left
// behind comes before what is due, and each is found through its own index. As
// an array the choice is made once; `in` might lock more rows than it returns.
constexpr char claim_leased_sql[] = R"sql(
    update provisor.outbox
    set attempts = attempts + 1,
      lease_expires_at = now() + $2 * interval '1 second'
    where id = any (array(
      select id from provisor.outbox
      where state = 'sending' and lease_expires_at <= now()
      order by lease_expires_at
      limit $1
      for update skip locked))
    returning id, kind, recipient, data, coalesce(secret, ''), attempts,
      extract(epoch from created_at)::bigint
)sql";

constexpr char claim_due_sql[] = R"sql(
    update provisor.outbox
    set state = 'sending', attempts = attempts + 1, next_attempt_at = null,
      lease_expires_at = now() + $2 * interval '1 second'
    where id = any (array(
      select id from provisor.outbox
      where state = 'queued' and next_attempt_at <= now()
      order by next_attempt_at
      limit $1
      for update skip locked))
    returning id, kind, recipient, data, coalesce(secret, ''), attempts,
      extract(epoch from created_at)::bigint
)sql";

// None or one row each.
constexpr char mark_sent_sql[] = R"sql(
    update provisor.outbox
    set state = 'sent', sent_at = now(), lease_expires_at = null,
      secret = null, last_answer = $2
    where id = $1 and state = 'sending'
)sql";

constexpr char mark_deferred_sql[] = R"sql(
    update provisor.outbox
    set state = 'queued', next_attempt_at = to_timestamp($3::bigint),
      lease_expires_at = null, last_answer = $2
    where id = $1 and state = 'sending'
)sql";

constexpr char mark_failed_sql[] = R"sql(
    update provisor.outbox
    set state = 'failed', failed_at = now(), lease_expires_at = null,
      last_answer = $2
    where id = $1 and state = 'sending'
)sql";

std::string text_of(const Json::Value& value) {
  if (!value.isArray()) return value.asString();
  std::string list;
  for (const Json::Value& item : value)
    list += (list.empty() ? "" : ", ") + item.asString();
  return list;
}

// Of an object that our own SQL functions wrote.
std::map<std::string, std::string> members_of(const std::string& text) {
  const Json::CharReaderBuilder builder;
  const std::unique_ptr<Json::CharReader> reader(builder.newCharReader());
  Json::Value object;
  if (!reader->parse(text.data(), text.data() + text.size(), &object, nullptr))
    throw std::runtime_error("the data of a mail is not JSON");
  std::map<std::string, std::string> members;
  for (const std::string& name : object.getMemberNames())
    members[name] = text_of(object[name]);
  return members;
}

void append(std::vector<OutboxMail>& mails, const pqxx::result& rows) {
  for (const pqxx::row& row : rows)
    mails.push_back(OutboxMail{
        .id = row[0].as<std::int64_t>(),
        .kind = row[1].as<std::string>(),
        .recipient = row[2].as<std::string>(),
        .data = members_of(row[3].as<std::string>()),
        .secret = Secret(row[4].as<std::string>()),
        .attempts = row[5].as<std::int64_t>(),
        .created_at = time(row[6]),
    });
}

}  // namespace

Outbox::Outbox(std::string connection) : address_(std::move(connection)) {}

Outbox::~Outbox() = default;

template <class Work>
auto Outbox::with_connection(Work&& work) {
  static constexpr std::chrono::seconds patience{10};
  if (!connection_)
    connection_ = std::make_unique<Connection>(address_, patience);
  try {
    return work(*connection_);
  } catch (const Lost&) {
    connection_.reset();
    throw;
  }
}

std::vector<OutboxMail> Outbox::claim_due(std::uint32_t count,
                                          std::chrono::seconds lease) {
  return with_connection([&](Connection& connection) {
    return connection.transaction([&](pqxx::work& transaction) {
      std::vector<OutboxMail> mails;
      append(mails, Connection::execute(transaction, claim_leased_sql, count,
                                        lease.count()));
      append(mails, Connection::execute(transaction, claim_due_sql,
                                        count - mails.size(), lease.count()));
      return mails;
    });
  });
}

void Outbox::mark_sent(std::int64_t id, const std::string& answer) {
  with_connection([&](Connection& connection) {
    return connection.statement(mark_sent_sql, id, answer);
  });
}

void Outbox::mark_deferred(std::int64_t id, const std::string& answer,
                           Time next_attempt) {
  with_connection([&](Connection& connection) {
    return connection.statement(mark_deferred_sql, id, answer,
                                next_attempt.time_since_epoch().count());
  });
}

void Outbox::mark_failed(std::int64_t id, const std::string& answer) {
  with_connection([&](Connection& connection) {
    return connection.statement(mark_failed_sql, id, answer);
  });
}

}  // namespace provisor::store
