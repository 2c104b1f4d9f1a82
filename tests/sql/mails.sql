-- Which mails a sign-up queues, and what is in them.

\ir fixture.psql
select plan(28);

create function pg_temp.mails() returns text[] language sql as $$
  select array_agg(kind || ' ' || recipient order by id) from provisor.outbox
$$;
savepoint world;

select fixture.master('mike@example.com') \g /dev/null
select is(pg_temp.mails(), array['welcome mike@example.com'],
  'a new user is welcomed');
select results_eq(
  $$select o.account_id, o.state::text, o.attempts, o.next_attempt_at,
      o.lease_expires_at, o.sent_at, o.failed_at
    from outbox o$$,
  $$select a.id, 'queued', 0, now(), null::timestamptz, null::timestamptz,
      null::timestamptz
    from account a where a.company_name = 'acme'$$,
  'at once and on behalf of the caller');
select is((select operation_id from provisor.outbox),
  (select id from provisor.operation), 'the mail knows its operation');
select matches((select secret from provisor.outbox), '^[0-9a-f]{64}$',
  'the link holds 64 hexadecimal digits');
select results_eq(
  'select t.kind::text, t.hash, t.expires_at, t.used_at from token t',
  $$select 'set_password', sha256(secret::bytea), now() + interval '7 days',
      null::timestamptz from outbox$$,
  'to set a password, within 7 days; only its hash is kept');
select is((select user_id from provisor.token),
  (select id from provisor.app_user where username = 'mike@example.com'),
  'for the new user');
select is(
  (select data - '{account_id,user_id,contact_id}'::text[]
   from provisor.outbox),
  '{"email": "mike@example.com", "username": "mike@example.com",
    "branding": "acme-brand", "virtual_host": "acme.example.com",
    "reseller": "acme", "account_name": "Customer"}',
  'the data hold what the text needs, and nothing that is not known');
select results_eq(
  $$select (data ->> 'account_id')::bigint, (data ->> 'user_id')::bigint,
      (data ->> 'contact_id')::bigint from outbox$$,
  $$select (result ->> 'account_id')::bigint, (result ->> 'user_id')::bigint,
      (result ->> 'contact_id')::bigint from operation$$,
  'and the ids');
rollback to world;

select fixture.master('mike@example.com', '{"link_seconds": 90}') \g /dev/null
select is((select expires_at from token), now() + interval '90 seconds',
  'the worker may say how long an invitation works');
rollback to world;
select fixture.add('jane', '{"link_seconds": 90}') \g /dev/null
select is((select expires_at from token), now() + interval '90 seconds',
  'and how long a confirmation');
rollback to world;

select fixture.master('mike@example.com', '{"send_welcome_email": false}')
\g /dev/null
select is(pg_temp.mails(), null, 'no mail when it is not wished');
select is_empty('select from token', 'and no link');
rollback to world;

select fixture.master('mike@example.com',
  '{"send_welcome_email": false, "notify_to_email": "boss@example.com",
    "notify_email_subject": "Hurray", "first_name": "Mike",
    "source": "Fair", "tags": ["a", "b"], "twitter": "@mike"}'
  || fixture.phone('1 555', '+15550001')) \g /dev/null
select is(pg_temp.mails(), array['new_contact boss@example.com'],
  'a new contact is told to whom it was wished');
select is(
  (select data - '{account_id,user_id,contact_id}'::text[]
   from provisor.outbox),
  '{"email": "mike@example.com", "username": "mike@example.com",
    "branding": "acme-brand", "virtual_host": "acme.example.com",
    "reseller": "acme", "account_name": "Customer", "subject": "Hurray",
    "first_name": "Mike", "source": "Fair", "tags": ["a", "b"],
    "twitter": "@mike", "phone": "1 555"}',
  'with all about the contact');
select is((select secret from provisor.outbox), null, 'and no link');
select fixture.master('ann@example.com',
  '{"send_welcome_email": false, "notify_to_email": "boss@example.com"}'
  || fixture.phone('1 555', '+15550001')) \g /dev/null
select is(pg_temp.mails(), array['new_contact boss@example.com'],
  'a contact that existed is not new');
rollback to world;

select fixture.add('john') \g /dev/null
select is(pg_temp.mails(), array['confirm_address john@example.com'],
  'add_account has an address confirmed');
select results_eq(
  'select t.kind::text, t.hash, t.expires_at from token t',
  $$select 'confirm_address', sha256(secret::bytea), now() + interval '1 day'
    from outbox$$, 'within a day');
select fixture.add('jane', '{"is_confirmed": true}') \g /dev/null
select is(pg_temp.mails(), array['confirm_address john@example.com'],
  'unless it is');
rollback to world;

-- A confirmed address that has an account already.
select fixture.add('john', '{"is_confirmed": true}') \g /dev/null
select fixture.add('johnny',
  '{"is_confirmed": true, "email": "john@example.com"}') \g /dev/null
select is(pg_temp.mails(), array['welcome_existing john@example.com'],
  'who has a password is told of another account of theirs');
select results_eq(
  $$select secret, data ->> 'username' from provisor.outbox$$,
  $$values (null::text, 'johnny')$$, 'without a link, with the new username');
select is_empty('select from token', 'they have nothing to confirm');
rollback to world;
select fixture.master('mike@example.com', '{"send_welcome_email": false}')
\g /dev/null
select fixture.add('mike',
  '{"is_confirmed": true, "email": "mike@example.com"}') \g /dev/null
select is(pg_temp.mails(), null, 'who has none is not');
rollback to world;
select fixture.add('john', '{"is_confirmed": true}') \g /dev/null
select fixture.add('johnny', '{"email": "john@example.com",
  "password_hash": null, "send_welcome_email": false}') \g /dev/null
select is(pg_temp.mails(), null, 'nor is anybody whom no mail is wished for');
rollback to world;
select fixture.master('mike@example.com', '{"send_welcome_email": false}')
\g /dev/null
select fixture.add('mike',
  '{"is_confirmed": true, "email": "mike@example.com"}') \g /dev/null
select fixture.add('michael',
  '{"is_confirmed": true, "email": "mike@example.com"}') \g /dev/null
select is(pg_temp.mails(), array['welcome_existing mike@example.com'],
  'whoever of an address has a password counts, not only who had it first');
rollback to world;
select count(*) from fixture.add_accounts(
  fixture.add_wish('john', '{"is_confirmed": true}'),
  fixture.add_wish('johnny',
    '{"is_confirmed": true, "email": "john@example.com"}')) \g /dev/null
select is((select array_agg(data ->> 'username') from outbox), '{johnny}',
  'in a set, too, the later is told of');
rollback to world;

select count(*) from fixture.master_accounts(
  fixture.master_wish('a@example.com'), fixture.master_wish('b@example.com'))
\g /dev/null
select is((select count(distinct secret) from provisor.outbox), 2::bigint,
  'each mail of a set has a link of its own');
select is(
  (select count(*) from provisor.outbox o
   join provisor.token t on t.hash = sha256(o.secret::bytea)
   join provisor.app_user u on u.id = t.user_id
   where u.email = o.recipient), 2::bigint, 'which is its user''s');

select * from finish();
rollback;
