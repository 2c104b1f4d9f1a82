-- Who calls, and whether a sign-up would be refused before any work is done.
-- Reads only. What it says may be out of date a moment later; the operations
-- decide again.

-- What a function returns cannot be replaced.
do $$
begin
  if not 'api_key_id' = any (
    select unnest(p.proargnames)
    from pg_proc p
    where p.oid = to_regprocedure('api.check_caller(jsonb)'))
  then
    drop function if exists api.check_caller(jsonb);
  end if;
end
$$;

create or replace function api.check_caller(wishes jsonb)
returns table (
  n integer, outcome text, field text, account_id bigint, country text,
  api_key_id bigint)
language plpgsql stable security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
begin
  return query
  select
    w.n,
    coalesce(c.outcome, name.outcome, 'done'),
    case
      when c.outcome is not null then 'key'
      when name.outcome is not null then 'username'
    end,
    c.account_id,
    c.country_code,
    c.api_key_id
  from jsonb_to_recordset(wishes) as w (
    n integer, key_digest text, remote_address text, username text,
    idempotency_key text)
  cross join lateral provisor.caller(w.key_digest, w.remote_address) c
  cross join lateral (
    select
      case
        when w.username is not null
          and (
            select u.id
            from provisor.app_user u
            where lower(u.username) = lower(w.username)) is not null
          -- A repeated call meets its own username.
          and (
            select o.id
            from provisor.operation o
            where o.account_id = c.account_id and o.key = w.idempotency_key)
            is null
          then 'username_taken'
      end as outcome) name;
end
$$;

comment on function api.check_caller is
  'For each wish: who calls, and whether the key and the username would do';
