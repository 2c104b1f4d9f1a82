#include "provisor/store/export.h"

#include <chrono>

#include "connection.h"

namespace provisor::store {
namespace {

// The columns that an import takes bear its names (operations/import.h); the
// others are for people. Times are RFC 3339 in UTC.
constexpr char accounts_sql[] = R"sql(
    declare exported no scroll cursor for
    select a.id, a.parent_id, a.status, a.company_name, a.billing_email,
      a.referral_code, a.company_address, a.company_suburb, a.company_state,
      coalesce(a.company_country, a.country_code) as company_country,
      a.company_zip, a.company_industry, a.website, a.branding,
      a.virtual_host, a.packages, a.sub_packages, a.account_type,
      a.contact_limit, a.email_send_limit, a.sms_send_limit, a.send_cap,
      coalesce(extract(epoch from a.expires_at)::bigint, 0) as expiry_time,
      a.allow_login_to_under::text, a.allow_login_from_above::text,
      a.is_trial::text, a.is_free::text, a.is_security_check_enabled::text,
      u.username, u.first_name, u.last_name, u.email, u.phone, u.mobile,
      u.position, u.timezone, u.is_confirmed::text,
      to_char(a.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        as created_at
    from provisor.account a
    left join lateral (
      select * from provisor.app_user u where u.account_id = a.id
      order by u.id limit 1) u on true
    where $1::bigint is null or a.parent_id = $1
    order by a.id
)sql";

constexpr char users_sql[] = R"sql(
    declare exported no scroll cursor for
    select u.id, u.account_id, u.status, u.username, u.email, u.first_name,
      u.last_name, u.phone, u.mobile, u.position, u.timezone,
      u.is_confirmed::text,
      (u.password_hash is not null)::text as has_password,
      to_char(u.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        as created_at
    from provisor.app_user u
    where $1::bigint is null or u.account_id = $1
    order by u.id
)sql";

constexpr char contacts_sql[] = R"sql(
    declare exported no scroll cursor for
    select c.id, c.account_id, c.email, c.phone, c.first_name, c.last_name,
      c.facebook, c.twitter, s.name as source,
      (select string_agg(t.name, ', ' order by t.id)
       from provisor.contact_tag ct
       join provisor.tag t on t.id = ct.tag_id
       where ct.contact_id = c.id) as tags,
      u.email as owner_email, c.phone_e164,
      to_char(c.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        as created_at,
      to_char(c.updated_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
        as updated_at
    from provisor.contact c
    left join provisor.source s on s.id = c.source_id
    left join provisor.app_user u on u.id = c.owner_user_id
    where $1::bigint is null or c.account_id = $1
    order by c.id
)sql";

constexpr char become_owner_sql[] = "set local role provisor_owner";
constexpr char fetch_sql[] = "fetch 1000 from exported";

const char* cursor_of(Exported what) {
  switch (what) {
    case Exported::accounts:
      return accounts_sql;
    case Exported::users:
      return users_sql;
    case Exported::contacts:
      return contacts_sql;
  }
  return nullptr;
}

ExportRow columns_of(const pqxx::result& rows) {
  ExportRow columns;
  for (int i = 0; i < static_cast<int>(rows.columns()); ++i)
    columns.push_back(rows.column_name(i));
  return columns;
}

ExportRow values_of(const pqxx::row& row) {
  ExportRow values;
  for (const auto& field : row)
    values.push_back(field.is_null() ? "" : field.c_str());
  return values;
}

}  // namespace

void export_rows(const std::string& address, Exported what,
                 std::optional<std::int64_t> account_id,
                 const std::function<void(const ExportRow&)>& take) {
  static constexpr std::chrono::seconds patience{10};
  Connection connection(address, patience);
  connection.transaction([&](pqxx::work& transaction) {
    transaction.exec(become_owner_sql);
    Connection::execute(transaction, cursor_of(what), account_id);
    auto rows = transaction.exec(fetch_sql);
    take(columns_of(rows));
    for (; !rows.empty(); rows = transaction.exec(fetch_sql))
      for (const pqxx::row& row : rows) take(values_of(row));
    return true;
  });
}

}  // namespace provisor::store
