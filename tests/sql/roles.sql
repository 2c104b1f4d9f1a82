-- What each role may do, and above all what it may not.

\ir fixture.psql
select plan(35);

create function pg_temp.tables_with(role_name text, privilege text)
returns text[] language sql as $$
  select coalesce(array_agg(c.relname::text order by c.relname), '{}')
  from pg_class c
  where c.relnamespace = 'provisor'::regnamespace and c.relkind in ('r', 'v')
    and has_any_column_privilege(role_name, c.oid, privilege)
$$;
-- Tables, and those of which only some columns are granted with these.
create function pg_temp.columns_with(role_name text, privilege text)
returns text[] language sql as $$
  select array_agg(
    case when granted = total then relname
      else relname || '(' || names || ')' end order by relname)
  from (
    select c.relname::text, count(*) as total,
      count(*) filter (where g.is_granted) as granted,
      string_agg(a.attname, ',' order by a.attname)
        filter (where g.is_granted) as names
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
      and not a.attisdropped
    cross join lateral (select has_column_privilege(
      role_name, c.oid, a.attnum, privilege) as is_granted) g
    where c.relnamespace = 'provisor'::regnamespace and c.relkind in ('r', 'v')
    group by c.relname) t
  where granted > 0
$$;
create function pg_temp.functions_of(role_name text) returns text[]
language sql as $$
  select coalesce(array_agg(p.proname::text order by p.proname), '{}')
  from pg_proc p
  where p.pronamespace in ('provisor'::regnamespace, 'api'::regnamespace,
      'mailer'::regnamespace, 'admin'::regnamespace)
    and has_function_privilege(role_name, p.oid, 'execute')
$$;
create function pg_temp.sequences_of(role_name text) returns bigint
language sql as $$
  select count(*)
  from pg_class c
  where c.relnamespace = 'provisor'::regnamespace and c.relkind = 'S'
    and has_sequence_privilege(role_name, c.oid, 'usage, select, update')
$$;

-- The workers.
select is(pg_temp.tables_with('provisor_api', privilege), '{}',
  'provisor_api may ' || privilege || ' on no table')
from unnest(array['select', 'insert', 'update', 'references']) privilege;
select is(
  (select count(*) from pg_class c
   where c.relnamespace = 'provisor'::regnamespace and c.relkind = 'r'
     and has_table_privilege('provisor_api', c.oid, 'delete, truncate')),
  0::bigint, 'nor delete, nor truncate');
select is(pg_temp.sequences_of('provisor_api'), 0::bigint, 'has no sequence');
select ok(not has_schema_privilege('provisor_api', 'provisor', 'usage'),
  'does not see the schema of the tables');
select ok(not has_schema_privilege('provisor_api', 'api', 'create'),
  'makes nothing in the schema of the functions');
select is(pg_temp.functions_of('provisor_api'),
  array['add_account', 'ask_reset', 'check_caller', 'confirm_address',
    'look_at_link', 'master_account', 'outbox_states', 'resend_confirmation',
    'schema_version', 'set_password'],
  'and executes these functions only');

create temp table wish as
select fixture.numbered(array[fixture.master_wish('a@example.com')]) as w;
grant select on wish to provisor_api;
set local role provisor_api;
select results_eq('select m.outcome from wish, api.master_account(w) m',
  $$values ('done')$$, 'which work for it');
select throws_ok('select * from provisor.app_user', '42501', null,
  'it cannot read the users');
select throws_ok($$select provisor.caller('00', null)$$, '42501', null,
  'nor ask who a key belongs to');
reset role;

-- The mailer.
select is(pg_temp.tables_with('provisor_mailer', privilege), '{}',
  'provisor_mailer may ' || privilege || ' on no table')
from unnest(array['select', 'insert', 'update', 'references']) privilege;
select is(pg_temp.functions_of('provisor_mailer'),
  array['answer_reset_requests', 'answers', 'give_back', 'keep', 'release',
    'settle', 'take'],
  'and executes these functions only');
set local role provisor_mailer;
select results_eq($$select attempt from mailer.take(9, '1 minute')$$,
  'values (1)', 'it takes a mail');
select throws_ok('select secret from provisor.outbox', '42501', null,
  'it cannot read those it did not take');
select throws_ok($$update provisor.outbox set recipient = 'me@example.com'$$,
  '42501', null, 'nor send one to somebody else');
