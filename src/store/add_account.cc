#include "wishes.h"
#include "provisor/base/text.h"

namespace provisor::store {
namespace {

void encode_account(JsonWriter& json, const AddAccountWish& wish) {
  json.add("company_name", wish.company_name)
      .add("billing_email", wish.billing_email)
      .add("referral_code", wish.referral_code)
      .add("company_address", wish.company_address)
      .add("company_suburb", wish.company_suburb)
      .add("company_state", wish.company_state)
      .add("company_country", wish.company_country)
      .add("country_code", wish.country_code)
      .add("company_zip", wish.company_zip)
      .add("company_industry", wish.company_industry)
      .add("website", wish.website)
      .add("branding", wish.branding)
      .add("virtual_host", wish.virtual_host)
      .add("packages", wish.packages)
      .add("sub_packages", wish.sub_packages)
      .add("contact_limit", wish.contact_limit)
      .add("email_send_limit", wish.email_send_limit)
      .add("sms_send_limit", wish.sms_send_limit)
      .add("send_cap", wish.send_cap)
      .add("expiry_time", wish.expiry_time)
      .add("account_type", wish.account_type)
      .add("allow_login_to_under", wish.allow_login_to_under)
      .add("allow_login_from_above", wish.allow_login_from_above)
      .add("is_trial", wish.is_trial)
      .add("is_free", wish.is_free)
      .add("is_security_check_enabled", wish.is_security_check_enabled);
}

void encode_owner(JsonWriter& json, const AddAccountWish& wish) {
  json.add("username", wish.username)
      .add("first_name", wish.first_name)
      .add("last_name", wish.last_name)
      .add("email", wish.email)
      .add("phone", wish.phone)
      .add("mobile", wish.mobile)
      .add("position", wish.position)
      .add("timezone", wish.timezone)
      .add("is_confirmed", wish.is_confirmed)
      .add("send_welcome_email", wish.send_welcome_email);
  if (!wish.password_hash.empty())
    json.add("password_hash", wish.password_hash);
}

}  // namespace

// One row per wish.
const char* const add_account_sql = R"sql(
    select n, outcome, field, account_id, user_id, replayed
    from api.add_account($1::jsonb)
)sql";

// Usernames are compared without case. Other letters than ASCII's are folded by
// the database alone; where two such names meet in a set, the set is split.
EncodedWish encode(const AddAccountWish& wish) {
  JsonWriter json(2048);
  encode_attempt(json, wish.caller, wish.attempt);
  encode_account(json, wish);
  encode_owner(json, wish);
  return {std::move(json).members(),
          {collision_key("attempt", wish.attempt.idempotency_key),
           collision_key("username", lower_ascii(wish.username)),
           collision_key("email", wish.email)}};
}

Outcome<AddAccountDone> read_add_account(const pqxx::row& row) {
  if (row["outcome"].as<std::string>() != "done") return refused_of(row);
  return AddAccountDone{row["account_id"].as<std::int64_t>(),
                        row["user_id"].as<std::int64_t>(),
                        row["replayed"].as<bool>()};
}

}  // namespace provisor::store
