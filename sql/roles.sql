-- The roles of provisor, one for each program. Makes those that are missing and
-- changes nothing that is right already, so it may run at every migration and
-- twice at once. Roles belong to the whole cluster; passwords, if any are
-- wanted, are the operator's business.
--
-- Settings hang on the roles and never on a session, so that a pooler which
-- hands connections around after each transaction can stand in between.

do $$
declare
  wanted record;
begin
  for wanted in
    select * from (values
      ('provisor_owner', 'nologin'),
      ('provisor_api', 'login'),
      ('provisor_mailer', 'login'),
      ('provisor_admin', 'login')) as r (role_name, may_login)
    where not exists (select from pg_roles where rolname = r.role_name)
  loop
    begin
      execute format('create role %I %s', wanted.role_name, wanted.may_login);
    exception
      -- Made by another migration at this moment.
      when duplicate_object or unique_violation then null;
    end;
  end loop;
end
$$;

-- Whoever migrates works as the owner of the schemas.
do $$
begin
  if not pg_has_role(current_user, 'provisor_owner', 'member') then
    execute format('grant provisor_owner to %I', current_user);
  end if;
end
$$;

do $$
declare
  is_superuser boolean :=
    (select rolsuper from pg_roles where rolname = current_user);
  setting record;
begin
  for setting in
    select s.*
    from (values
      -- A statement of a worker takes milliseconds. What takes seconds is stuck
      -- and must give its locks back before the callers' patience ends.
      ('provisor_api', 'statement_timeout', '10s', false),
      ('provisor_api', 'lock_timeout', '8s', false),
      ('provisor_api', 'idle_in_transaction_session_timeout', '10s', false),
      -- Compiling costs more than any statement here.
      ('provisor_api', 'jit', 'off', false),
      -- Plans are made when the tables may still be empty and kept for long:
      -- foreign keys must be looked up by index also then.
      ('provisor_api', 'enable_seqscan', 'off', false),
      ('provisor_mailer', 'statement_timeout', '30s', false),
      ('provisor_mailer', 'lock_timeout', '10s', false),
      ('provisor_mailer', 'idle_in_transaction_session_timeout', '60s', false),
      -- No digest, password hash or link gets into PostgreSQL's log: not as a
      -- parameter of a logged statement, not as the detail of an error.
      ('provisor_api', 'log_parameter_max_length_on_error', '0', false),
      ('provisor_mailer', 'log_parameter_max_length_on_error', '0', false),
      ('provisor_admin', 'log_parameter_max_length_on_error', '0', false),
      ('provisor_api', 'log_parameter_max_length', '0', true),
      ('provisor_mailer', 'log_parameter_max_length', '0', true),
      ('provisor_admin', 'log_parameter_max_length', '0', true),
      ('provisor_api', 'log_error_verbosity', 'terse', true),
      ('provisor_mailer', 'log_error_verbosity', 'terse', true),
      ('provisor_admin', 'log_error_verbosity', 'terse', true)
    ) as s (role_name, name, value, needs_superuser)
    where (is_superuser or not s.needs_superuser)
      and not exists (
        select
        from pg_db_role_setting d
        join pg_roles r on r.oid = d.setrole
        where r.rolname = s.role_name
          and d.setdatabase = 0
          and s.name || '=' || s.value = any (d.setconfig))
  loop
    begin
      execute format('alter role %I set %I = %L',
                     setting.role_name, setting.name, setting.value);
    exception
      -- "tuple concurrently updated": another migration sets the same.
      when internal_error or unique_violation then null;
    end;
  end loop;
end
$$;