select throws_ok('delete from provisor.outbox', '42501', null,
  'nor delete it');
reset role;

-- The operator's command.
select is(pg_temp.columns_with('provisor_admin', 'insert'),
  array['account', 'api_key', 'app_user(account_id,email,first_name,'
    'last_name,phone,timezone,username)', 'email_registry', 'group_member',
    'shared_address', 'user_group'],
  'provisor_admin makes accounts, users, groups and keys');
select is(pg_temp.columns_with('provisor_admin', 'update'),
  array['account(deactivated_at,status)',
    'api_key(expires_at,revoked_at)',
    'outbox(failed_at,first_attempt_at,held_at,held_for,next_attempt_at,'
    'state)'],
  'changes what ends an account or a key, and whether a mail goes out');
select is(pg_temp.columns_with('provisor_admin', 'select'),
  array['account', 'api_key',
    'app_user(account_id,created_at,email,first_name,id,is_confirmed,'
    'last_name,phone,status,timezone,username)',
    'contact(account_id,owner_user_id)', 'group_member', 'mail_attempt',
    'migration(number)',
    'operation(account_id,api_key_id,created_at,id,key,method,remote_address,'
    'result)',
    'outbox(attempts,created_at,failed_at,held_for,id,kind,last_answer,'
    'next_attempt_at,recipient,sent_at,state)', 'user_group', 'user_with_password'],
  'and reads no password hash, no contact and no link');
select is(pg_temp.functions_of('provisor_admin'),
  array['approve_trial', 'cancel_mail', 'import_account', 'import_contact',
    'prune'],
  'it executes what approves trials, cancels mails, imports and prunes');
select is(pg_temp.sequences_of('provisor_admin'), 0::bigint,
  'has no sequence');
select is(
  (select array_agg(c.relname::text) from pg_class c
   where c.relnamespace = 'provisor'::regnamespace and c.relkind = 'r'
     and has_table_privilege('provisor_admin', c.oid, 'delete')),
  array['group_member'], 'it deletes memberships only');
select ok(not has_schema_privilege('provisor_admin', 'provisor', 'create')
  and not has_schema_privilege('provisor_admin', 'api', 'create')
  and not has_schema_privilege('provisor_admin', 'admin', 'create'),
  'and makes no tables or functions');

-- Settings hang on the roles, so that any connection has them.
select ok(
  settings @> array['statement_timeout=10s', 'lock_timeout=2s',
    'idle_in_transaction_session_timeout=10s', 'jit=off'],
  'a stuck statement of a worker ends by itself')
from (select setconfig from pg_db_role_setting d
  join pg_roles r on r.oid = d.setrole
  where r.rolname = 'provisor_api' and d.setdatabase = 0) as s (settings);
select ok(
  settings @> array['log_parameter_max_length=0',
    'log_parameter_max_length_on_error=0', 'log_error_verbosity=terse',
    'auto_explain.log_min_duration=-1', 'debug_print_parse=off',
    'debug_print_rewritten=off', 'debug_print_plan=off'],
  role_name || ' puts no parameter and no detail of an error into the log')
from unnest(array['provisor_admin', 'provisor_api', 'provisor_mailer'])
  role_name
left join lateral (select setconfig from pg_db_role_setting d
  join pg_roles r on r.oid = d.setrole
  where r.rolname = role_name and d.setdatabase = 0) as s (settings) on true;

-- Everybody.
select is(
  (select count(*) from pg_proc p
   where p.pronamespace in ('api'::regnamespace, 'mailer'::regnamespace,
       'admin'::regnamespace)
     and not (
     p.prosecdef and p.proconfig @> array['search_path=provisor, pg_temp'])),
  0::bigint, 'the functions run as their owner with a fixed search path');
select is(
  (select count(*) from pg_proc p
   where p.pronamespace = 'provisor'::regnamespace and p.prosecdef), 0::bigint,
  'their helpers do not');
select is(
  (select array_agg(rolname::text order by rolname) from pg_roles
   where rolname like 'provisor\_%' and (rolsuper or rolcreaterole
     or rolcreatedb or rolreplication or rolbypassrls
     or rolcanlogin = (rolname = 'provisor_owner'))),
  null, 'no role has more, and the owner cannot sign in');

select * from finish();
rollback;
