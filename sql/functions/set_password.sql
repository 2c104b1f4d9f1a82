-- set_password: spend a link of an invitation or of a reset. One that confirms
-- addresses sets no password. The mail reached the user, so the address is
-- confirmed too.

create or replace function api.set_password(wishes jsonb)
returns table (n integer, outcome text, field text)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
#variable_conflict use_column
begin
  return query
  with link as materialized (
    select l.*, w.password_hash
    from provisor.spend_links(wishes, '{set_password,reset_password}') l
    join jsonb_to_recordset(wishes) as w (n integer, password_hash text)
      on w.n = l.n
  ),
  changed as (
    update provisor.app_user u
    set password_hash = l.password_hash,
      password_set_at = greatest(now(), l.created_at),
      is_confirmed = true,
      confirmed_at = greatest(now(), l.created_at)
    from link l
    where u.id = any (array(select user_id from link where outcome = 'done'))
      and u.id = l.user_id and l.outcome = 'done'
  )
  select l.n, l.outcome, null::text from link l;
end
$$;

comment on function api.set_password is
  'Sets passwords by the links of invitations and resets, each once';
