-- Mails that a mailer took and did not begin, and what attempts count for.

\ir fixture.psql
select plan(14);

insert into provisor.outbox (account_id, kind, recipient, data)
select a.id, 'welcome', 'to@example.com', '{}'
from provisor.account a
where a.company_name = 'acme';

create function pg_temp.taken(wanted integer default 9)
returns jsonb language sql as $$
  select jsonb_agg(jsonb_build_object('id', t.id, 'attempt', t.attempt))
  from mailer.take(wanted, '1 minute') t
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

insert into provisor.outbox (account_id, kind, recipient, data)
select account_id, kind, 'behind@example.com', data from provisor.outbox;
update provisor.outbox set created_at = now() - interval '1 hour',
  next_attempt_at = now() - interval '1 hour'
where recipient = 'to@example.com';
select mailer.give_back(jsonb_agg(t || '{"reason": "closed"}'))
from jsonb_array_elements(pg_temp.taken(1)) as t;
select results_eq(
  $$select recipient, state::text, attempts, first_attempt_at, last_answer
    from provisor.outbox order by id$$,
  $$values
    ('to@example.com', 'queued', 0, null::timestamptz, 'closed'),
    ('behind@example.com', 'queued', 0, null::timestamptz, 'closed')$$,
  'the reason is told of the mail and of those that wait behind it');
select is_empty('select * from provisor.mail_attempt', 'it is no attempt');
select is(now() - next_attempt_at, interval '1 hour',
  'it is due for as long as before')
from provisor.outbox where recipient = 'to@example.com';
delete from provisor.outbox where recipient = 'behind@example.com';

update provisor.outbox set created_at = now() - interval '3 weeks',
  next_attempt_at = now() - interval '1 minute';
select mailer.give_back(pg_temp.taken());
select is(now() - next_attempt_at, interval '1 minute',
  'one that a limit had held is due since it was released')
from provisor.outbox;
update provisor.outbox set attempts = 2,
  first_attempt_at = now() - interval '1 day';
select mailer.give_back(pg_temp.taken());
select results_eq(
  'select state::text, attempts, first_attempt_at from provisor.outbox',
  $$values ('queued', 2, now())$$,
  'one that the operator put into line again grows no older');
update provisor.outbox set attempts = 0, first_attempt_at = null;

select pg_temp.deferred(pg_temp.taken());
update provisor.outbox set next_attempt_at = now() - interval '2 minutes';
select mailer.give_back(jsonb_agg(t || '{"reason": "closed"}'))
from jsonb_array_elements(pg_temp.taken()) as t;
select ok(first_attempt_at is not null and last_answer = 'closed',
  'what was tried before grows old all the same') from provisor.outbox;
select results_eq(
  'select state::text, attempts from provisor.outbox',
  $$values ('deferred', 1)$$, 'one that was tried before still was');
select is(now() - next_attempt_at, interval '2 minutes',
  'and is due for as long') from provisor.outbox;
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
