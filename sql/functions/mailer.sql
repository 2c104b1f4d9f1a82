-- What the mailer may do: take mails under a lease, keep the lease, record what
-- became of the mails, and release those that were held. Any number of mailers
-- may run: a mail that one has taken is skipped by the others until its lease
-- ends. Each taking has a number, and only the last taker's word changes a mail.
-- It also has resets answered that were asked for (answer_reset_requests.sql).

-- What a function returns cannot be replaced.
do $$
begin
  if not 'link_seconds' = any (
    select unnest(p.proargnames)
    from pg_proc p
    where p.oid = to_regprocedure('mailer.take(integer, interval)'))
  then
    drop function if exists mailer.take(integer, interval);
  end if;
end
$$;

-- At most `wanted` mails: first what a mailer has left behind, then what is due,
-- the longest due first. link_seconds is how long the link of a mail still
-- works; it may be negative.
create or replace function mailer.take(wanted integer, lease interval)
returns table (
  id bigint, kind text, recipient text, data jsonb, secret text,
  link_seconds bigint, attempt integer, created_at timestamptz,
  first_attempt_at timestamptz)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  taken bigint[];
  due bigint[];
begin
  -- As an array the choice is made once; `in` might lock more rows than it
  -- returns.
  taken := array(
    select o.id from provisor.outbox o
    where o.state = 'sending' and o.lease_expires_at <= now()
    order by o.lease_expires_at
    limit wanted
    for update skip locked);
  insert into provisor.mail_attempt (outbox_id, number, was_state, was_due_at)
  select o.id, o.attempts + 1, 'deferred', o.lease_expires_at
  from provisor.outbox o where o.id = any (taken);
  update provisor.outbox o
  set attempts = o.attempts + 1, lease_expires_at = now() + lease
  where o.id = any (taken);

  -- Those of accounts that have ended are cancelled, those of accounts over their
  -- limit are held, and others looked for instead; not for ever, since what is
  -- locked here is kept from the other mailers.
  for round in 1 .. 5 loop
    exit when cardinality(taken) >= wanted;
    due := array(
      select o.id from provisor.outbox o
      where o.state in ('queued', 'deferred') and o.next_attempt_at <= now()
      order by o.next_attempt_at
      limit wanted - cardinality(taken)
      for update skip locked);
    exit when due = '{}';
    due := provisor.cancel_ended(due);
    due := provisor.hold_mails(due, may_wait => round = 1);
    insert into provisor.mail_attempt (outbox_id, number, was_state, was_due_at)
    select o.id, o.attempts + 1, o.state, o.next_attempt_at
    from provisor.outbox o where o.id = any (due);
    update provisor.outbox o
    set state = 'sending', attempts = o.attempts + 1, next_attempt_at = null,
      first_attempt_at = coalesce(o.first_attempt_at, now()),
      lease_expires_at = now() + lease
    where o.id = any (due);
    taken := taken || due;
  end loop;

  return query
  select o.id, o.kind::text, o.recipient, o.data, o.secret,
    case when o.secret is not null then coalesce((
      select extract(epoch from t.expires_at - now())::bigint
      from provisor.token t
      where t.hash = sha256(convert_to(o.secret, 'UTF8'))), 0) end,
    o.attempts, o.created_at, o.first_attempt_at
  from provisor.outbox o
  where o.id = any (taken)
  order by o.id;
end
$$;

comment on function mailer.take is
  'Mails to be sent, which are the caller''s until the lease ends';

-- How many attempts of a mail were answered since it was first taken, or put
-- into line again by the operator. A mailer that was killed answered nothing.
create or replace function mailer.answers(mail_id bigint)
returns bigint language sql stable security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
  select count(*)
  from provisor.outbox o
  join provisor.mail_attempt a
    on a.outbox_id = o.id and a.started_at >= o.first_attempt_at
  where o.id = mail_id and a.ended_at is not null
$$;

comment on function mailer.answers is
  'The number of a mail''s attempts that were answered';

