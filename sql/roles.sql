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

-- What whoever migrates may not set stands in provisor.missing_settings
-- afterwards, as lines for a superuser.
do $$
declare
  setting record;
  line text;
  missing text := '';
begin
  for setting in
    select s.*
    from (values
      -- A statement of a worker takes milliseconds. What takes seconds is stuck
      -- and must give its locks back before the callers' patience ends. Who
      -- waits for a lock holds up all that wait for the same connection.
      ('provisor_api', 'statement_timeout', '10s'),
      ('provisor_api', 'lock_timeout', '2s'),
      ('provisor_api', 'idle_in_transaction_session_timeout', '10s'),
      -- Compiling costs more than any statement here.
      ('provisor_api', 'jit', 'off'),
      -- Plans are made when the tables may still be empty and kept for long:
      -- foreign keys must be looked up by index also then.
      ('provisor_api', 'enable_seqscan', 'off'),
      ('provisor_mailer', 'statement_timeout', '30s'),
      ('provisor_mailer', 'lock_timeout', '10s'),
      ('provisor_mailer', 'idle_in_transaction_session_timeout', '60s'),
      -- No digest, password hash or link gets into PostgreSQL's log: not as a
      -- parameter of a logged statement, not as the detail of an error.
      ('provisor_api', 'log_parameter_max_length_on_error', '0'),
      ('provisor_mailer', 'log_parameter_max_length_on_error', '0'),
      ('provisor_admin', 'log_parameter_max_length_on_error', '0'),
      ('provisor_api', 'log_parameter_max_length', '0'),
      ('provisor_mailer', 'log_parameter_max_length', '0'),
      ('provisor_admin', 'log_parameter_max_length', '0'),
      ('provisor_api', 'log_error_verbosity', 'terse'),
      ('provisor_mailer', 'log_error_verbosity', 'terse'),
      ('provisor_admin', 'log_error_verbosity', 'terse'),
      -- Nor in a plan or a tree, whose constants were parameters.
      ('provisor_api', 'auto_explain.log_min_duration', '-1'),
      ('provisor_mailer', 'auto_explain.log_min_duration', '-1'),
      ('provisor_admin', 'auto_explain.log_min_duration', '-1'),
      ('provisor_api', 'debug_print_parse', 'off'),
      ('provisor_mailer', 'debug_print_parse', 'off'),
      ('provisor_admin', 'debug_print_parse', 'off'),
      ('provisor_api', 'debug_print_rewritten', 'off'),
      ('provisor_mailer', 'debug_print_rewritten', 'off'),
      ('provisor_admin', 'debug_print_rewritten', 'off'),
      ('provisor_api', 'debug_print_plan', 'off'),
      ('provisor_mailer', 'debug_print_plan', 'off'),
      ('provisor_admin', 'debug_print_plan', 'off')
    ) as s (role_name, name, value)
    where not exists (
      select
      from pg_db_role_setting d
      join pg_roles r on r.oid = d.setrole
      where r.rolname = s.role_name
        and d.setdatabase = 0
        and s.name || '=' || s.value = any (d.setconfig))
  loop
    line := format('alter role %I set %I = %L;',
                   setting.role_name, setting.name, setting.value);
    begin
      execute line;
    exception
      when insufficient_privilege then missing := missing || line || e'\n';
      -- "tuple concurrently updated": another migration sets the same.
      when internal_error or unique_violation then null;
    end;
  end loop;
  perform set_config('provisor.missing_settings', missing, false);
end
$$;
