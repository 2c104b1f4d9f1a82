-- Taking mails, recording what became of them, the limits of accounts.

\ir fixture.psql
select plan(55);

-- Mails on behalf of acme, the oldest first.
create function pg_temp.queue(kind provisor.mail_kind, count integer default 1)
returns void language sql as $$
  insert into provisor.outbox (account_id, kind, recipient, data, created_at,
    next_attempt_at)
  select a.id, kind, 'to@example.com', '{}', now() - interval '1 hour',
    now() - interval '1 hour' + n * interval '1 second'
  from provisor.account a, generate_series(1, count) n
  where a.company_name = 'acme'
$$;
create function pg_temp.take(wanted integer default 100) returns bigint
language sql as $$
  select count(*) from mailer.take(wanted, '1 minute')
$$;
create function pg_temp.settle(into_state text, more jsonb default '{}')
returns void language sql as $$
  select mailer.settle(jsonb_agg(jsonb_build_object(
    'id', o.id, 'attempt', o.attempts, 'state', into_state, 'wait', 60000,
    'answer', 'said') || more))
  from provisor.outbox o
  where o.state = 'sending'
$$;
create function pg_temp.states() returns text[] language sql as $$
  select array_agg(n || ' ' || state order by state)
  from (select state, count(*) as n from provisor.outbox group by 1) c
$$;
create function pg_temp.limit_acme(email_send_limit bigint, send_cap bigint)
returns void language sql as $$
  update provisor.account a
  set email_send_limit = $1, send_cap = $2
  where a.company_name = 'acme'
$$;
savepoint world;

select pg_temp.queue('welcome');
select results_eq(
  $$select kind, recipient, attempt, first_attempt_at
    from mailer.take(9, '1 minute')$$,
  $$values ('welcome', 'to@example.com', 1, now())$$, 'a due mail is taken');
select is(pg_temp.take(), 0::bigint, 'by one');
select results_eq(
  'select number, started_at, ended_at from mail_attempt',
  'values (1, now(), null::timestamptz)', 'the attempt is on record');
update provisor.outbox set lease_expires_at = now();
select results_eq($$select attempt from mailer.take(9, '1 minute')$$,
  'values (2)', 'what a mailer left behind is taken again');
select mailer.settle(jsonb_build_array(jsonb_build_object(
  'id', id, 'attempt', 1, 'state', 'sent', 'answer', 'late')))
from provisor.outbox;
select is(pg_temp.states(), array['1 sending'],
  'the word of who took it before changes nothing');
select is((select answer from mail_attempt where number = 1), 'late',
  'but is on record');
select mailer.keep(jsonb_build_array(jsonb_build_object(
  'id', id, 'attempt', 2)), '1 hour') from provisor.outbox;
select is((select lease_expires_at from provisor.outbox),
  now() + interval '1 hour', 'a lease can be prolonged');
update provisor.outbox set secret = 'link';
select pg_temp.settle('deferred',
  '{"reply_code": 451, "enhanced_code": "4.7.1"}');
select results_eq(
  'select state::text, next_attempt_at, secret, last_answer from outbox',
  $$values ('deferred', now() + interval '1 minute', 'link', 'said')$$,
  'a deferred mail is due later and keeps its link');
select results_eq(
  'select reply_code, enhanced_code, answer from mail_attempt where number = 2',
  $$values (451::smallint, '4.7.1', 'said')$$,
  'the answer of the server is on record');
select is(pg_temp.take(), 0::bigint, 'it is not taken before');
update provisor.outbox set next_attempt_at = now();
select is(pg_temp.take(), 1::bigint, 'but then');
select pg_temp.settle('sent');
select results_eq('select state::text, sent_at, secret from outbox',
  $$values ('sent', now(), null)$$, 'a sent mail loses its link');
select is(pg_temp.take(), 0::bigint, 'and is not sent again');
rollback to world;

select fixture.master('mike@example.com', '{"link_seconds": 90}') \g /dev/null
savepoint invited;
select results_eq($$select link_seconds from mailer.take(9, '1 minute')$$,
  'values (90::bigint)', 'a mail knows how long its link still works');
rollback to invited;
delete from provisor.token;
select results_eq($$select link_seconds from mailer.take(9, '1 minute')$$,
  'values (0::bigint)', 'one whose link is gone, too');
rollback to world;

