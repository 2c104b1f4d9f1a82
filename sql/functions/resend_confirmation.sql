-- resend_confirmation: whoever holds a link that confirms an address has another
-- one mailed to that user, also when its time is over. One a minute at most,
-- so that nobody's mailbox is filled through us; the answer is the same.

create or replace function api.resend_confirmation(wishes jsonb)
returns table (n integer, outcome text, field text)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
#variable_conflict use_column
declare
  -- One for all: a set is of one worker, and a worker has one configuration.
  life constant interval := (
    select max(w.link_seconds) * interval '1 second'
    from jsonb_to_recordset(wishes) as w (link_seconds bigint));
  people bigint[];
begin
  return query
  select
    l.n, coalesce(nullif(l.outcome, 'link_expired'), 'done'), null::text
  from provisor.follow_links(wishes, '{confirm_address}') l;

  with mailed as (
    update provisor.app_user u
    set confirmation_mailed_at = now()
    where u.id = any (array(
        select l.user_id
        from provisor.follow_links(wishes, '{confirm_address}') l
        where coalesce(l.outcome, 'link_expired') = 'link_expired'))
      and (u.confirmation_mailed_at is null
           or u.confirmation_mailed_at <= now() - interval '1 minute')
    returning u.id
  )
  select array_agg(m.id) into people from mailed m;
  perform provisor.mail_links(
    people, 'confirm_address', 'confirm_address', life);
end
$$;

comment on function api.resend_confirmation is
  'Mails new links to confirm addresses';
