#include "provisor/store/groups.h"

#include "administration_statements.h"
#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// No row when the account has a group of this name.
constexpr char create_group_sql[] = R"sql(
    insert into provisor.user_group (account_id, name)
    values ($1, $2)
    on conflict (account_id, lower(name)) do nothing
    returning id
)sql";

// None or one row each.
constexpr char group_sql[] = R"sql(
    select id from provisor.user_group
    where account_id = $1 and lower(name) = lower($2)
)sql";
constexpr char member_sql[] = R"sql(
    select id from provisor.app_user
    where account_id = $1 and lower(username) = lower($2)
      and status <> 'deleted'
)sql";

// Who joins late does not catch up on the turns it has missed: it starts where
// the member stands that is next.
constexpr char add_member_sql[] = R"sql(
    insert into provisor.group_member (group_id, user_id, last_turn)
    select $1, $2, coalesce(min(last_turn), 0)
    from provisor.group_member where group_id = $1
    on conflict do nothing
)sql";

constexpr char remove_member_sql[] = R"sql(
    delete from provisor.group_member where group_id = $1 and user_id = $2
)sql";

// A row for each member, and one for each group without members. The contacts
// are counted in one pass: no index serves asking for each owner's.
constexpr char groups_sql[] = R"sql(
    select g.id, g.account_id, g.name, u.id, u.username, u.status = 'active',
      coalesce(c.contacts, 0)
    from provisor.user_group g
    left join provisor.group_member m on m.group_id = g.id
    left join provisor.app_user u on u.id = m.user_id
    left join (
      select owner_user_id, count(*) as contacts
      from provisor.contact
      where $1::bigint is null or account_id = $1
      group by owner_user_id) c on c.owner_user_id = u.id
    where $1::bigint is null or g.account_id = $1
    order by g.account_id, g.id, u.username
)sql";

// Runs `change_sql` for the group and the user that are meant.
Outcome<bool> change_membership(Connection& connection,
                                const Membership& membership,
                                const char* change_sql) {
  return change(connection, [&](pqxx::work& transaction) -> Outcome<bool> {
    const auto group = Connection::execute(
        transaction, group_sql, membership.account_id, membership.group);
    if (group.empty()) return Refusal::group_unknown;
    const auto user = Connection::execute(
        transaction, member_sql, membership.account_id, membership.username);
    if (user.empty()) return Refusal::user_unknown;
    const auto changed = Connection::execute(transaction, change_sql,
                                             single<std::int64_t>(group),
                                             single<std::int64_t>(user));
    return changed.affected_rows() > 0;
  });
}

}  // namespace

Outcome<std::int64_t> Administration::create_group(std::int64_t account_id,
                                                   const std::string& name) {
  return change(*connection_,
                [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
                  if (!has_account(transaction, account_id))
                    return Refusal::account_unknown;
                  const auto created = Connection::execute(
                      transaction, create_group_sql, account_id, name);
                  if (created.empty())
                    return Refused{Refusal::name_taken, name};
                  return single<std::int64_t>(created);
                });
}

Outcome<bool> Administration::add_group_member(const Membership& membership) {
  return change_membership(*connection_, membership, add_member_sql);
}

Outcome<bool> Administration::remove_group_member(
    const Membership& membership) {
  return change_membership(*connection_, membership, remove_member_sql);
}

std::vector<Group> Administration::list_groups(
    std::optional<std::int64_t> account_id) {
  std::vector<Group> groups;
  for (const pqxx::row& row : connection_->statement(groups_sql, account_id)) {
    const auto id = row[0].as<std::int64_t>();
    if (groups.empty() || groups.back().id != id)
      groups.push_back(
          {id, row[1].as<std::int64_t>(), row[2].as<std::string>(), {}});
    if (row[3].is_null()) continue;
    groups.back().members.push_back(
        {row[3].as<std::int64_t>(), row[4].as<std::string>(), row[5].as<bool>(),
         row[6].as<std::int64_t>()});
  }
  return groups;
}

}  // namespace provisor::store
