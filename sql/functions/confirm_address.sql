-- confirm_address: spend a link that says an address is its user's.

create or replace function api.confirm_address(wishes jsonb)
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
    select * from provisor.spend_links(wishes, '{confirm_address}')
  ),
  confirmed as (
    update provisor.app_user u
    set is_confirmed = true, confirmed_at = greatest(now(), l.created_at)
    from link l
    where u.id = any (array(select user_id from link where outcome = 'done'))
      and u.id = l.user_id and l.outcome = 'done'
  )
  select l.n, l.outcome, null::text from link l;
end
$$;

comment on function api.confirm_address is 'Confirms addresses, each link once';
