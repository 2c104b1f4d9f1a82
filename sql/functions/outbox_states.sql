-- What waits in the outbox, for /metrics: [{state, mails, oldest}], oldest in
-- seconds: since the one that waits longest was due, left behind by its mailer,
-- held, given up or asked for. When it was written tells nothing: it may have
-- been held for days, or been put into line again.
--
-- Every state but those in which a mail is done with, whose rows are as many as
-- all mails ever sent. Each state is asked for by itself and as a constant, so
-- that the planner sees which partial index holds it.

create or replace function api.outbox_states() returns jsonb
language plpgsql stable security definer
set search_path = provisor, pg_temp
set enable_seqscan = off
as $$
declare
  state provisor.mail_state;
  waiting record;
  states jsonb := '[]';
begin
  foreach state in array enum_range(null::provisor.mail_state) loop
    continue when state::text in ('sent', 'cancelled');
    execute format(
      'select count(*) as mails,
         min(coalesce(next_attempt_at, lease_expires_at, held_at, failed_at))
           as since
       from provisor.outbox where state = %L', state)
    into waiting;
    states := states || jsonb_build_object(
      'state', state, 'mails', waiting.mails,
      'oldest', coalesce(
        greatest(extract(epoch from now() - waiting.since), 0), 0)::bigint);
  end loop;
  -- Mails to be: resets that the mailer has not looked at yet.
  select count(*) as mails, min(r.asked_at) as since into waiting
  from provisor.reset_request r;
  return states || jsonb_build_object(
    'state', 'asked', 'mails', waiting.mails,
    'oldest', coalesce(
      greatest(extract(epoch from now() - waiting.since), 0), 0)::bigint);
end
$$;

comment on function api.outbox_states is
  'How many mails wait in which state, and for how long';
