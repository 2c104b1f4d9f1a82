-- Mails that are never sent: by the operator's word, or since the account that
-- their link is for has ended.

-- Of these mails those that are not on their way, and returns them. Nobody shall
-- follow their links: of a deferred or failed mail nobody knows for certain that
-- it never arrived.
create or replace function provisor.cancel_mails(mails bigint[])
returns bigint[] language plpgsql volatile
as $$
declare
  cancelled constant bigint[] := array(
    select o.id from provisor.outbox o
    where o.id = any (mails)
      and o.state in ('queued', 'deferred', 'failed', 'held')
    order by o.id
    for update);
begin
  delete from provisor.token t
  where t.hash = any (array(
    select sha256(convert_to(o.secret, 'UTF8')) from provisor.outbox o
    where o.id = any (cancelled)));
  update provisor.outbox o
  set state = 'cancelled', cancelled_at = now(), secret = null,
    next_attempt_at = null, failed_at = null, held_at = null, held_for = null
  where o.id = any (cancelled);
  return cancelled;
end
$$;

comment on function provisor.cancel_mails is
  'Cancels mails that are not on their way, with their links';

create or replace function admin.cancel_mail(mail_id bigint)
returns setof bigint language sql volatile security definer
set search_path = provisor, pg_temp
as $$
  select unnest(provisor.cancel_mails(array[mail_id]))
$$;

comment on function admin.cancel_mail is
  'Cancels a mail that is not on its way; no row when it is, or is not there';

-- Cancels those of the due mails whose link is for a user or an account that is
-- not active, and returns the rest. Who is active again later asks for a reset.
-- The reason stands where each attempt's answer does.
create or replace function provisor.cancel_ended(due bigint[])
returns bigint[] language plpgsql volatile
as $$
declare
  reason constant text := 'cancelled: its user or account is not active';
  ended constant bigint[] := array(
    select o.id
    from provisor.outbox o
    cross join lateral (
      select t.user_id from provisor.token t
      where t.hash = sha256(convert_to(o.secret, 'UTF8'))
      limit 1) t
    cross join lateral (
      select u.status, u.account_id from provisor.app_user u
      where u.id = t.user_id
      limit 1) u
    cross join lateral (
      select a.status from provisor.account a where a.id = u.account_id
      limit 1) a
    where o.id = any (due) and o.secret is not null
      and (u.status <> 'active' or a.status <> 'active'));
begin
  if ended = '{}' then
    return due;
  end if;
  insert into provisor.mail_attempt (outbox_id, number, ended_at, answer)
  select o.id, o.attempts + 1, now(), reason
  from provisor.outbox o
  where o.id = any (ended);
  update provisor.outbox o set last_answer = reason where o.id = any (ended);
  perform provisor.cancel_mails(ended);
  return array(select unnest(due) except select unnest(ended));
end
$$;

comment on function provisor.cancel_ended is
  'Those of the due mails whose links may still be followed; the others are '
  'cancelled';
