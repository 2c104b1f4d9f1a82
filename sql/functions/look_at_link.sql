-- look_at_link: whose link it is and whether it works. Reads only, so that a
-- program which opens the links of a mail spends none.

create or replace function api.look_at_link(wishes jsonb)
returns table (
  n integer, outcome text, field text, username text, email text,
  first_name text, last_name text, company_name text, branding text)
language plpgsql stable security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
begin
  return query
  select
    w.n, coalesce(l.outcome, 'done'), null::text, l.username, l.email,
    l.first_name, l.last_name, l.company_name, l.branding
  from jsonb_to_recordset(wishes) as w (
    n integer, link_kind text, token_digest text)
  cross join lateral provisor.link(w.link_kind, w.token_digest) l;
end
$$;

comment on function api.look_at_link is
  'For each wish: whose link it is, and whether it works';
