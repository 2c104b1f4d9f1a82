-- approve_trial: a trial becomes an account, for good or until a time, and its
-- owner is told. False when there is no such active trial. The owner is the
-- first user; an account may have none yet.

create or replace function admin.approve_trial(
  trial bigint, new_send_cap bigint, new_end timestamptz)
returns boolean language sql volatile security definer
set search_path = provisor, pg_temp
as $$
  with approved as (
    update provisor.account a
    set is_trial = false, send_cap = new_send_cap, expires_at = new_end
    where a.id = trial and a.is_trial and a.status = 'active'
    returning a.id
  ),
  mail as (
    insert into provisor.outbox (account_id, kind, recipient, data)
    select m.account_id, 'trial_approved', m.recipient,
      m.data || jsonb_strip_nulls(jsonb_build_object(
        'expires',
        to_char(new_end at time zone 'UTC', 'FMDD FMMonth YYYY')))
    from approved a
    cross join lateral (
      select u.id
      from provisor.app_user u
      where u.account_id = a.id and u.status = 'active'
      order by u.id
      limit 1) u
    cross join lateral provisor.mail_to(u.id) m
  )
  select exists (select from approved)
$$;

comment on function admin.approve_trial is
  'Makes a trial an account, and mails its owner';
