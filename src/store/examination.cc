#include "provisor/store/examination.h"

#include "connection.h"
#include "rows.h"
#include "sql_files.h"

namespace provisor::store {
namespace {

// One row. has_schema: the tables can only be asked when they are there.
constexpr char server_sql[] = R"sql(
    select current_setting('server_version_num')::int, pg_is_in_recovery(),
      current_setting('max_connections')::int
        - current_setting('superuser_reserved_connections')::int,
      to_regclass('provisor.migration') is not null
        and has_column_privilege('provisor.migration', 'number', 'select'),
      current_setting('transaction_read_only')::boolean
)sql";

// One row: the database's clock.
constexpr char clock_sql[] = R"sql(
    select extract(epoch from clock_timestamp())::double precision
)sql";

// One row, null when nothing was migrated.
constexpr char schema_sql[] = "select max(number) from provisor.migration";

// A row for each role that is missing or may what it must not, as a role, with
// a table, or with a function: each executes those of one schema.
constexpr char role_faults_sql[] = R"sql(
    with program (name, functions) as (
      values ('provisor_api', 'api'), ('provisor_mailer', 'mailer'),
        ('provisor_admin', 'admin')),
    role as (
      select r.oid, r.rolname, p.functions
      from program p
      join pg_roles r on r.rolname = p.name and not r.rolsuper),
    readable as (
      select r.rolname, c.relname, a.attname,
        has_column_privilege(r.oid, c.oid, a.attnum, 'select') as is_readable
      from role r
      cross join pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        and not a.attisdropped
      where c.relnamespace = to_regnamespace('provisor')
        and r.rolname = 'provisor_admin'
        and (c.relname, a.attname) in (
          ('app_user', 'password_hash'), ('outbox', 'secret')))
    select
      case
        when r.oid is null then 'The role ' || wanted.name || ' is missing.'
        else 'The role ' || r.rolname || ' may do more than it should.'
      end
    from (select name, true from program
      union all values ('provisor_owner', false)) as wanted (name, signs_in)
    left join pg_roles r on r.rolname = wanted.name
    where r.oid is null or r.rolsuper or r.rolcreaterole or r.rolcreatedb
      or r.rolreplication or r.rolbypassrls
      or (r.rolcanlogin and not wanted.signs_in)
    union all
    select 'The role ' || r.rolname || ' may use the table ' || c.relname || '.'
    from pg_class c
    join role r on r.rolname in ('provisor_api', 'provisor_mailer')
    where c.relnamespace = to_regnamespace('provisor')
      and c.relkind in ('r', 'v')
      and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update')
           or has_table_privilege(r.oid, c.oid, 'delete, truncate'))
    union all
    select 'The role ' || rolname || ' may read ' || relname || '.' || attname
      || '.'
    from readable
    where is_readable
    union all
    select 'The role ' || r.rolname || ' may'
      || case when n.nspname = r.functions then ' not' else '' end
      || ' execute ' || n.nspname || '.' || p.proname || '.'
    from role r
    cross join pg_proc p
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname in ('provisor', 'api', 'mailer', 'admin')
      and (n.nspname = r.functions) <> (
        has_schema_privilege(r.oid, n.oid, 'usage')
        and has_function_privilege(r.oid, p.oid, 'execute'))
)sql";

// A row for each reason why a role cannot sign in, with the statement that
// mends it. Of a password that ended PostgreSQL takes notice where it asks for
// one.
constexpr char shut_out_roles_sql[] = R"sql(
    with role as (
      select oid, quote_ident(rolname) as name, rolcanlogin, rolconnlimit,
        rolvaliduntil
      from pg_roles
      where rolname in ('provisor_api', 'provisor_mailer', 'provisor_admin'))
    select 'The role ' || name || ' may not sign in.',
      'alter role ' || name || ' login'
    from role
    where not rolcanlogin
    union all
    select 'The role ' || name || ' may have no connection.',
      'alter role ' || name || ' connection limit -1'
    from role
    where rolconnlimit = 0
    union all
    select 'The password of the role ' || name || ' has expired.',
      'alter role ' || name || ' valid until ''infinity'''
    from role
    where rolvaliduntil <= now()
    union all
    select 'The role ' || name || ' may not connect to the database.',
      format('grant connect on database %I to %s', current_database(), name)
    from role
    where not has_database_privilege(oid, current_database(), 'connect')
    order by 1
)sql";

// A row for each role without one of the settings of sql/roles.sql that keep
// secrets out of the log.
constexpr char talkative_roles_sql[] = R"sql(
    select r.rolname
    from pg_roles r
    left join pg_db_role_setting d on d.setrole = r.oid and d.setdatabase = 0
    where r.rolname in ('provisor_api', 'provisor_mailer', 'provisor_admin')
      and not coalesce(d.setconfig, '{}') @> array[
        'log_parameter_max_length=0', 'log_parameter_max_length_on_error=0',
        'log_error_verbosity=terse', 'auto_explain.log_min_duration=-1',
        'debug_print_parse=off', 'debug_print_rewritten=off',
        'debug_print_plan=off']
    order by 1
)sql";

// One row.
constexpr char mails_sql[] = R"sql(
    select
      coalesce(extract(epoch from now() - min(next_attempt_at)), 0)::bigint,
      count(*) filter (where state = 'failed'),
      (array_agg(last_answer order by next_attempt_at) filter (
        where state = 'queued' and last_answer is not null
          and next_attempt_at < now() - interval '10 seconds'))[1]
    from provisor.outbox
    where next_attempt_at <= now()
      or state = 'failed' and failed_at > now() - interval '1 day'
)sql";

std::vector<std::string> texts_of(const pqxx::result& rows) {
  std::vector<std::string> texts;
  for (const pqxx::row& row : rows) texts.push_back(row[0].as<std::string>());
  return texts;
}

std::vector<ShutOutRole> shut_out_roles_of(const pqxx::result& rows) {
  std::vector<ShutOutRole> roles;
  for (const pqxx::row& row : rows)
    roles.push_back({row[0].as<std::string>(), row[1].as<std::string>()});
  return roles;
}

double now() {
  return std::chrono::duration<double>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// The statement is taken to reach the database halfway.
double clock_ahead(Connection& connection) {
  const auto before = now();
  const auto theirs = single<double>(connection.statement(clock_sql));
  return theirs - (before + now()) / 2;
}

}  // namespace

Examination examine(const std::string& address,
                    const std::filesystem::path& sql_directory) {
  static constexpr std::chrono::seconds patience{5};
  Connection connection(address, patience);
  const auto server = connection.statement(server_sql).at(0);
  Examination found{};
  found.server_version = server[0].as<int>();
  found.is_standby = server[1].as<bool>();
  found.max_connections = server[2].as<int>();
  found.is_read_only = server[4].as<bool>();
  found.clock_ahead = std::chrono::duration<double>(clock_ahead(connection));
  found.role_faults = texts_of(connection.statement(role_faults_sql));
  found.shut_out_roles =
      shut_out_roles_of(connection.statement(shut_out_roles_sql));
  found.talkative_roles = texts_of(connection.statement(talkative_roles_sql));
  if (!server[3].as<bool>()) return found;
  found.has_these_functions = has_functions_of(connection, sql_directory);
  found.schema_version =
      optional<int>(connection.statement(schema_sql).at(0)[0]);
  const auto mails = connection.statement(mails_sql).at(0);
  found.longest_due = std::chrono::seconds(mails[0].as<std::int64_t>());
  found.failed_mails = mails[1].as<std::int64_t>();
  found.mails_wait_for = optional<std::string>(mails[2]).value_or("");
  return found;
}

}  // namespace provisor::store
