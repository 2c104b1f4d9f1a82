-- Accounts of a file: what addAccount does, under the rights of the command.

create or replace function admin.import_account(wishes jsonb)
returns table (
  n integer, outcome text, field text, account_id bigint, user_id bigint,
  replayed boolean)
language sql volatile security definer
set search_path = provisor, pg_temp
as $$ select * from api.add_account(wishes) $$;

comment on function admin.import_account is
  'api.add_account, for the operator''s command';
