-- What the links in mails do, once and in time.

\ir fixture.psql
select plan(50);

create function pg_temp.token(
  secret text, kind text, person text,
  age interval default '1 minute', life interval default '1 hour')
returns void language sql as $$
  insert into provisor.token (hash, kind, user_id, created_at, expires_at)
  select sha256(secret::bytea), kind::provisor.token_kind, u.id, now() - age,
    now() - age + life
  from provisor.app_user u where u.username = person
$$;
create function pg_temp.wish(link_kind text, secret text, number integer = 0)
returns jsonb language sql as $$
  select jsonb_build_object('n', number, 'link_kind', link_kind,
    'token_digest', encode(sha256(secret::bytea), 'hex'),
    'password_hash', 'hash by ' || secret)
$$;
create function pg_temp.look(kind text, secret text) returns text
language sql as $$
  select outcome from api.look_at_link(jsonb_build_array(
    pg_temp.wish(kind, secret)))
$$;
create function pg_temp.set_password(kind text, secret text) returns text
language sql as $$
  select outcome from api.set_password(jsonb_build_array(
    pg_temp.wish(kind, secret)))
$$;
create function pg_temp.confirm(secret text) returns text
language sql as $$
  select outcome from api.confirm_address(jsonb_build_array(
    pg_temp.wish('confirm_address', secret)))
$$;
create function pg_temp.resend(secret text) returns text
language sql as $$
  select outcome from api.resend_confirmation(jsonb_build_array(
    pg_temp.wish('confirm_address', secret) || '{"link_seconds": 600}'))
$$;
create function pg_temp.hash_of(person text) returns text language sql as $$
  select password_hash from provisor.app_user where username = person
$$;

select fixture.person('acme', 'mike') \g /dev/null
select fixture.person('acme', 'anna') \g /dev/null
select pg_temp.token('first', 'set_password', 'mike', '2 minutes') \g /dev/null
select pg_temp.token('second', 'set_password', 'mike') \g /dev/null
select pg_temp.token('reset', 'reset_password', 'mike') \g /dev/null
select pg_temp.token('confirm', 'confirm_address', 'mike') \g /dev/null
select pg_temp.token('hers', 'set_password', 'anna') \g /dev/null
select pg_temp.token('late', 'set_password', 'anna', '2 hours') \g /dev/null
savepoint world;

select results_eq(
  $$select outcome, username, email, first_name, company_name, branding
    from api.look_at_link(jsonb_build_array(
      pg_temp.wish('set_password', 'first')))$$,
  $$values ('done', 'mike', 'mike@example.org', 'Mike', 'acme', 'acme-brand')$$, 'a link tells its page whose it is');
select is(pg_temp.look('set_password', 'first'), 'done',
  'looking at a link does not spend it');
select is(pg_temp.look('set_password', 'nobody''s'), 'link_unknown',
  'a link that was never sent is unknown');
select is(pg_temp.look('reset_password', 'first'), 'link_unknown',
  'a link works for its own purpose only');
select is(pg_temp.look('set_password', 'late'), 'link_expired',
  'a link ends');

select is(pg_temp.set_password('set_password', 'first'), 'done',
  'an invitation sets a password');
select is(pg_temp.hash_of('mike'), 'hash by first', 'that one');
select is((select is_confirmed from app_user where username = 'mike'), true,
  'and proves that the address is the user''s');
select isnt((select used_at from token where hash = sha256('first')), null,
  'the link is marked as used');
select is(pg_temp.set_password('set_password', 'first'), 'link_used',
  'it works once');
select is(pg_temp.set_password('set_password', 'second'), 'link_used',
  'and takes the user''s other invitations with it');
select is(pg_temp.set_password('reset_password', 'reset'), 'link_used',
  'as well as resets asked for before');
select is(pg_temp.look('confirm_address', 'confirm'), 'link_used',
  'and what was to confirm the address');
