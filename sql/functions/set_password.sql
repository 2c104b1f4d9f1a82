-- set_password: spend a link of an invitation or of a reset.
--
-- The update is conditional on what another one would have changed: of many at
-- once for one user the first locks the row, and the others, who wait for it,
-- find their links void. The mail reached the user, so the address is confirmed
-- too.

create or replace function api.set_password(wishes jsonb)
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
    select w.n, w.link_kind, w.token_digest, w.password_hash
    from jsonb_to_recordset(wishes) as w (
      n integer, link_kind text, token_digest text, password_hash text)
    order by w.token_digest
  loop
    -- A link that confirms addresses sets no password.
    select * into link
    from provisor.link(
      nullif(wish.link_kind, 'confirm_address'), wish.token_digest);
    if link.outcome is null then
      update provisor.app_user u
      set password_hash = wish.password_hash,
        password_set_at = greatest(now(), link.created_at),
        is_confirmed = true,
        confirmed_at = greatest(now(), link.created_at)
      where u.id = link.user_id
        and u.status = 'active'
        and (u.password_set_at is null or u.password_set_at < link.created_at);
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

comment on function api.set_password is
  'Sets passwords by the links of invitations and resets, each once';
