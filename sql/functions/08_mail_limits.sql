-- What an account may still send: email_send_limit in a calendar month, in the
-- time zone of the account's first user, and send_cap at one time. A mail counts
-- for the month in which a mailer took it first; trying it again counts no more.

-- Kinds that wait for no limit, though they count.
create or replace function provisor.is_needed(kind provisor.mail_kind)
returns boolean language sql immutable
as $$
  select kind in ('welcome', 'confirm_address', 'password_reset')
$$;

comment on function provisor.is_needed is
  'Whether a person needs a mail of this kind to get in';

-- Where the month began. A zone that PostgreSQL does not know is as good as UTC:
-- no mail may fail for it.
create or replace function provisor.month_of(of_account bigint)
returns timestamptz language plpgsql stable
as $$
declare
  zone text;
begin
  select u.timezone into zone
  from provisor.app_user u
  where u.account_id = of_account
  order by u.id
  limit 1;
  return date_trunc('month', now(), coalesce(zone, 'UTC'));
exception
  when invalid_parameter_value then
    return date_trunc('month', now(), 'UTC');
end
$$;

comment on function provisor.month_of is
  'When the present calendar month of an account began';

-- Null where there is no limit.
create or replace function provisor.mails_left(
  of_account bigint, out of_month bigint, out at_once bigint)
language plpgsql volatile
as $$
begin
  select
    a.email_send_limit - case when a.email_send_limit is not null then (
      select count(*)
      from provisor.outbox o
      where o.account_id = a.id
        and o.first_attempt_at >= provisor.month_of(a.id)) end,
    a.send_cap - case when a.send_cap is not null then (
      select count(*)
      from provisor.outbox o
      where o.account_id = a.id and o.state = 'sending') end
  into of_month, at_once
  from provisor.account a
  where a.id = of_account;
end
$$;

comment on function provisor.mails_left is
  'How many mails an account may send, this month and now';

-- The limit that each of these mails has to wait for, null for one that may go.
-- What a person needs to get in comes first and waits for nothing; what is tried
-- again comes before what is new, since it is in the count of the month already.
-- With the limit of its account that is reached first.
drop function if exists
  provisor.mails_over_limits(bigint, bigint[], bigint, bigint);
create or replace function provisor.mails_over_limits(mails bigint[])
returns table (
  id bigint, account_id bigint, held_for provisor.mail_limit,
  first_reached provisor.mail_limit)
language sql volatile
as $$
  with mail as materialized (
    select o.id, o.account_id,
      provisor.is_needed(o.kind) as is_needed,
      o.first_attempt_at is null as is_new
    from provisor.outbox o
    where o.id = any (mails)
  ),
  mails_left as materialized (
    select a.account_id, l.of_month, l.at_once
    from (select distinct m.account_id from mail m) a
    cross join lateral provisor.mails_left(a.account_id) l
  )
  select
    m.id, m.account_id,
    case
      when m.is_needed then null
      when m.is_new and m.place_of_new > l.of_month then 'email_send_limit'
      when m.place > l.at_once then 'send_cap'
    end::provisor.mail_limit,
    case
      when l.of_month <= coalesce(l.at_once, l.of_month) then 'email_send_limit'
      when l.at_once is not null then 'send_cap'
    end::provisor.mail_limit
  from (
    select mail.*,
      row_number() over in_order as place,
      count(*) filter (where mail.is_new) over in_order as place_of_new
    from mail
    window in_order as (
      partition by mail.account_id
      order by not mail.is_needed, mail.is_new, mail.id
      rows unbounded preceding)) m
  join mails_left l on l.account_id = m.account_id
$$;

comment on function provisor.mails_over_limits is
  'Which of these mails wait, and for which limit of their account';

-- The accounts of these mails that have a limit and are now locked: mailers that
-- ask for mails of one account take turns at its row, since a limit is a limit
-- for all of them. Who has locked some already must not wait for others: the
-- other may wait for those.
create or replace function provisor.lock_limited(
  mails bigint[], may_wait boolean,
  out locked bigint[], out left_alone bigint[])
language plpgsql
as $$
declare
  limited constant bigint[] := array(
    select a.id
    from provisor.account a
    where a.id = any (array(
        select o.account_id from provisor.outbox o where o.id = any (mails)))
      and (a.email_send_limit is not null or a.send_cap is not null));
begin
  if may_wait then
    perform from provisor.account a
    where a.id = any (limited)
    order by a.id
    for no key update;
  end if;
  locked := array(
    select a.id from provisor.account a
    where a.id = any (limited)
    for no key update skip locked);
  left_alone := array(select unnest(limited) except select unnest(locked));
end
$$;

comment on function provisor.lock_limited is
  'Locks the accounts of mails that have a limit; those that are another''s are '
  'left alone';

-- Holds what is over a limit and returns the rest that may go. A crowd of mails
-- that may not go must not stand in the way of other accounts: once one has to
-- wait, so does all of its account at the head of the line. Not all there is,
-- since whoever signs up at an account with limits waits for this.
drop function if exists provisor.hold_mails(bigint[]);
create or replace function provisor.hold_mails(due bigint[], may_wait boolean)
returns bigint[] language plpgsql
as $$
declare
  account record;
  held bigint[];
begin
  account := provisor.lock_limited(due, may_wait);
  if account.left_alone <> '{}' then
    due := array(
      select o.id from provisor.outbox o
      where o.id = any (due) and o.account_id <> all (account.left_alone));
  end if;
  if account.locked = '{}' then
    return due;
  end if;

  with over_limit as materialized (
    select * from provisor.mails_over_limits(due) m where m.held_for is not null
  ),
  crowd as materialized (
    select q.id, q.account_id
    from provisor.outbox q
    where q.id = any (array(
        select o.id from provisor.outbox o
        where o.state in ('queued', 'deferred') and o.next_attempt_at <= now()
          and (select count(*) from over_limit) > 0
        order by o.next_attempt_at
        limit 2000))
      and q.account_id = any (array(select l.account_id from over_limit l))
      and q.state = 'queued' and q.id <> all (due)
      and not provisor.is_needed(q.kind)
    for update skip locked
  ),
  waiting as (
    select l.id, l.held_for from over_limit l
    union all
    select c.id, l.first_reached
    from crowd c
    join (select distinct account_id, first_reached from over_limit) l
      on l.account_id = c.account_id
  ),
  now_held as (
    update provisor.outbox o
    set state = 'held', held_at = now(), held_for = w.held_for,
      next_attempt_at = null
    from waiting w
    where o.id = w.id
    returning o.id
  )
  select array_agg(h.id) into held from now_held h;
  return array(select unnest(due) except select unnest(held));
end
$$;

comment on function provisor.hold_mails is
  'Those of the due mails that may go now; the others are held';
