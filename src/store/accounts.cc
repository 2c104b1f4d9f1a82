#include "provisor/store/accounts.h"

#include "administration_statements.h"
#include "connection.h"
#include "provisor/store/administration.h"
#include "rows.h"

namespace provisor::store {
namespace {

// One row: the id. A trial's send cap is 10 and it ends after 30 days, whatever
// was wished.
constexpr char create_account_sql[] = R"sql(
    insert into provisor.account
      (parent_id, company_name, account_type, country_code, billing_email,
       branding, virtual_host, packages, sub_packages, contact_limit,
       email_send_limit, sms_send_limit, send_cap, is_trial, expires_at)
    values
      ($1, $2, $3::provisor.account_type, $4, nullif($5, ''),
       coalesce($6, 'default'), coalesce($7, ''),
       coalesce($8, 'home,account'), coalesce($9, ''), $10,
       $11, $12, case when $14::boolean then 10 else $13::bigint end,
       $14::boolean,
       case when $14::boolean then now() + interval '30 days'
         else to_timestamp($15::bigint) end)
    returning id
)sql";

// Many rows, or at most one when an id is given. Sub-accounts are counted in
// one pass: no index serves asking for each account's.
constexpr char accounts_sql[] = R"sql(
    select a.id, a.parent_id, a.company_name, a.account_type, a.status,
      a.country_code, coalesce(a.billing_email, ''), a.branding,
      a.virtual_host, a.packages, a.sub_packages, a.contact_limit,
      a.email_send_limit, a.sms_send_limit, a.send_cap, a.is_trial, a.is_free,
      extract(epoch from a.expires_at)::bigint,
      extract(epoch from a.created_at)::bigint,
      (select count(*) from provisor.app_user u where u.account_id = a.id),
      (select count(*) from provisor.contact c where c.account_id = a.id),
      coalesce(s.sub_accounts, 0)
    from provisor.account a
    left join (
      select parent_id, count(*) as sub_accounts
      from provisor.account group by parent_id) s on s.parent_id = a.id
    where ($1::bigint is null or a.id = $1)
      and ($2::bigint is null or a.parent_id = $2)
      and ($3::text is null or a.account_type::text = $3)
    order by a.id desc
    limit $4
)sql";

// None or one row. Below a root, names and types are what callers chose.
constexpr char root_account_sql[] = R"sql(
    select id
    from provisor.account
    where parent_id is null and status = 'active'
      and ($1::text is null or company_name = $1)
    order by id
    limit 1
)sql";

// None or one row; the dead stay dead.
constexpr char deactivate_account_sql[] = R"sql(
    update provisor.account
    set status = 'deactivated', deactivated_at = now()
    where id = $1 and status = 'active'
)sql";

constexpr char reactivate_account_sql[] = R"sql(
    update provisor.account
    set status = 'active', deactivated_at = null
    where id = $1 and status = 'deactivated'
)sql";

// One row.
constexpr char approve_trial_sql[] = R"sql(
    select admin.approve_trial($1, $2, to_timestamp($3::bigint))
)sql";

Account account_of(const pqxx::row& row) {
  using Text = std::string;
  using Number = std::int64_t;
  return Account{
      .id = row[0].as<Number>(),
      .parent_id = optional<Number>(row[1]),
      .company_name = row[2].as<Text>(),
      .account_type = row[3].as<Text>(),
      .status = row[4].as<Text>(),
      .country = row[5].as<Text>(),
      .billing_email = row[6].as<Text>(),
      .branding = optional<Text>(row[7]),
      .virtual_host = optional<Text>(row[8]),
      .packages = optional<Text>(row[9]),
      .sub_packages = optional<Text>(row[10]),
      .contact_limit = optional<Number>(row[11]),
      .email_send_limit = optional<Number>(row[12]),
      .sms_send_limit = optional<Number>(row[13]),
      .send_cap = optional<Number>(row[14]),
      .is_trial = row[15].as<bool>(),
      .is_free = row[16].as<bool>(),
      .expires_at = optional_time(row[17]),
      .created_at = time(row[18]),
      .users = row[19].as<Number>(),
      .contacts = row[20].as<Number>(),
      .sub_accounts = row[21].as<Number>(),
  };
}

Outcome<Account> unless_deleted(Outcome<Account> account) {
  if (account && account->status == "deleted") return Refusal::account_gone;
  return account;
}

}  // namespace

Outcome<std::int64_t> Administration::create_account(
    const NewAccount& account) {
  return change(
      *connection_, [&](pqxx::work& transaction) -> Outcome<std::int64_t> {
        if (account.parent_id && !has_account(transaction, *account.parent_id))
          return Refusal::account_unknown;
        return single<std::int64_t>(Connection::execute(
            transaction, create_account_sql, account.parent_id,
            account.company_name, account.account_type, account.country,
            account.billing_email, account.branding, account.virtual_host,
            account.packages, account.sub_packages, account.contact_limit,
            account.email_send_limit, account.sms_send_limit, account.send_cap,
            account.is_trial, unix_seconds(account.expires_at)));
      });
}

std::vector<Account> Administration::list_accounts(
    const AccountFilter& filter) {
  std::vector<Account> accounts;
  for (const pqxx::row& row :
       connection_->statement(accounts_sql, nullptr, filter.parent_id,
                              filter.account_type, filter.limit))
    accounts.push_back(account_of(row));
  return accounts;
}

std::optional<std::int64_t> Administration::find_root_account(
    const std::optional<std::string>& name) {
  const auto rows = connection_->statement(root_account_sql, name);
  if (rows.empty()) return std::nullopt;
  return rows[0][0].as<std::int64_t>();
}

Outcome<Account> Administration::show_account(std::int64_t id) {
  const auto rows =
      connection_->statement(accounts_sql, id, nullptr, nullptr, 1);
  if (rows.empty()) return Refusal::account_unknown;
  return account_of(rows[0]);
}

Outcome<Account> Administration::deactivate_account(std::int64_t id) {
  change(*connection_, [&](pqxx::work& transaction) {
    return Connection::execute(transaction, deactivate_account_sql, id);
  });
  return unless_deleted(show_account(id));
}

Outcome<Account> Administration::reactivate_account(std::int64_t id) {
  change(*connection_, [&](pqxx::work& transaction) {
    return Connection::execute(transaction, reactivate_account_sql, id);
  });
  return unless_deleted(show_account(id));
}

Outcome<Account> Administration::approve_trial(const Approval& approval) {
  const bool is_done = change(*connection_, [&](pqxx::work& transaction) {
    return single<bool>(Connection::execute(
        transaction, approve_trial_sql, approval.account_id, approval.send_cap,
        unix_seconds(approval.expires_at)));
  });
  const auto account = show_account(approval.account_id);
  if (account && !is_done) return Refusal::not_a_trial;
  return account;
}

}  // namespace provisor::store
