-- What has to be there before the first migration. May run any number of times.

-- Tables and what belongs to them.
create schema if not exists provisor authorization provisor_owner;

-- What the workers may call, and nothing else.
create schema if not exists api authorization provisor_owner;

create table if not exists provisor.migration (
  number integer not null,
  name text not null,
  applied_at timestamptz not null default now(),
  constraint migration_pkey primary key (number)
);

-- Who migrates and who owns may be two.
do $$
begin
  if (select tableowner from pg_tables
      where schemaname = 'provisor' and tablename = 'migration')
    <> 'provisor_owner'
  then
    alter table provisor.migration owner to provisor_owner;
  end if;
end
$$;

comment on schema provisor is
  'Tables of provisor and the helpers of its functions';
comment on schema api is
  'The functions that the workers (role provisor_api) may execute';
comment on table provisor.migration is
  'Migrations applied; each writes its number first, in its own transaction';
