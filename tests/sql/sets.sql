-- Sets: wishes that collide raise PV001, all others go side by side.

\ir fixture.psql
select plan(15);

create function pg_temp.master_set(variadic wishes jsonb[]) returns text
language sql as $$
  select format('select * from api.master_account(%L)',
    fixture.numbered(wishes))
$$;
create function pg_temp.add_set(variadic wishes jsonb[]) returns text
language sql as $$
  select format('select * from api.add_account(%L)', fixture.numbered(wishes))
$$;
create function pg_temp.wish(email text, phone text default null)
returns jsonb language sql as $$
  select fixture.master_wish(email,
    case when phone is null then '{}' else fixture.phone(phone, phone) end)
$$;

select throws_ok(
  pg_temp.master_set(pg_temp.wish('a@example.com'),
    pg_temp.wish('a@example.com')),
  'PV001', null, 'the same e-mail address twice');
select throws_ok(
  pg_temp.master_set(
    pg_temp.wish('a@example.com') || '{"idempotency_key": "k"}',
    pg_temp.wish('b@example.com') || '{"idempotency_key": "k"}'),
  'PV001', null, 'the same idempotency key twice');
select throws_ok(
  pg_temp.master_set(pg_temp.wish('a@example.com', '+15550001'),
    pg_temp.wish('b@example.com', '+15550001')),
  'PV001', null, 'the same phone twice');
select throws_ok(
  pg_temp.add_set(fixture.add_wish('john'), fixture.add_wish('JOHN')),
  'PV001', null, 'the same username twice, without case');
select throws_ok(
  pg_temp.add_set(fixture.add_wish('a') || '{"idempotency_key": "k"}',
    fixture.add_wish('b') || '{"idempotency_key": "k"}'),
  'PV001', null, 'the same idempotency key twice for add_account');

insert into provisor.contact (account_id, email, phone, phone_e164)
select a.id, c.email, c.phone, c.phone
from provisor.account a,
  (values ('eve@example.com', '+15550001'), ('bob@example.com', '+15550002'))
    as c (email, phone);
select throws_ok(
  pg_temp.master_set(pg_temp.wish('eve@example.com'),
    pg_temp.wish('x@example.com', '+15550001')),
  'PV001', null, 'one contact by e-mail and by phone');
select throws_ok(
  pg_temp.master_set(pg_temp.wish('eve@example.com', '+15550002'),
    pg_temp.wish('bob@example.com', '+15550003')),
  'PV001', null, 'one''s phone is that of the other''s contact');

-- What does not collide.
select fixture.account('rival') \g /dev/null
savepoint world;
select results_eq(
  $$select n, outcome from fixture.master_accounts(
      pg_temp.wish('a@example.com', '+15550009'),
      fixture.master_wish('b@example.com',
        fixture.phone('x', '+15550009') || '{"idempotency_key": "k"}', 'rival'),
      pg_temp.wish('c@example.com') || '{"idempotency_key": "k"}')$$,
  $$values (0, 'done'), (1, 'done'), (2, 'done')$$,
  'phones and keys of different accounts do not');
rollback to world;
select results_eq(
  $$select n, outcome from fixture.add_accounts(
      fixture.add_wish('a', '{"email": "same@example.com"}'),
      fixture.add_wish('b', '{"email": "same@example.com"}'))$$,
  $$values (0, 'done'), (1, 'done')$$,
  'nor does an e-mail address of add_account');
select is(
  (select u.username from provisor.email_registry r
   join provisor.app_user u on u.id = r.user_id
   where r.email = 'same@example.com'), 'a', 'the earlier wish registers it');
rollback to world;

-- Two contacts in one set, found and new.
select results_eq(
  $$select n, outcome from fixture.master_accounts(
      pg_temp.wish('eve@example.com', '+15550008'),
      pg_temp.wish('new@example.com', '+15550007'),
      pg_temp.wish('robert@example.com', '+15550002'))$$,
  $$values (0, 'done'), (1, 'done'), (2, 'done')$$,
  'contacts that exist and new ones share a set');
select results_eq(
  $$select email, phone_e164 from contact order by email$$,
  $$values ('eve@example.com', '+15550008'),
     ('new@example.com', '+15550007'), ('robert@example.com', '+15550002')$$,
  'each is what its wish made it');
rollback to world;

-- Refusals do not disturb the others.
insert into provisor.email_registry (email, user_id)
values ('b@example.com', 0);
select results_eq(
  $$select n, outcome from fixture.master_accounts(
      pg_temp.wish('a@example.com'), pg_temp.wish('b@example.com'),
      fixture.master_wish('c@example.com', '{}', 'nobody'),
      pg_temp.wish('d@example.com'))$$,
  $$values (0, 'done'), (1, 'email_taken'), (2, 'key_invalid'), (3, 'done')$$,
  'a refusal is an answer of its wish only');
rollback to world;

-- The spelling of sources and tags is that of the earlier wish.
select fixture.numbered(array[
  fixture.master_wish('z@example.com', '{"source": "Zoo", "tags": ["Big"]}'),
  fixture.master_wish('a@example.com', '{"source": "zoo", "tags": ["BIG"]}')])
  as wishes \gset
select count(*) from api.master_account(:'wishes') \g /dev/null
select is((select name from provisor.source), 'Zoo',
  'a source is spelled as the earlier wish spells it');
select is((select name from provisor.tag), 'Big', 'a tag as well');

select * from finish();
rollback;