-- Links for who is not active any more.
select fixture.master('mike@example.com') \g /dev/null
savepoint invited;
update provisor.account set status = 'deactivated', deactivated_at = now()
where company_name = 'Customer';
select pg_temp.queue('new_contact');
select results_eq($$select kind from mailer.take(9, '1 minute')$$,
  $$values ('new_contact')$$, 'an account that ended is sent no link');
select results_eq(
  $$select state::text, secret, last_answer, first_attempt_at from outbox
    where kind = 'welcome'$$,
  $$values ('cancelled', null, 'cancelled: its user or account is not active',
    null::timestamptz)$$, 'its mail is cancelled');
select results_eq(
  $$select number, answer from mail_attempt where ended_at is not null$$,
  $$values (1, 'cancelled: its user or account is not active')$$,
  'and says why');
select is_empty('select * from token', 'the link is void');
update provisor.account set status = 'active', deactivated_at = null;
select is(pg_temp.take(), 0::bigint, 'also when the account is active again');
rollback to invited;
update provisor.app_user set status = 'deactivated', deactivated_at = now()
where username = 'mike@example.com';
select is(pg_temp.take(), 0::bigint, 'nor is a user who ended');
select is(pg_temp.states(), array['1 cancelled'], 'its mail is cancelled, too');
rollback to invited;
select is((select admin.cancel_mail(id) from outbox),
  (select id from outbox), 'the operator cancels a mail');
select is_empty('select * from token', 'with its link');
select is_empty('select admin.cancel_mail(id) from outbox', 'once');
rollback to world;

select pg_temp.queue('new_contact');
select is(pg_temp.take(), 1::bigint);
select pg_temp.settle('failed');
select results_eq('select state::text, failed_at from outbox',
  $$values ('failed', now())$$, 'a failed mail stays failed');
select is(pg_temp.take(), 0::bigint, 'and is not sent again');
rollback to world;

select pg_temp.queue('new_contact');
select pg_temp.take() \g /dev/null
update provisor.mail_attempt set started_at = now() + interval '1 hour';
select pg_temp.settle('sent');
select results_eq(
  'select state::text, ended_at = started_at from outbox, mail_attempt',
  $$values ('sent', true)$$, 'a clock that was set back loses no answer');
rollback to world;

-- In a month.
select pg_temp.limit_acme(3, null);
select pg_temp.queue('new_contact', 5);
select is(pg_temp.take(), 3::bigint, 'no more leave in a month than allowed');
select is(pg_temp.states(), array['3 sending', '2 held'], 'the others wait');
select is((select array_agg(distinct held_for::text) from outbox
  where state = 'held'), array['email_send_limit'], 'and say for what');
select pg_temp.queue('welcome', 2);
select is(pg_temp.take(), 2::bigint, 'an invitation waits for no limit');
select pg_temp.settle('sent');
select mailer.release();
select is(pg_temp.states(), array['5 sent', '2 held'],
  'nothing is released while the month lasts');
select pg_temp.limit_acme(6, null);
select mailer.release();
select is(pg_temp.take(), 1::bigint,
  'invitations count: one of two may go when the limit is six');
select pg_temp.settle('deferred');
update provisor.outbox set next_attempt_at = now() where state = 'deferred';
select is(pg_temp.take(), 1::bigint, 'trying again does not count');
select pg_temp.settle('sent');
update provisor.outbox set first_attempt_at = first_attempt_at - interval '32 days'
where first_attempt_at is not null;
select mailer.release();
select is(pg_temp.take(), 1::bigint, 'what is held goes in the next month');
rollback to world;

-- Looking for what may go disturbs nobody.
select pg_temp.limit_acme(0, null);
insert into provisor.outbox (account_id, kind, recipient, data, state,
  next_attempt_at, held_at, held_for)
select a.id, 'new_contact', 'to@example.com', '{}', 'held', null, now(),
  'email_send_limit'
from provisor.account a where a.company_name = 'acme';
select mailer.release();
select is((select xmax::text from provisor.outbox), '0',
  'what stays held is not even locked');
rollback to world;

-- More than are asked for at once.
select pg_temp.limit_acme(3, null);
select pg_temp.queue('new_contact', 300);
select pg_temp.take(8) \g /dev/null
select results_eq(
  'select held_for::text, count(*) from outbox where state = ''held'' group by 1',
  $$values ('email_send_limit', 297::bigint)$$,
  'a crowd waits for the limit that its account has');
