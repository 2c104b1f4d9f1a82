-- What has to be there before the first migration: the schemas, and the table
-- of the migrations applied. May run any number of times.

do $$
begin
  if current_setting('server_encoding') <> 'UTF8' then
    raise exception 'the encoding of the database % is %, not UTF8',
      current_database(), current_setting('server_encoding')
      using hint = 'Make it anew with createdb --encoding=UTF8 '
                   '--template=template0.';
  end if;
end
$$;

do $$
begin
  if to_regnamespace('provisor') is null then
    create schema provisor authorization provisor_owner;
  end if;
  if to_regnamespace('api') is null then
    create schema api authorization provisor_owner;
  end if;
  if to_regnamespace('mailer') is null then
    create schema mailer authorization provisor_owner;
    comment on schema mailer is
      'The functions that the mailer (role provisor_mailer) may execute';
  end if;
  if to_regnamespace('admin') is null then
    create schema admin authorization provisor_owner;
    comment on schema admin is
      'The functions that the operator''s command (role provisor_admin) may '
      'execute';
  end if;

  if to_regclass('provisor.migration') is null then
    create table provisor.migration (
      number integer not null,
      name text not null,
      applied_at timestamptz not null default now(),
      constraint migration_pkey primary key (number)
    );
    -- Who migrates and who owns may be two.
    alter table provisor.migration owner to provisor_owner;

    comment on schema provisor is
      'Tables of provisor and the helpers of its functions';
    comment on table provisor.migration is
      'Migrations applied; each writes its number first, in its own transaction';
  end if;
end
$$;

-- The migrating role writes numbers before it becomes the owner.
do $$
begin
  if not has_table_privilege('provisor.migration', 'select, insert') then
    raise exception '% cannot record migrations', current_user
      using hint = 'Grant it membership in provisor_owner, or migrate as a '
                   'superuser.';
  end if;
end
$$;