select is(pg_temp.hash_of('mike'), 'hash by first', 'the password stays');
select is(pg_temp.look('set_password', 'hers'), 'done',
  'links of others are not touched');
rollback to world;

select is(pg_temp.set_password('set_password', 'late'), 'link_expired',
  'a link that has ended sets no password');
select is(pg_temp.set_password('confirm_address', 'confirm'), 'link_unknown',
  'nor does one that confirms an address');
select is(pg_temp.hash_of('mike'), null, 'nothing was set');
select is(pg_temp.confirm('confirm'), 'done', 'an address is confirmed');
select is(pg_temp.confirm('confirm'), 'link_used', 'once');
select is(pg_temp.look('set_password', 'first'), 'done',
  'which leaves invitations alone');
update app_user set status = 'deactivated', deactivated_at = now()
where username = 'mike';
select is(pg_temp.set_password('set_password', 'first'), 'link_unknown',
  'a deactivated user has no links');
rollback to world;

-- Many in one set.
select results_eq(
  $$select n, outcome from api.set_password(jsonb_build_array(
      pg_temp.wish('set_password', 'second', 0),
      pg_temp.wish('reset_password', 'reset', 1),
      pg_temp.wish('set_password', 'hers', 2),
      pg_temp.wish('set_password', 'late', 3),
      pg_temp.wish('set_password', 'nobody''s', 4),
      pg_temp.wish('confirm_address', 'confirm', 5))) order by n$$,
  $$select n::integer, outcome from (values (0, 'done'), (1, 'link_used'), (2, 'done'),
      (3, 'link_expired'), (4, 'link_unknown'), (5, 'link_unknown'))
      as w (n, outcome)$$,
  'of the links of one user in a set one works');
select is(array[pg_temp.hash_of('mike'), pg_temp.hash_of('anna')],
  '{hash by second,hash by hers}', 'and each user has the password sent with it');
select is((select count(*) from token where used_at is not null), 2::bigint,
  'only what was spent is marked as used');
rollback to world;

-- Confirmations sent anew.
select pg_temp.token('confirm-late', 'confirm_address', 'anna', '2 days')
\g /dev/null
savepoint ended;
select is(pg_temp.confirm('confirm-late'), 'link_expired',
  'a link past its time confirms nothing');
select is(pg_temp.resend('confirm-late'), 'done', 'it can be sent anew');
select results_eq(
  $$select o.kind::text, o.recipient, t.kind::text, t.hash = sha256(
      o.secret::bytea), t.expires_at
    from outbox o, token t
    where t.created_at = now()$$,
  $$values ('confirm_address', 'anna@example.org', 'confirm_address', true,
      now() + interval '10 minutes')$$,
  'to the address of its user');
select pg_temp.resend('confirm-late') \g /dev/null
select is((select count(*) from outbox), 1::bigint, 'once a minute at most');
rollback to ended;
select is(array[pg_temp.resend('nobody''s'), pg_temp.resend('hers')],
  '{link_unknown,link_unknown}', 'no other link has one sent');
update app_user set confirmed_at = now() where username = 'anna';
select is(pg_temp.resend('confirm-late'), 'link_used',
  'nor one of an address that is confirmed');
rollback to world;

-- Resets.
insert into email_registry (email, user_id)
select 'mike@example.org', id from app_user where username = 'mike';
create function pg_temp.reset(name text) returns bigint language sql as $$
  select api.ask_reset(jsonb_build_array(jsonb_build_object(
    'n', 0, 'name', name)));
  select mailer.answer_reset_requests(100, 600)
$$;
create function pg_temp.mailed() returns text[] language sql as $$
  select coalesce(array_agg(data ->> 'username' order by data ->> 'username'),
    '{}')
  from provisor.outbox
$$;
-- How often something was looked up, in this transaction.
create function pg_temp.look_ups() returns bigint language sql as $$
  select sum(pg_stat_get_xact_numscans(oid))::bigint
  from pg_class
  where relnamespace = 'provisor'::regnamespace
    and relname not like 'reset_request%'
