create or replace function api.schema_version() returns text
language sql stable security definer set search_path = provisor, pg_temp
as $$ select max(number)::text from provisor.migration $$;

comment on function api.schema_version is 'Number of the newest migration';
