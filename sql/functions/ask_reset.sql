-- ask_reset: somebody asks for a mail to set a new password.
--
-- Whether the name is known is not looked up here, and no other's row is met:
-- the work, and so the time it takes, is the same for all. The function
-- mailer.answer_reset_requests does the rest, when nobody waits any more.

create or replace function api.ask_reset(wishes jsonb)
returns table (n integer, outcome text, field text)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
rows 10
as $$
begin
  insert into provisor.reset_request (name)
  select lower(w.name)
  from jsonb_to_recordset(wishes) as w (name text);

  return query
  select w.n, 'done', null::text
  from jsonb_to_recordset(wishes) as w (n integer);
end
$$;

comment on function api.ask_reset is 'Records that somebody wants a reset';
