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
  wish record;
  link record;
begin
  for wish in
    select w.n, w.token_digest, w.link_seconds
    from jsonb_to_recordset(wishes) as w (
      n integer, token_digest text, link_seconds bigint)
    order by w.token_digest
  loop
    select * into link
    from provisor.link('confirm_address', wish.token_digest);
    if coalesce(link.outcome, 'link_expired') = 'link_expired' then
      link.outcome := null;
      update provisor.app_user u
      set confirmation_mailed_at = now()
      where u.id = link.user_id
        and (u.confirmation_mailed_at is null
             or u.confirmation_mailed_at <= now() - interval '1 minute');
      if found then
        perform provisor.mail_links(
          array[link.user_id], 'confirm_address', 'confirm_address',
          wish.link_seconds * interval '1 second');
      end if;
    end if;
    n := wish.n;
    outcome := coalesce(link.outcome, 'done');
    return next;
  end loop;
end
$$;

comment on function api.resend_confirmation is
  'Mails new links to confirm addresses';