$$;
savepoint resets;

select pg_temp.look_ups() as before \gset
select results_eq(
  $$select outcome from api.ask_reset(
      '[{"n": 0, "name": "MIKE@example.org"}, {"n": 1, "name": "nobody"}]')$$,
  $$values ('done'), ('done')$$, 'whoever asks gets one answer');
select is(pg_temp.look_ups(), :before::bigint,
  'for which nothing is looked up');
select is((select count(*) from reset_request), 2::bigint,
  'and causes one row, known or not');
update reset_request set asked_at = now() - interval '90 seconds'
where name = 'nobody';
create function pg_temp.asked() returns jsonb language sql as $$
  select told - 'state' from jsonb_array_elements(api.outbox_states()) told
  where told ->> 'state' = 'asked'
$$;
select is(pg_temp.asked(), '{"mails": 2, "oldest": 90}',
  'which /metrics tells while the mailer has not seen them');
select is(mailer.answer_reset_requests(100, 600), 2::bigint,
  'the mailer has them answered');
select is(pg_temp.asked(), '{"mails": 0, "oldest": 0}', 'and not after');
select cmp_ok(pg_temp.look_ups(), '>', :before::bigint,
  'which does look up');
select results_eq(
  $$select o.kind::text, o.recipient, o.operation_id, t.kind::text,
      t.hash = sha256(o.secret::bytea), t.expires_at, u.username
    from outbox o, token t join app_user u on u.id = t.user_id
    where t.kind::text = 'reset_password' and t.created_at = now()$$,
  $$values ('password_reset', 'mike@example.org', null::bigint,
      'reset_password', true, now() + interval '10 minutes', 'mike')$$,
  'with a mail to whom we know, and nobody else');
select pg_temp.reset('mike') \g /dev/null
select is(pg_temp.mailed(), '{mike}', 'a user gets one a minute at most');
update app_user set reset_mailed_at = now() - interval '1 minute';
select pg_temp.reset('Mike') \g /dev/null
select is(pg_temp.mailed(), '{mike,mike}',
  'a username finds its user, in any case of letters');
select is((select count(*) from reset_request), 0::bigint,
  'no request is left');
rollback to resets;

select is(fixture.add('mikes-second', '{"email": "mike@example.org"}'), 'done',
  'an address may have several users');
select is(fixture.add('mikes-third', '{"email": "mike@example.org"}'), 'done',
  'at any reseller''s');
delete from outbox;
savepoint shared;
select pg_temp.reset('mike@example.org') \g /dev/null
select is(pg_temp.mailed(), '{mike,mikes-second,mikes-third}',
  'each gets a mail of its own when the address is asked for');
select is((select count(distinct secret) from outbox), 3::bigint,
  'with a link of its own');
rollback to shared;
update app_user set status = 'deactivated', deactivated_at = now()
where username = 'mike';
update account a set status = 'deactivated', deactivated_at = now()
from app_user u where u.username = 'mikes-third' and a.id = u.account_id;
select pg_temp.reset('mike@example.org') \g /dev/null
select is(pg_temp.mailed(), '{mikes-second}',
  'but those who are not active, or whose account is not');
rollback to shared;
update app_user set email = 'other@example.org' where username = 'mikes-second';
update app_user set username = 'Mike@example.org' where username = 'anna';
select pg_temp.reset('mike@example.org') \g /dev/null
select is(pg_temp.mailed(), '{Mike@example.org,mike,mikes-third}',
  'and those who have another address by now; a username may look like one');
rollback to shared;
select fixture.add('more-' || i, '{"email": "mike@example.org"}')
from generate_series(1, 10) i \g /dev/null
delete from outbox;
select pg_temp.reset('mike@example.org') \g /dev/null
select is(cardinality(pg_temp.mailed()), 10, 'at most ten at a time');
select pg_temp.reset('mike@example.org') \g /dev/null
select is(cardinality(pg_temp.mailed()), 13, 'and the others the next time');

select * from finish();
rollback;
