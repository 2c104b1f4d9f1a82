-- What belongs to one caller only: idempotency keys, usernames, addresses. The
-- unique index decides, never a look beforehand, so of two racing calls one is
-- done and the other is answered.

-- The answer to a wish whose key has been used before, in `operation`.
create or replace function provisor.repeated(
  n integer, method provisor.operation_method, fingerprint bytea,
  operation provisor.operation)
returns provisor.answer language sql immutable
as $$
  select
    case
      when operation.fingerprint = $3 and operation.method = $2
        then row(
          n, 'done', null, (operation.result ->> 'account_id')::bigint,
          (operation.result ->> 'user_id')::bigint,
          (operation.result ->> 'contact_id')::bigint, true)::provisor.answer
      else row(n, 'idempotency_mismatch', null, null, null, null, false)
        ::provisor.answer
    end
$$;

comment on function provisor.repeated is
  'The first answer again, or that the key was used for something else';

-- Writes the operation rows. Where another call holds the key, this waits for
-- it and gives its answer.
create or replace function provisor.claim_keys(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[])
language plpgsql
as $$
declare
  written bigint;
  earlier provisor.answer[];
begin
  loop
    insert into provisor.operation
      (id, account_id, key, fingerprint, method, api_key_id, remote_address,
       result)
    select
      s.operation_id, s.caller_id, s.key, s.fingerprint, s.method,
      s.api_key_id, s.remote_address,
      case s.method
        when 'master_account' then jsonb_build_object(
          'account_id', s.account_id, 'user_id', s.user_id,
          'contact_id', s.contact_id)
        when 'import_contact' then jsonb_build_object(
          'contact_id', s.contact_id)
        else jsonb_build_object(
          'account_id', s.account_id, 'user_id', s.user_id)
      end
    from unnest(sign_ups) s
    order by s.caller_id, s.key
    on conflict do nothing;
    get diagnostics written = row_count;
    exit when written = cardinality(sign_ups);

    earlier := array(
      select provisor.repeated(s.n, s.method, s.fingerprint, o.operation)
      from unnest(sign_ups) s
      cross join lateral (
        select o as operation, o.id
        from provisor.operation o
        where o.account_id = s.caller_id and o.key = s.key
        limit 1) o
      where o.id <> s.operation_id);
    answers := answers || earlier;
    sign_ups := provisor.without(
      sign_ups, array(select e.n from unnest(earlier) e));

    -- A rival's row that was pruned in between leaves neither: once more.
    exit when not exists (
      select
      from unnest(sign_ups) s
      where (
        select o.id from provisor.operation o where o.id = s.operation_id)
        is null);
  end loop;
end
$$;

comment on function provisor.claim_keys is
  'Writes the operation rows; answers calls that were done before';

-- Writes the users, and their addresses into the registry. The operation
-- decides whether an address that is known already refuses the sign-up.
create or replace function provisor.claim_names(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[],
  email_is_unique boolean)
language plpgsql
as $$
declare
  written bigint;
  lost integer[];
begin
  insert into provisor.app_user
    (id, account_id, username, email, password_hash, first_name, last_name,
     phone, mobile, position, timezone, is_confirmed)
  select
    s.user_id, s.account_id, s.username, s.email, s.password_hash,
    s.first_name, s.last_name, s.phone, s.mobile, s.position, s.timezone,
    s.is_confirmed
  from unnest(sign_ups) s
  order by lower(s.username)
  on conflict ((lower(username))) do nothing;
  get diagnostics written = row_count;

  if written < cardinality(sign_ups) then
    lost := array(
      select s.n
      from unnest(sign_ups) s
      where (select u.id from provisor.app_user u where u.id = s.user_id)
        is null);
    select * into sign_ups, answers
    from provisor.refuse(
      sign_ups, answers, lost,
      case when email_is_unique then 'email_taken' else 'username_taken' end,
      case when email_is_unique then 'email' else 'username' end);
  end if;

  insert into provisor.email_registry (email, user_id)
  select s.email, s.user_id
  from unnest(sign_ups) s
  order by s.email, s.n
  on conflict do nothing;
  get diagnostics written = row_count;

  if email_is_unique and written < cardinality(sign_ups) then
    lost := array(
      select s.n
      from unnest(sign_ups) s
      where s.user_id <> (
        select r.user_id
        from provisor.email_registry r
        where r.email = s.email));
    select * into sign_ups, answers
    from provisor.refuse(sign_ups, answers, lost, 'email_taken', 'email');
  elsif written < cardinality(sign_ups) then
    insert into provisor.shared_address (email, user_id)
    select s.email, s.user_id
    from unnest(sign_ups) s
    where s.user_id <> (
      select r.user_id
      from provisor.email_registry r
      where r.email = s.email);
  end if;
end
$$;

comment on function provisor.claim_names is
  'Writes the users and registers their addresses; refuses what is taken';

create or replace function provisor.users_of(address text)
returns bigint[] language sql stable
as $$
  select array(
    select r.user_id from provisor.email_registry r where r.email = address
    union all
    select a.user_id from provisor.shared_address a where a.email = address)
$$;

comment on function provisor.users_of is
  'Everybody who ever had this address';

create or replace function provisor.claim(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[],
  email_is_unique boolean)
language plpgsql
as $$
begin
  select * into sign_ups, answers
  from provisor.claim_keys(sign_ups, answers);
  select * into sign_ups, answers
  from provisor.claim_names(sign_ups, answers, email_is_unique);
end
$$;

comment on function provisor.claim is
  'Writes what belongs to one caller only; answers and refuses the others';