-- Of mails that were taken and not begun: as if nobody had taken them. `mails`
-- are objects {id, attempt, reason}, id and attempt as taken. With a reason, which
-- is no mail's own, the operator sees why they wait, and so do the first of those
-- that wait behind them without having been tried. A mail that no server has seen
-- grows no older.
create or replace function mailer.give_back(mails jsonb)
returns void language sql volatile security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
  with undone as (
    delete from provisor.mail_attempt a
    using jsonb_to_recordset(mails) as m (
      id bigint, attempt integer, reason text), provisor.outbox o
    where a.outbox_id = m.id and a.number = m.attempt
      and o.id = m.id and o.attempts = m.attempt and o.state = 'sending'
    returning m.id, m.attempt, m.reason,
      coalesce(a.was_state, 'deferred') as state,
      coalesce(a.was_due_at, now()) as due_at
  ),
  given_back as (
    update provisor.outbox o
    set state = u.state, attempts = o.attempts - 1,
      first_attempt_at = case
        when u.attempt = 1 then null
        when u.state = 'queued' then now()
        else o.first_attempt_at end,
      next_attempt_at = u.due_at, lease_expires_at = null,
      last_answer = coalesce(u.reason, o.last_answer)
    from undone u
    where o.id = u.id and o.attempts = u.attempt and o.state = 'sending'
  ),
  behind as (
    select b.id
    from provisor.outbox b
    where b.last_answer is null
      and b.id = any (array(
        select o.id
        from provisor.outbox o
        where o.state in ('queued', 'deferred') and o.next_attempt_at <= now()
          and exists (
            select from jsonb_array_elements(mails) as m where m ? 'reason')
        order by o.next_attempt_at
        limit 1000))
    for update skip locked
  )
  update provisor.outbox o
  set last_answer = (
    select max(m ->> 'reason') from jsonb_array_elements(mails) as m)
  where o.id = any (array(select id from behind))
$$;

comment on function mailer.give_back is
  'Puts mails that were not begun into line again';

-- `mails` are objects {id, attempt}, as taken.
create or replace function mailer.keep(mails jsonb, lease interval)
returns void language sql volatile security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
  update provisor.outbox o
  set lease_expires_at = now() + lease
  from jsonb_to_recordset(mails) as m (id bigint, attempt integer)
  where o.id = m.id and o.attempts = m.attempt and o.state = 'sending'
$$;

comment on function mailer.keep is 'Prolongs the lease of mails';

-- `mails` are objects {id, attempt, state: sent|deferred|failed, wait (ms, until
-- a deferred mail is due again), reply_code, enhanced_code, answer}. The link is
-- blanked once the mail is sent; of a failed one it stays, so that the operator
-- can have it tried again. A clock may have been set back meanwhile.
create or replace function mailer.settle(mails jsonb)
returns void language sql volatile security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
  with settled as (
    select *
    from jsonb_to_recordset(mails) as m (
      id bigint, attempt integer, state provisor.mail_state, wait bigint,
      reply_code smallint, enhanced_code text, answer text)
  ),
  attempt_row as (
    update provisor.mail_attempt a
    set ended_at = greatest(now(), a.started_at), reply_code = s.reply_code,
      enhanced_code = s.enhanced_code, answer = s.answer
    from settled s
    where a.outbox_id = s.id and a.number = s.attempt and a.ended_at is null
  )
  update provisor.outbox o
  set state = s.state,
    lease_expires_at = null,
    next_attempt_at = case s.state when 'deferred'
      then now() + s.wait * interval '1 millisecond' end,
    sent_at = case s.state when 'sent' then now() end,
    failed_at = case s.state when 'failed' then now() end,
    secret = case when s.state <> 'sent' then o.secret end,
    last_answer = s.answer
  from settled s
  where o.id = s.id and o.attempts = s.attempt and o.state = 'sending'
$$;

comment on function mailer.settle is 'Records what became of mails';

-- Puts into line again what the limits of its account allow by now; held mails
-- go in the order in which they were written. What another limit holds by now
-- says so. Called all the time, so it locks only what changes, and goes from one
-- account that has held mails to the next without reading those in between.
create or replace function mailer.release()
returns void language plpgsql volatile security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
declare
  first_held bigint[];
begin
  with recursive holder (id) as (
    (select o.account_id from provisor.outbox o
     where o.state = 'held'
     order by o.account_id
     limit 1)
    union all
    select (
      select o.account_id from provisor.outbox o
      where o.state = 'held' and o.account_id > h.id
      order by o.account_id
      limit 1)
    from holder h
    where h.id is not null
  )
  select array_agg(f.id) into first_held
  from holder h
  cross join unnest(enum_range(null::provisor.mail_limit)) as reason
  cross join lateral (
    select o.id from provisor.outbox o
    where o.account_id = h.id and o.state = 'held' and o.held_for = reason
    order by o.first_attempt_at is null, o.id
    limit 200) f;
  if first_held is null then
    return;
  end if;

  with changed as materialized (
    select o.id, m.held_for
    from provisor.outbox o
    join provisor.mails_over_limits(first_held) m on m.id = o.id
    where o.id = any (first_held) and o.state = 'held'
      and o.held_for is distinct from m.held_for
    for update of o skip locked
  )
  update provisor.outbox o
  set state = case when c.held_for is null then 'queued' else o.state end,
    next_attempt_at = case when c.held_for is null then now() end,
    held_at = case when c.held_for is not null then o.held_at end,
    held_for = c.held_for
  from changed c
  where o.id = c.id;
end
$$;

comment on function mailer.release is
  'Queues held mails again that may go now';
