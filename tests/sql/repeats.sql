-- A call that is repeated, and one that only uses the same key.

\ir fixture.psql
select plan(19);

create temp table wish as
select fixture.master_wish('mike@example.com', '{"tags": ["a"]}') as w;
create temp table added as select fixture.add_wish('john') as w;
savepoint world;

create temp table first as
select m.* from wish, fixture.master_accounts(w) m;
create temp table before as select fixture.rows_written() as n;
select results_eq(
  'select m.outcome, m.account_id, m.user_id, m.contact_id, m.replayed
   from wish, fixture.master_accounts(w) m',
  'select outcome, account_id, user_id, contact_id, true from first',
  'a repeated call gets the first answer');
select is(fixture.rows_written(), (select n from before), 'and writes nothing');
select results_eq(
  $$select m.outcome, m.account_id, m.replayed from wish,
      fixture.master_accounts(w || jsonb_build_object(
        'fingerprint', encode(sha256('another'), 'hex'))) m$$,
  $$values ('idempotency_mismatch', null::bigint, false)$$,
  'another wish under the same key is refused');
select results_eq(
  $$select a.outcome from wish, added, fixture.add_accounts(
      added.w || jsonb_build_object(
        'idempotency_key', wish.w -> 'idempotency_key')) a$$,
  $$values ('idempotency_mismatch')$$,
  'so is another method with the same key and fingerprint');
select is(fixture.rows_written(), (select n from before), 'nothing is written');
rollback to world;

create temp table first as
select a.* from added, fixture.add_accounts(w) a;
select results_eq(
  'select a.outcome, a.account_id, a.user_id, a.replayed
   from added, fixture.add_accounts(w) a',
  'select outcome, account_id, user_id, true from first',
  'add_account repeats, too');
select results_eq(
  $$select c.outcome, c.field from added, api.check_caller(
      jsonb_build_array(w)) c$$,
  $$values ('done', null::text)$$,
  'check_caller does not hold its own username against a repeated call');
select results_eq(
  $$select c.outcome, c.field from added, api.check_caller(
      jsonb_build_array(w || '{"idempotency_key": "new"}')) c$$,
  $$values ('username_taken', 'username')$$,
  'but against another call');
rollback to world;

-- What counts before what.
select fixture.account('rival') \g /dev/null
create temp table first as
select m.* from wish, fixture.master_accounts(w) m;
select is(
  (select m.outcome from wish, fixture.master_accounts(w || jsonb_build_object(
    'key_digest', encode(sha256('rival-key'), 'hex'))) m),
  'email_taken', 'the same key of another account is another key');
savepoint done;
update provisor.api_key set revoked_at = now();
select is((select m.outcome from wish, fixture.master_accounts(w) m),
  'key_invalid', 'a repeated call needs a good key');
rollback to done;
select results_eq(
  $$select m.outcome, m.field from wish, fixture.master_accounts(
      w || fixture.phone('030 1234', '+49301234')
        || '{"phone_country": "DE"}') m$$,
  $$values ('other_country', 'US')$$,
  'the country counts before the repetition');
update provisor.account set contact_limit = 0;
select ok((select m.replayed from wish, fixture.master_accounts(w) m),
  'a repeated call is answered although it would be refused now');
rollback to world;

-- Countries.
create temp table before as select fixture.rows_written() as n;
select results_eq(
  $$select outcome, field from fixture.master_accounts(fixture.master_wish(
      'a@example.com', fixture.phone('030', '+4930')
        || '{"phone_country": "DE"}'))$$,
  $$values ('other_country', 'US')$$,
  'a phone read with another country is to be read again');
select is(fixture.rows_written(), (select n from before),
  'and nothing is written');
rollback to world;

-- After a refusal the call runs afresh.
insert into provisor.email_registry (email, user_id)
values ('mike@example.com', 0);
select is((select m.outcome from wish, fixture.master_accounts(w) m),
  'email_taken', 'given a refused call');
delete from provisor.email_registry;
select results_eq(
  'select m.outcome, m.replayed from wish, fixture.master_accounts(w) m',
  $$values ('done', false)$$, 'the same call later is a new one');
rollback to world;

-- Repeated and new calls in one set.
create temp table first as
select m.* from wish, fixture.master_accounts(w) m;
select fixture.master('z@example.com', '{"idempotency_key": "z"}') \g /dev/null
select results_eq(
  $$select m.n, m.outcome, m.replayed from wish, fixture.master_accounts(
      fixture.master_wish('b@example.com'), w,
      fixture.master_wish('y@example.com') || jsonb_build_object(
        'idempotency_key', 'z', 'fingerprint', encode(sha256('y'), 'hex')),
      fixture.master_wish('c@example.com', '{}', 'nobody')) m$$,
  $$values (0, 'done', false), (1, 'done', true),
     (2, 'idempotency_mismatch', false), (3, 'key_invalid', false)$$,
  'each wish of a set is answered for itself');
select is_empty(
  $$select from api.master_account('[]')$$, 'no wish, no answer');
select is_empty($$select from api.add_account('[]')$$, 'for add_account, too');

select * from finish();
rollback;