rollback to world;
select pg_temp.limit_acme(200, 3);
select pg_temp.queue('new_contact', 300);
select pg_temp.take(8) \g /dev/null
select results_eq(
  'select held_for::text, count(*) from outbox where state = ''held'' group by 1',
  $$values ('send_cap', 297::bigint)$$, 'and for the lower one of two');
rollback to world;

-- Nobody waits behind a crowd that waits for something else.
select pg_temp.limit_acme(0, 1);
select pg_temp.queue('new_contact', 300);
select pg_temp.take(300) \g /dev/null
select pg_temp.queue('new_contact', 1);
update provisor.outbox
set state = 'held', held_at = now(), held_for = 'send_cap', attempts = 1,
  first_attempt_at = now(), next_attempt_at = null
where state = 'queued';
select mailer.release();
select is(pg_temp.states(), array['1 queued', '300 held'],
  'what was tried already waits for no month');
rollback to world;
select pg_temp.limit_acme(3, null);
select pg_temp.queue('new_contact', 303);
select pg_temp.take(300) \g /dev/null
update provisor.outbox set held_for = 'send_cap' where state = 'held';
select mailer.release();
select mailer.release();
select results_eq(
  'select held_for::text, count(*) from outbox where state = ''held'' group by 1',
  $$values ('email_send_limit', (select count(*) from outbox where state = 'held'))$$,
  'all that wait come to say for what');
rollback to world;

-- At one time.
select pg_temp.limit_acme(null, 2);
select pg_temp.queue('new_contact', 5);
select is(pg_temp.take(), 2::bigint, 'no more are on their way than allowed');
select is((select array_agg(distinct held_for::text) from outbox
  where state = 'held'), array['send_cap'], 'the others wait for the cap');
select is(pg_temp.take(), 0::bigint, 'and are not taken');
select pg_temp.settle('deferred');
update provisor.outbox set next_attempt_at = now() where state = 'deferred';
select mailer.release();
select is(pg_temp.take(), 2::bigint,
  'what is tried again is under the cap as well');
select pg_temp.settle('sent');
select mailer.release();
select is(pg_temp.take(), 2::bigint, 'then the next two go');
rollback to world;

-- Others are not in the way.
select pg_temp.limit_acme(0, null);
select pg_temp.queue('new_contact', 500);
select fixture.account('rival') \g /dev/null
insert into provisor.outbox (account_id, kind, recipient, data)
select id, 'new_contact', 'to@example.com', '{}'
from provisor.account where company_name = 'rival';
select is(pg_temp.take(8), 1::bigint,
  'a crowd over its limit does not keep another account''s mail waiting');
select is(pg_temp.states(), array['1 sending', '500 held'],
  'all of the crowd is held');
select pg_temp.limit_acme(null, null);
select mailer.release();
select is((select min(next_attempt_at) from outbox where state = 'queued'),
  now(), 'what is released has been due from then on, not since it was written');
select is(pg_temp.take(300), 200::bigint, 'without a limit they go');
rollback to world;

-- Nor is the whole line looked through for one account's.
select pg_temp.limit_acme(0, null);
select fixture.account('rival') \g /dev/null
select pg_temp.queue('new_contact', 2);
insert into provisor.outbox (account_id, kind, recipient, data)
select id, 'new_contact', 'to@example.com', '{}'
from provisor.account, generate_series(1, 3000) where company_name = 'rival';
select pg_temp.queue('new_contact', 5);
update provisor.outbox set next_attempt_at = now() + interval '1 ms'
where id > (select max(o.id) - 5 from provisor.outbox o);
update provisor.outbox set next_attempt_at = next_attempt_at - interval '1 s';
select is(pg_temp.take(8), 8::bigint, 'the others go');
select is(pg_temp.states(), array['2997 queued', '8 sending', '2 held'],
  'only what is near the head of the line is held beforehand');

-- The month of the account.
rollback to world;
update provisor.app_user set timezone = 'Pacific/Kiritimati'
where username = 'acme-api';
select is(provisor.month_of(a.id),
  date_trunc('month', now(), 'Pacific/Kiritimati'),
  'a month is one of the account''s time zone')
from account a where a.company_name = 'acme';
update provisor.app_user set timezone = 'Nowhere/Land'
where username = 'acme-api';
select is(provisor.month_of(a.id), date_trunc('month', now(), 'UTC'),
  'or of UTC where that is unknown')
from account a where a.company_name = 'acme';

select * from finish();
rollback;
