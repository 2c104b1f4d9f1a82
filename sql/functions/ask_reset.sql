-- ask_reset: somebody asks for a mail to set a new password.
--
-- Whether the name is known is not looked up here: the work, and so the time it
-- takes, is the same for all. answer_reset_requests does the rest, when nobody
-- waits any more.

create or replace function api.ask_reset(wishes jsonb)
returns table (n integer, outcome text, field text)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
rows 10
as $$
begin
  insert into provisor.reset_request (name)
  select lower(w.name)
  from jsonb_to_recordset(wishes) as w (name text)
  order by 1
  on conflict do nothing;

  return query
  select w.n, 'done', null::text
  from jsonb_to_recordset(wishes) as w (n integer);
end
$$;

comment on function api.ask_reset is 'Records that somebody wants a reset';

-- For the mailer. A username finds its user, an address the first user who had
-- it. A user gets one such mail a minute at most, so that nobody's mailbox is
-- filled through us. Returns the number of requests that are gone.
create or replace function mailer.answer_reset_requests(
  most integer, life_seconds bigint)
returns bigint
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
as $$
declare
  request record;
  person record;
  secret text;
  answered bigint := 0;
begin
  for request in
    delete from provisor.reset_request r
    where r.name = any (array(
      select name from provisor.reset_request
      order by asked_at
      limit most
      for update skip locked))
    returning r.name
  loop
    answered := answered + 1;
    update provisor.app_user u
    set reset_mailed_at = now()
    where u.id = coalesce(
        (select id from provisor.app_user where lower(username) = request.name),
        (select user_id from provisor.email_registry
         where email = request.name))
      and u.status = 'active'
      and (u.reset_mailed_at is null
           or u.reset_mailed_at <= now() - interval '1 minute')
      and (select status from provisor.account where id = u.account_id)
        = 'active'
    returning u.* into person;
    continue when not found;

    secret := provisor.new_secret();
    insert into provisor.token (hash, kind, user_id, expires_at)
    values (sha256(convert_to(secret, 'UTF8')), 'reset_password', person.id,
            now() + life_seconds * interval '1 second');
    insert into provisor.outbox (account_id, kind, recipient, secret, data)
    select
      coalesce(a.parent_id, a.id), 'password_reset', person.email, secret,
      jsonb_strip_nulls(jsonb_build_object(
        'branding', a.branding,
        'virtual_host', a.virtual_host,
        'reseller', p.company_name,
        'account_id', a.id,
        'account_name', a.company_name,
        'user_id', person.id,
        'username', person.username,
        'email', person.email,
        'first_name', person.first_name,
        'last_name', person.last_name))
    from provisor.account a
    left join provisor.account p on p.id = a.parent_id
    where a.id = person.account_id;
  end loop;
  return answered;
end
$$;

comment on function mailer.answer_reset_requests is
  'Queues the mails that were asked for; the mailer calls it';
