#include "provisor/store/keys.h"

#include "administration_statements.h"
#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// None or one row.
constexpr char key_user_sql[] = R"sql(
    select id from provisor.app_user
    where account_id = $1 and lower(username) = lower($2)
      and status = 'active'
)sql";

// No row when this very key is there already.
constexpr char insert_key_sql[] = R"sql(
    insert into provisor.api_key
      (account_id, user_id, digest, prefix, label, expires_at,
       allowed_networks)
    values ($1, $2, decode($3, 'hex'), $4, $5, to_timestamp($6::bigint),
            string_to_array(nullif($7, ''), ',')::cidr[])
    on conflict (digest) do nothing
    returning id
)sql";

// Many rows, or at most one when an id is given.
constexpr char keys_sql[] = R"sql(
    select k.id, k.account_id, k.user_id, u.username, k.prefix, k.label,
      coalesce(array_to_string(k.allowed_networks, ','), ''),
      extract(epoch from k.created_at)::bigint,
      extract(epoch from k.expires_at)::bigint,
      extract(epoch from k.revoked_at)::bigint
    from provisor.api_key k
    join provisor.app_user u on u.id = k.user_id
    where ($1::bigint is null or k.id = $1)
      and ($2::bigint is null or k.account_id = $2)
    order by k.id
)sql";

// None or one row: why the key cannot be rotated, null when it can. The lock
// makes two rotations at once one after the other.
constexpr char why_not_rotate_sql[] = R"sql(
    select case
        when revoked_at is not null then 'It is revoked.'
        when expires_at <= now() then 'It has expired.'
        when exists (
          select from provisor.api_key n where n.replaces = k.id)
          then 'It was replaced already.'
      end
    from provisor.api_key k
    where id = $1
    for update
)sql";

// No row when this very key is there already.
constexpr char insert_successor_sql[] = R"sql(
    insert into provisor.api_key
      (account_id, user_id, digest, prefix, label, expires_at,
       allowed_networks, replaces)
    select account_id, user_id, decode($2, 'hex'), $3, label,
      coalesce(to_timestamp($4::bigint), now() + (expires_at - created_at)),
      allowed_networks, id
    from provisor.api_key
    where id = $1
    on conflict (digest) do nothing
    returning id
)sql";

// least() neglects nulls.
constexpr char end_predecessor_sql[] = R"sql(
    update provisor.api_key
    set expires_at = least(expires_at, now() + $2 * interval '1 second')
    where id = $1
)sql";

constexpr char revoke_key_sql[] = R"sql(
    update provisor.api_key set revoked_at = now()
    where id = $1 and revoked_at is null
)sql";

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

std::vector<std::string> split(const std::string& texts) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < texts.size();) {
    const auto end = std::min(texts.find(',', at), texts.size());
    all.push_back(texts.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

Key key_of(const pqxx::row& row) {
  return Key{
      .id = row[0].as<std::int64_t>(),
      .account_id = row[1].as<std::int64_t>(),
      .user_id = row[2].as<std::int64_t>(),
      .username = row[3].as<std::string>(),
      .prefix = row[4].as<std::string>(),
      .label = row[5].as<std::string>(),
      .networks = split(row[6].as<std::string>()),
      .created_at = time(row[7]),
      .expires_at = optional_time(row[8]),
      .revoked_at = optional_time(row[9]),
  };
}

}  // namespace

Outcome<std::int64_t> Administration::insert_key(const NewKey& key) {
  return change(
      *connection_, [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
        if (!has_account(transaction, key.account_id))
          return Refusal::account_unknown;
        const auto user = Connection::execute(transaction, key_user_sql,
                                              key.account_id, key.username);
        if (user.empty()) return Refusal::user_unknown;
        const auto created = Connection::execute(
            transaction, insert_key_sql, key.account_id,
            single<std::int64_t>(user), key.key.digest, key.key.prefix,
            key.label, unix_seconds(key.expires_at), joined(key.networks));
        if (created.empty()) return Refusal::key_taken;
        return single<std::int64_t>(created);
      });
}

std::vector<Key> Administration::list_keys(
    std::optional<std::int64_t> account_id) {
  std::vector<Key> keys;
  for (const pqxx::row& row :
       connection_->statement(keys_sql, nullptr, account_id))
    keys.push_back(key_of(row));
  return keys;
}

Outcome<std::int64_t> Administration::rotate_key(const Rotation& rotation) {
  return change(
      *connection_, [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
        const auto old = Connection::execute(transaction, why_not_rotate_sql,
                                             rotation.key_id);
        if (old.empty()) return Refusal::key_unknown;
        if (!old[0][0].is_null())
          return Refused{Refusal::key_unrotatable, "",
                         old[0][0].as<std::string>()};
        const auto created = Connection::execute(
            transaction, insert_successor_sql, rotation.key_id,
            rotation.key.digest, rotation.key.prefix,
            unix_seconds(rotation.expires_at));
        if (created.empty()) return Refusal::key_taken;
        Connection::execute(transaction, end_predecessor_sql, rotation.key_id,
                            rotation.overlap.count());
        return single<std::int64_t>(created);
      });
}

Outcome<Key> Administration::revoke_key(std::int64_t id) {
  change(*connection_, [&](pqxx::work& transaction) {
    return Connection::execute(transaction, revoke_key_sql, id);
  });
  const auto rows = connection_->statement(keys_sql, id, nullptr);
  if (rows.empty()) return Refusal::key_unknown;
  return key_of(rows[0]);
}

}  // namespace provisor::store
