-- What an account may still send: email_send_limit in a calendar month, in the
-- time zone of the account's first user, and send_cap at one time. A mail counts
-- for the month in which a mailer took it first; trying it again counts no more.

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

-- The limit that a mail of an account has to wait for, null for one that may go.
-- What a person needs to get in comes first and waits for nothing; what is tried
-- again comes before what is new, since it is in the count of the month already.
create or replace function provisor.mails_over_limits(
  of_account bigint, mails bigint[], of_month bigint, at_once bigint)
returns table (id bigint, held_for provisor.mail_limit)
language sql stable
as $$
  select
    m.id,
    case
      when m.is_needed then null
      when m.is_new and m.place_of_new > of_month then 'email_send_limit'
      when m.place > at_once then 'send_cap'
    end::provisor.mail_limit
  from (
    select
      o.id,
      o.kind in ('welcome', 'confirm_address', 'password_reset') as is_needed,
      o.first_attempt_at is null as is_new,
      row_number() over in_order as place,
      count(*) filter (where o.first_attempt_at is null) over in_order
        as place_of_new
    from provisor.outbox o
    where o.id = any (mails) and o.account_id = of_account
    window in_order as (
      order by
        o.kind not in ('welcome', 'confirm_address', 'password_reset'),
        o.first_attempt_at is null,
        o.id
      rows unbounded preceding)) m
$$;

comment on function provisor.mails_over_limits is
  'Which of these mails of an account wait, and for which limit';

-- Holds what is over a limit and returns the rest. Mailers that ask for mails of
-- one account take turns at its row: a limit is a limit for all of them.
create or replace function provisor.hold_mails(due bigint[])
returns bigint[] language plpgsql
as $$
declare
  limited record;
  mails_left record;
  held bigint[];
begin
  for limited in
    select distinct a.id
    from provisor.outbox o
    join provisor.account a on a.id = o.account_id
    where o.id = any (due)
      and (a.email_send_limit is not null or a.send_cap is not null)
    order by a.id
  loop
    perform from provisor.account a where a.id = limited.id for no key update;
    mails_left := provisor.mails_left(limited.id);
    with over_limit as (
      update provisor.outbox o
      set state = 'held', held_at = now(), held_for = m.held_for,
        next_attempt_at = null
      from provisor.mails_over_limits(
        limited.id, due, mails_left.of_month, mails_left.at_once) m
      where o.id = m.id and m.held_for is not null
      returning o.id)
    select array_agg(over_limit.id) into held from over_limit;
    if held is not null then
      due := array(select unnest(due) except select unnest(held));
      -- A crowd of mails that may not go must not stand in the way of other
      -- accounts: once one has to wait, so does all that stands in line.
      update provisor.outbox o
      set state = 'held', held_at = now(), next_attempt_at = null,
        held_for = case
          when mails_left.of_month
            <= coalesce(mails_left.at_once, mails_left.of_month)
            then 'email_send_limit'
          else 'send_cap'
        end::provisor.mail_limit
      where o.id = any (array(
        select q.id
        from provisor.outbox q
        where q.account_id = limited.id and q.state = 'queued'
          and q.next_attempt_at <= now() and q.id <> all (due)
          and q.kind not in ('welcome', 'confirm_address', 'password_reset')
        limit 1000
        for update skip locked));
    end if;
  end loop;
  return due;
end
$$;

comment on function provisor.hold_mails is
  'Those of the due mails that may go now; the others are held';
