#include "provisor/store/import.h"

#include <chrono>
#include <thread>

#include "connection.h"
#include "provisor/base/deadline.h"
#include "set_statement.h"
#include "wishes.h"

namespace provisor::store {
namespace {

using std::chrono_literals::operator""s;
using std::chrono_literals::operator""ms;

constexpr auto patience = 60s;
constexpr auto pause = 250ms;
constexpr int most_conflicts = 5;

// One row per wish.
constexpr char import_contact_sql[] = R"sql(
    select n, outcome, field, replayed from admin.import_contact($1::jsonb)
)sql";
constexpr char import_account_sql[] = R"sql(
    select n, outcome, field, replayed from admin.import_account($1::jsonb)
)sql";

EncodedWish encode(const ContactWish& wish) {
  JsonWriter json(1024);
  encode_attempt(json, wish.caller, wish.attempt);
  json.add("email", wish.email)
      .add("first_name", wish.first_name)
      .add("last_name", wish.last_name)
      .add("facebook", wish.facebook)
      .add("twitter", wish.twitter)
      .add("source", wish.source)
      .add("phone", wish.phone)
      .add("phone_e164", wish.phone_e164)
      .add("tags", wish.tags)
      .add("owner_email", wish.owner_email)
      .add("owner_group", wish.owner_group);
  if (!wish.phone_country.empty())
    json.add("phone_country", wish.phone_country);
  return {std::move(json).members(), {}};
}

Outcome<Imported> read(const pqxx::row& row) {
  const auto outcome = row["outcome"].as<std::string>();
  if (outcome == "other_country")
    return Refused{Refusal::unavailable, "phone",
                   "The account's country was changed meanwhile."};
  if (outcome != "done") return refused_of(row);
  return row["replayed"].as<bool>() ? Imported::before : Imported::now;
}

}  // namespace

class Importer::Sets {
 public:
  explicit Sets(std::string address) : address_(std::move(address)) {
    connect();
  }

  std::vector<Outcome<Imported>> run(const char* sql,
                                     const std::vector<EncodedWish>& wishes) {
    std::vector<const EncodedWish*> set;
    for (const auto& wish : wishes) set.push_back(&wish);
    try {
      return run_set(sql, set);
    } catch (const Fault& fault) {
      // Two mean the same contact, or another program is in the way.
      if (set.size() == 1 || !(is_collision(fault) || is_conflict(fault)))
        throw;
    }
    return run_one_by_one(sql, set);
  }

 private:
  using Set = std::vector<const EncodedWish*>;

  std::vector<Outcome<Imported>> run_one_by_one(const char* sql,
                                                const Set& set) {
    std::vector<Outcome<Imported>> outcomes;
    for (const auto* wish : set) outcomes.push_back(run_set(sql, {wish})[0]);
    return outcomes;
  }

  // Until it is known what became of it. Whatever was done answers so.
  std::vector<Outcome<Imported>> run_set(const char* sql, const Set& set) {
    const auto give_up = Clock::now() + patience;
    for (int conflicts = 0;;) {
      try {
        if (!connection_) connect();
        return answers_of(connection_->statement(sql, joined(set)), set.size());
      } catch (const Lost&) {
        connection_.reset();
        if (Clock::now() > give_up) throw;
      } catch (const Away&) {
        if (Clock::now() > give_up) throw;
        std::this_thread::sleep_for(pause);
      } catch (const Fault& fault) {
        if (!is_conflict(fault) || ++conflicts == most_conflicts) throw;
      }
    }
  }

  static std::vector<Outcome<Imported>> answers_of(const pqxx::result& rows,
                                                   std::size_t count) {
    std::vector<Outcome<Imported>> answers;
    answers.reserve(count);
    for (const pqxx::row& row : in_order(rows, count))
      answers.push_back(read(row));
    return answers;
  }

  void connect() { connection_ = std::make_unique<Connection>(address_, 5s); }

  const std::string address_;
  std::unique_ptr<Connection> connection_;
};

Importer::Importer(std::string connection, std::chrono::seconds invitation_life)
    : sets_(std::make_unique<Sets>(std::move(connection))),
      invitation_life_(invitation_life) {}

Importer::~Importer() = default;

std::vector<Outcome<Imported>> Importer::contacts(
    const std::vector<ContactWish>& wishes) {
  std::vector<EncodedWish> encoded;
  for (const auto& wish : wishes) encoded.push_back(encode(wish));
  return sets_->run(import_contact_sql, encoded);
}

std::vector<Outcome<Imported>> Importer::accounts(
    const std::vector<AddAccountWish>& wishes) {
  std::vector<EncodedWish> encoded;
  for (const auto& wish : wishes)
    encoded.push_back(living(encode(wish), invitation_life_));
  return sets_->run(import_account_sql, encoded);
}

}  // namespace provisor::store
