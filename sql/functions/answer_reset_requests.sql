-- answer_reset_requests: the mails for those who asked for a new password
-- (ask_reset.sql). The mailer calls it.

-- Whom a name may mean, of those who can be mailed: the user of that name and
-- all who have that address, since a person may have a user at several resellers
-- and does not know the names. A user gets one such mail a minute, and an
-- address ten at a time, so that nobody's mailbox is filled through us.
create or replace function provisor.whom_to_reset(wanted text)
returns setof bigint language sql stable
as $$
  select u.id
  from provisor.app_user u
  where u.id = any (
      provisor.users_of(wanted) || array(
        select id from provisor.app_user where lower(username) = wanted))
    and wanted in (lower(u.username), u.email)
    and u.status = 'active'
    and (select a.status from provisor.account a where a.id = u.account_id)
      = 'active'
    and (u.reset_mailed_at is null
         or u.reset_mailed_at <= now() - interval '1 minute')
  order by u.reset_mailed_at nulls first, u.id
  limit 10
$$;

comment on function provisor.whom_to_reset is
  'The users whom a username or an address may mean and who can be mailed';

-- Returns the number of requests that are gone.
create or replace function mailer.answer_reset_requests(
  most integer, life_seconds bigint)
returns bigint
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
declare
  names text[];
  people bigint[];
begin
  with gone as (
    delete from provisor.reset_request r
    where r.id = any (array(
      select id from provisor.reset_request
      order by id
      limit most
      for update skip locked))
    returning r.name)
  select coalesce(array_agg(name), '{}') into names from gone;

  -- In the order in which another mailer, too, would lock them. It may have mailed
  -- them meanwhile; who comes up instead waits for the next request.
  people := array(
    select u.id
    from provisor.app_user u
    where u.id = any (array(
      select provisor.whom_to_reset(name) from unnest(names) as name))
    order by u.id
    for no key update);
  people := array(
    select distinct who
    from unnest(names) as name, provisor.whom_to_reset(name) as who
    where who = any (people));

  update provisor.app_user u set reset_mailed_at = now()
  where u.id = any (people);
  perform provisor.mail_links(
    people, 'reset_password', 'password_reset',
    life_seconds * interval '1 second');
  return cardinality(names);
end
$$;

comment on function mailer.answer_reset_requests is
  'Queues the mails that were asked for; the mailer calls it';
