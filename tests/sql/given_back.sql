-- Mails that a mailer took and did not begin, and what attempts count for.

\ir fixture.psql
select plan(7);

insert into provisor.outbox (account_id, kind, recipient, data)
select a.id, 'welcome', 'to@example.com', '{}'
from provisor.account a
where a.company_name = 'acme';

create function pg_temp.taken() returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('id', t.id, 'attempt', t.attempt))
  from mailer.take(9, '1 minute') t
$$;
create function pg_temp.deferred(mails jsonb) returns void language sql as $$
  select mailer.settle(jsonb_agg(m || jsonb_build_object(
    'state', 'deferred', 'wait', 0, 'answer', 'busy')))
  from jsonb_array_elements(mails) m
$$;

select mailer.give_back(pg_temp.taken());
select results_eq(
  'select state::text, attempts, first_attempt_at from provisor.outbox',
  $$values ('queued', 0, null::timestamptz)$$,
  'a mail that was given back is as before');
select is_empty('select * from provisor.mail_attempt',
  'and of the attempt nothing is left');

select pg_temp.deferred(pg_temp.taken());
select mailer.give_back(pg_temp.taken());
select results_eq(
  'select state::text, attempts from provisor.outbox',
  $$values ('deferred', 1)$$, 'one that was tried before still was');
select is((select mailer.answers(id) from provisor.outbox), 1::bigint,
  'the answer counts');

select is(jsonb_array_length(pg_temp.taken()), 1, 'it is due at once');
update provisor.outbox set lease_expires_at = now();
select mailer.give_back(jsonb_build_array(
  jsonb_build_object('id', id, 'attempt', 1))) from provisor.outbox;
select is((select state::text from provisor.outbox), 'sending',
  'who had it before gives nothing back');
select pg_temp.taken();
select is((select mailer.answers(id) from provisor.outbox), 1::bigint,
  'a taking without an answer does not count');

select * from finish();
rollback;
