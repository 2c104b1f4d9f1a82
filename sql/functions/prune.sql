-- Retention: what may go after a time, and how it goes without disturbing
-- anybody.
--
-- A table is walked by its blocks, a few at a time, each few in a transaction of
-- its own: no index is needed that every sign-up would pay for, each row is
-- looked at once, and no lock lasts longer than the deletion of some hundred
-- rows. A row that moves while it is walked stays until the next time.
--
-- The ages are the operator's. What is never right is decided here: a link that
-- still works, a mail that is still to be sent or counts against a limit.

create or replace function admin.prune(
  what text, days integer, from_block bigint, is_dry_run boolean,
  out next_block bigint, out row_count bigint)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
as $$
declare
  blocks_at_once constant bigint := 64;
  pruned constant regclass :=
    case what
      when 'operations' then 'provisor.operation'
      when 'links' then 'provisor.token'
      when 'sent_mails' then 'provisor.outbox'
      when 'failed_mails' then 'provisor.outbox'
    end;
  is_old constant text :=
    case what
      when 'operations' then 'created_at < $3'
      when 'links' then 'expires_at < $3'
      when 'sent_mails' then
        '(state = ''sent'' and sent_at < $3
          or state = ''cancelled'' and cancelled_at < $3)'
      when 'failed_mails' then 'state = ''failed'' and failed_at < $3'
    end;
  -- Mails count against the limits of their account for a month.
  least_days constant integer :=
    case when pruned = 'provisor.outbox'::regclass then 32 else 1 end;
  first constant tid := format('(%s,0)', from_block);
  behind constant tid := format('(%s,0)', from_block + blocks_at_once);
begin
  if pruned is null or days < least_days then
    raise exception '% of less than % days cannot be pruned', what, least_days;
  end if;
  execute format(
    case
      when is_dry_run
        then 'select count(*) from %s where ctid >= $1 and ctid < $2 and %s'
      when pruned = 'provisor.outbox'::regclass
        then 'with gone as (delete from %s
                where ctid >= $1 and ctid < $2 and %s returning id),
              attempts_gone as (delete from provisor.mail_attempt a
                using gone where a.outbox_id = gone.id)
              select count(*) from gone'
      else 'with gone as (delete from %s
              where ctid >= $1 and ctid < $2 and %s returning 1)
            select count(*) from gone'
    end, pruned, is_old)
  into row_count
  using first, behind, now() - days * interval '1 day';

  next_block := from_block + blocks_at_once;
  if next_block * current_setting('block_size')::bigint
    >= pg_relation_size(pruned)
  then
    next_block := null;
  end if;
end
$$;

comment on function admin.prune is
  'Deletes (or counts) what is older than so many days in the next blocks of a '
  'table; next_block is null behind the last one';
