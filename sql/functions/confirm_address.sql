-- confirm_address: spend a link that says an address is its user's. The same
-- conditional update as set_password.

create or replace function api.confirm_address(wishes jsonb)
returns table (n integer, outcome text, field text)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
#variable_conflict use_column
declare
  wish record;
  link record;
begin
  for wish in
    select w.n, w.token_digest
    from jsonb_to_recordset(wishes) as w (n integer, token_digest text)
    order by w.token_digest
  loop
    select * into link
    from provisor.link('confirm_address', wish.token_digest);
    if link.outcome is null then
      update provisor.app_user u
      set is_confirmed = true,
        confirmed_at = greatest(now(), link.created_at)
      where u.id = link.user_id
        and u.status = 'active'
        and (u.confirmed_at is null or u.confirmed_at < link.created_at);
      if found then
        perform provisor.mark_used(link.hash);
      else
        link.outcome := 'link_used';
      end if;
    end if;
    n := wish.n;
    outcome := coalesce(link.outcome, 'done');
    return next;
  end loop;
end
$$;

comment on function api.confirm_address is 'Confirms addresses, each link once';
