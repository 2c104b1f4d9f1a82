-- Who is refused, and in which order the reasons count.

\ir fixture.psql
select plan(30);

create function pg_temp.refused() returns text language sql as $$
  select m.outcome || ' ' || a.outcome || ' ' || c.outcome
  from fixture.master_accounts(fixture.master_wish('new@example.com')) m,
    fixture.add_accounts(fixture.add_wish('newcomer')) a,
    api.check_caller(jsonb_build_array(fixture.call('acme'))) c
$$;
create function pg_temp.everywhere(symbol text) returns text language sql as $$
  select symbol || ' ' || symbol || ' ' || symbol
$$;
create function pg_temp.field_of_refusal() returns text language sql as $$
  select m.field || ' ' || a.field || ' ' || c.field
  from fixture.master_accounts(fixture.master_wish('new@example.com')) m,
    fixture.add_accounts(fixture.add_wish('newcomer')) a,
    api.check_caller(jsonb_build_array(fixture.add_wish('acme-api'))) c
$$;
create function pg_temp.from_address(address text) returns text
language sql as $$
  select fixture.master(
    'net@example.com', jsonb_build_object('remote_address', address))
$$;

select is(fixture.master('a@example.com', '{}', 'nobody'), 'key_invalid',
  'an unknown key is refused');

savepoint world;
select is(pg_temp.refused(), pg_temp.everywhere('done'),
  'a good key is accepted by all three functions');
rollback to world;

update provisor.api_key set expires_at = now() - interval '1 second';
select is(pg_temp.refused(), pg_temp.everywhere('key_invalid'),
  'an expired key is refused');
rollback to world;

update provisor.api_key set expires_at = now() + interval '1 hour';
select is(pg_temp.refused(), pg_temp.everywhere('done'),
  'a key that expires later is accepted');
rollback to world;

update provisor.api_key set revoked_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('key_invalid'),
  'a revoked key is refused');
select is(pg_temp.field_of_refusal(), pg_temp.everywhere('key'),
  'what is wrong with a key is about the parameter key');
rollback to world;

update provisor.app_user set status = 'deactivated', deactivated_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('key_invalid'),
  'a key of a deactivated user is refused');
rollback to world;

update provisor.app_user set status = 'deleted', deleted_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('key_invalid'),
  'a key of a deleted user is refused');
rollback to world;

update provisor.account set status = 'deleted', deleted_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('account_deleted'),
  'a deleted account is refused');
rollback to world;

update provisor.account set status = 'deactivated', deactivated_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('account_deactivated'),
  'a deactivated account is refused');
select is(pg_temp.field_of_refusal(), pg_temp.everywhere('key'),
  'and so is what is wrong with its account');
rollback to world;

update provisor.account set expires_at = now() - interval '1 second';
select is(pg_temp.refused(), pg_temp.everywhere('account_expired'),
  'an expired account is refused');
rollback to world;

update provisor.account set expires_at = now() + interval '1 day';
select is(pg_temp.refused(), pg_temp.everywhere('done'),
  'an account that expires later is accepted');
rollback to world;

update provisor.account set account_type = 'single';
select is(pg_temp.refused(), pg_temp.everywhere('not_a_reseller'),
  'an account of type single is refused');
rollback to world;

update provisor.account set account_type = 'partner';
select is(pg_temp.refused(), pg_temp.everywhere('done'),
  'a partner is accepted');
rollback to world;

-- The order of the reasons.
update provisor.account
set account_type = 'single', expires_at = now() - interval '1 day',
    status = 'deleted', deactivated_at = now(), deleted_at = now();
savepoint all_wrong;
update provisor.api_key set revoked_at = now();
select is(pg_temp.refused(), pg_temp.everywhere('key_invalid'),
  'a bad key counts before a deleted account');
rollback to all_wrong;
select is(pg_temp.refused(), pg_temp.everywhere('account_deleted'),
  'deleted counts before deactivated, expired and single');
update provisor.account set status = 'deactivated', deleted_at = null;
select is(pg_temp.refused(), pg_temp.everywhere('account_deactivated'),
  'deactivated counts before expired and single');
update provisor.account set status = 'active', deactivated_at = null;
select is(pg_temp.refused(), pg_temp.everywhere('account_expired'),
  'expired counts before single');
rollback to world;

-- What check_caller tells.
select results_eq(
  $$select n, outcome, field, account_id, country, api_key_id
    from api.check_caller(fixture.numbered(array[
      fixture.call('acme'), fixture.add_wish('acme-API'),
      fixture.add_wish('free')]))
    order by n$$,
  $$select n, outcome, field, a.id, 'US', k.id
    from account a join api_key k on k.account_id = a.id,
      (values (0, 'done', null), (1, 'username_taken', 'username'),
         (2, 'done', null)) as v (n, outcome, field)
    where a.company_name = 'acme' order by n$$,
  'check_caller tells account, country, key, and whether the username is free');
select is(fixture.rows_written(), (
  select count(*) from provisor.account) + (
  select count(*) from provisor.app_user), 'and writes nothing');
select is(api.schema_version(),
  (select max(number)::text from provisor.migration),
  'schema_version is the number of the newest migration');

-- Networks.
update provisor.api_key set allowed_networks = '{}';
savepoint anywhere;
select is(pg_temp.from_address('203.0.113.9'), 'done',
  'an empty list of networks means anywhere');
rollback to world;

update provisor.api_key
set allowed_networks = '{192.0.2.0/24, 2001:db8::/32}';
savepoint bound;
select is(pg_temp.from_address('192.0.2.77'), 'done',
  'an address in one of the networks is accepted');
rollback to bound;
select is(pg_temp.from_address('2001:db8::5'), 'done',
  'so is one of version 6');
rollback to bound;
select is(pg_temp.from_address('::ffff:192.0.2.77'), 'done',
  'and one of version 4 as a version 6 socket shows it');
rollback to bound;
select is(pg_temp.from_address('203.0.113.9'), 'key_invalid',
  'an address outside of the networks is refused');
select is(pg_temp.from_address(null), 'key_invalid',
  'so is an unknown address');
select is(pg_temp.from_address('unix:'), 'key_invalid',
  'and what is no address');
rollback to world;

-- Refusals write nothing.
create temp table before as select fixture.rows_written() as n;
update provisor.account set account_type = 'single';
select pg_temp.refused() \g /dev/null
select is(fixture.rows_written(), (select n from before),
  'a refused caller writes no row');

select * from finish();
rollback;
