-- What /metrics tells of the outbox.

\ir fixture.psql
select plan(6);

create function pg_temp.told(state text) returns jsonb language sql as $$
  select told - 'state'
  from jsonb_array_elements(api.outbox_states()) told
  where told ->> 'state' = $1
$$;

select is(
  (select array_agg(told ->> 'state')
   from jsonb_array_elements(api.outbox_states()) told),
  (select array_agg(state::text)
   from unnest(enum_range(null::provisor.mail_state)) state
   where state::text not in ('sent', 'cancelled')) || array['asked'],
  'every state is told in which a mail is not done with');
select is(pg_temp.told('queued'), '{"mails": 0, "oldest": 0}',
  'also one without mails');

select fixture.master('mike@example.com') \g /dev/null
select fixture.master('ann@example.com') \g /dev/null
update provisor.outbox
set created_at = now() - interval '5 days',
  next_attempt_at = now() - interval '90 seconds'
where recipient = 'ann@example.com';
select is(pg_temp.told('queued'), '{"mails": 2, "oldest": 90}',
  'its mails, and for how many seconds one has been due');
update provisor.outbox set next_attempt_at = now() + interval '1 hour';
select is(pg_temp.told('queued'), '{"mails": 2, "oldest": 0}',
  'which is not negative before that');
update provisor.outbox
set state = 'failed', attempts = 1, first_attempt_at = now() - interval '5 days',
  next_attempt_at = null, failed_at = now() - interval '60 seconds'
where recipient = 'ann@example.com';
select is(pg_temp.told('failed'), '{"mails": 1, "oldest": 60}',
  'of those that were given up, since they were');

-- An index each: none of them reads the table of all mails ever sent.
create function pg_temp.plan_of(state text) returns text language plpgsql as $$
declare
  line text;
  plan text := '';
begin
  for line in execute format(
    'explain select count(*), min(failed_at) from provisor.outbox
     where state = %L', state)
  loop
    plan := plan || line || E'\n';
  end loop;
  return plan;
end
$$;
set local enable_seqscan = off;
select is(
  (select array_agg(told ->> 'state')
   from jsonb_array_elements(api.outbox_states()) told
   where told ->> 'state' <> 'asked'
     and pg_temp.plan_of(told ->> 'state') !~ 'outbox_(due|leased|held|failed)'),
  null, 'each state is counted through its index');

select * from finish();
rollback;
