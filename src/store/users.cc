#include "provisor/store/users.h"

#include "administration_statements.h"
#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// No row when the username is taken.
constexpr char create_user_sql[] = R"sql(
    insert into provisor.app_user
      (account_id, username, email, first_name, last_name, phone, timezone)
    values ($1, $2, $3, nullif($4, ''), nullif($5, ''), $6,
            coalesce($7, 'UTC'))
    on conflict (lower(username)) do nothing
    returning id
)sql";

// An address that was registered before stays its first user's, and is shared.
constexpr char register_email_sql[] = R"sql(
    insert into provisor.email_registry (email, user_id)
    values ($1, $2)
    on conflict do nothing
)sql";

constexpr char share_address_sql[] = R"sql(
    insert into provisor.shared_address (email, user_id)
    values ($1, $2)
)sql";

// Many rows. Whether there is a password is all that this role may know of it.
constexpr char users_sql[] = R"sql(
    select u.id, u.account_id, u.username, u.email, coalesce(u.first_name, ''),
      coalesce(u.last_name, ''), u.phone, u.timezone, u.status = 'active',
      u.is_confirmed, p.id is not null,
      extract(epoch from u.created_at)::bigint
    from provisor.app_user u
    left join provisor.user_with_password p on p.id = u.id
    where $1::bigint is null or u.account_id = $1
    order by u.id
)sql";

User user_of(const pqxx::row& row) {
  return User{
      .id = row[0].as<std::int64_t>(),
      .account_id = row[1].as<std::int64_t>(),
      .username = row[2].as<std::string>(),
      .email = row[3].as<std::string>(),
      .first_name = row[4].as<std::string>(),
      .last_name = row[5].as<std::string>(),
      .phone = optional<std::string>(row[6]),
      .timezone = optional<std::string>(row[7]),
      .is_active = row[8].as<bool>(),
      .is_confirmed = row[9].as<bool>(),
      .has_password = row[10].as<bool>(),
      .created_at = time(row[11]),
  };
}

}  // namespace

Outcome<std::int64_t> Administration::create_user(const NewUser& user) {
  return change(
      *connection_, [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
        if (!has_account(transaction, user.account_id))
          return Refusal::account_unknown;
        const auto created =
            Connection::execute(transaction, create_user_sql, user.account_id,
                                user.username, user.email, user.first_name,
                                user.last_name, user.phone, user.timezone);
        if (created.empty())
          return Refused{Refusal::username_taken, "username"};
        const auto id = single<std::int64_t>(created);
        const auto registered = Connection::execute(
            transaction, register_email_sql, user.email, id);
        if (registered.affected_rows() == 0)
          Connection::execute(transaction, share_address_sql, user.email, id);
        return id;
      });
}

std::vector<User> Administration::list_users(
    std::optional<std::int64_t> account_id) {
  std::vector<User> users;
  for (const pqxx::row& row : connection_->statement(users_sql, account_id))
    users.push_back(user_of(row));
  return users;
}

}  // namespace provisor::store
