#include "provisor/store/outbox.h"

#include <memory>
#include <stdexcept>

#include <json/json.h>

#include "connection.h"
#include "json_writer.h"
#include "rows.h"

namespace provisor::store {
namespace {

// Many rows.
constexpr char take_sql[] = R"sql(
    select id, attempt, kind, recipient, data, coalesce(secret, ''),
      extract(epoch from created_at)::bigint,
      extract(epoch from first_attempt_at)::bigint, link_seconds,
      case when attempt > 1 then mailer.answers(id) else 0 end as answers
    from mailer.take($1, $2 * interval '1 millisecond')
)sql";

// One row each, without a value.
constexpr char keep_sql[] = R"sql(
    select mailer.keep($1::jsonb, $2 * interval '1 millisecond')
)sql";

constexpr char give_back_sql[] = R"sql(
    select mailer.give_back($1::jsonb)
)sql";

constexpr char settle_sql[] = R"sql(
    select mailer.settle($1::jsonb)
)sql";

constexpr char release_sql[] = R"sql(
    select mailer.release()
)sql";

constexpr char answer_reset_requests_sql[] = R"sql(
    select mailer.answer_reset_requests($1, $2)
)sql";

// Empty for what is neither a text nor a number nor a list of these: one odd
// row must not keep the mailer from the others.
std::string text_of(const Json::Value& value) {
  if (value.isObject()) return {};
  if (!value.isArray()) return value.asString();
  std::string list;
  for (const Json::Value& item : value)
    list += (list.empty() ? "" : ", ") + text_of(item);
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

std::optional<std::chrono::seconds> seconds_of(const pqxx::field& field) {
  const auto count = optional<std::int64_t>(field);
  if (!count) return std::nullopt;
  return std::chrono::seconds(*count);
}

OutboxMail mail_of(const pqxx::row& row) {
  return OutboxMail{
      .taking = {row[0].as<std::int64_t>(), row[1].as<std::int64_t>()},
      .kind = row[2].as<std::string>(),
      .recipient = row[3].as<std::string>(),
      .data = members_of(row[4].as<std::string>()),
      .secret = Secret(row[5].as<std::string>()),
      .link_left = seconds_of(row[8]),
      .answers = row["answers"].as<std::int64_t>(),
      .created_at = time(row[6]),
      .first_attempt_at = time(row[7]),
  };
}

const char* name_of(Settled::State state) {
  switch (state) {
    case Settled::State::sent:
      return "sent";
    case Settled::State::deferred:
      return "deferred";
    case Settled::State::failed:
      break;
  }
  return "failed";
}

std::string json_of(const Taking& taking) {
  JsonWriter members(64);
  members.add("id", taking.id).add("attempt", taking.attempt);
  return std::move(members).members();
}

std::string json_of(const GivenBack& mail) {
  JsonWriter members(128);
  members.add("id", mail.taking.id).add("attempt", mail.taking.attempt);
  if (!mail.reason.empty()) members.add("reason", mail.reason);
  return std::move(members).members();
}

std::string json_of(const Settled& mail) {
  JsonWriter members(256);
  members.add("id", mail.taking.id)
      .add("attempt", mail.taking.attempt)
      .add("state", name_of(mail.state))
      .add("wait", mail.wait.count())
      .add("reply_code", mail.reply_code)
      .add("enhanced_code", mail.enhanced_code)
      .add("answer", mail.answer);
  return std::move(members).members();
}

template <class Item>
std::string json_of(const std::vector<Item>& items) {
  std::string list = "[";
  for (const Item& item : items)
    list += (list.size() > 1 ? ",{" : "{") + json_of(item) + "}";
  return list + "]";
}

}  // namespace

Outbox::Outbox(std::string connection) : address_(std::move(connection)) {}

Outbox::~Outbox() = default;

template <class... Values>
auto Outbox::call(const char* sql, const Values&... values) {
  static constexpr std::chrono::seconds patience{10};
  if (!connection_)
    connection_ = std::make_unique<Connection>(address_, patience);
  try {
    return connection_->statement(sql, values...);
  } catch (const Lost&) {
    connection_.reset();
    throw;
  }
}

std::vector<OutboxMail> Outbox::take(std::size_t count,
                                     std::chrono::milliseconds lease) {
  std::vector<OutboxMail> mails;
  for (const pqxx::row& row :
       call(take_sql, static_cast<int>(count), lease.count()))
    mails.push_back(mail_of(row));
  return mails;
}

void Outbox::keep(const std::vector<Taking>& mails,
                  std::chrono::milliseconds lease) {
  if (!mails.empty()) call(keep_sql, json_of(mails), lease.count());
}

void Outbox::give_back(const std::vector<GivenBack>& mails) {
  if (!mails.empty()) call(give_back_sql, json_of(mails));
}

void Outbox::settle(const std::vector<Settled>& mails) {
  if (!mails.empty()) call(settle_sql, json_of(mails));
}

void Outbox::release() { call(release_sql); }

std::size_t Outbox::answer_reset_requests(std::size_t count,
                                          std::chrono::seconds life) {
  const auto rows =
      call(answer_reset_requests_sql, static_cast<int>(count), life.count());
  return rows[0][0].as<std::size_t>();
}

}  // namespace provisor::store
