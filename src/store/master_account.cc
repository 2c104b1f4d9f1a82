#include "wishes.h"

namespace provisor::store {

// One row per wish.
const char* const master_account_sql = R"sql(
    select n, outcome, field, account_id, user_id, contact_id, replayed
    from api.master_account($1::jsonb)
)sql";

// The address is a username too, so it collides with addAccount's usernames;
// those go through another queue and meet in the database.
EncodedWish encode(const MasterAccountWish& wish) {
  JsonWriter json(1024);
  encode_attempt(json, wish.caller, wish.attempt);
  json.add("email", wish.email)
      .add("account_name", wish.account_name)
      .add("first_name", wish.first_name)
      .add("last_name", wish.last_name)
      .add("facebook", wish.facebook)
      .add("twitter", wish.twitter)
      .add("source", wish.source)
      .add("phone", wish.phone)
      .add("phone_e164", wish.phone_e164);
  if (!wish.phone_country.empty())
    json.add("phone_country", wish.phone_country);
  json.add("tags", wish.tags)
      .add("notify_to_email", wish.notify_to_email)
      .add("notify_email_subject", wish.notify_email_subject)
      .add("contactowner_email", wish.contactowner_email)
      .add("contactowner_group", wish.contactowner_group)
      .add("send_welcome_email", wish.send_welcome_email)
      .add("email_notify_owner", wish.email_notify_owner);

  EncodedWish encoded{std::move(json).members(), {}};
  encoded.collision_keys = {
      collision_key("attempt", wish.attempt.idempotency_key),
      collision_key("email", wish.email)};
  // Whose contacts: the account is known to the database only. Two resellers'
  // customers of one number wait for each other; that is rare and harmless.
  if (wish.phone_e164)
    encoded.collision_keys.push_back(collision_key("phone", *wish.phone_e164));
  return encoded;
}

MasterAccountAnswer read_master_account(const pqxx::row& row) {
  using Answer = std::variant<MasterAccountDone, OtherCountry>;
  const auto outcome = row["outcome"].as<std::string>();
  if (outcome == "done")
    return Answer(MasterAccountDone{
        row["account_id"].as<std::int64_t>(), row["user_id"].as<std::int64_t>(),
        row["contact_id"].as<std::int64_t>(), row["replayed"].as<bool>()});
  if (outcome == "other_country")
    return Answer(OtherCountry{row["field"].as<std::string>()});
  return refused_of(row);
}

}  // namespace provisor::store
