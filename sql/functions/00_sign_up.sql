-- What both operations share: a sign-up on its way through the tables.
--
-- An operation reads its wishes into an array of provisor.sign_up with every
-- value as it will be stored, and then writes table by table, each statement
-- for all of them. Every set goes through the tables in the same order
-- (operation, app_user, email_registry, shared_address, the account row of
-- callers with a finite limit, source, tag, contact, user_group, account, token,
-- outbox) and through each table in the order of what is unique in it, so two sets hardly
-- ever wait for each other crosswise. They can over an existing contact: one set
-- has added a contact with a phone number and wants the other's contact, which
-- is just being given that number. PostgreSQL then ends one of them, and its
-- worker runs it again.
--
-- A sign-up that is refused on the way leaves the array; an answer takes its
-- place and its rows are deleted again. That only happens in a race: what can
-- be seen beforehand is refused before anything is written.

-- Plans are made once per connection, perhaps while the tables are still empty,
-- and kept. So that none of them turns bad while the tables grow, tables are
-- only probed by scalar subqueries, by "lateral (... limit 1)" or by "= any
-- (array)": those have no other way than an index. A join with a table could
-- become one that reads all of it, and so could "exists".

create or replace function provisor.refusals(
  numbers integer[], symbol text, field text)
returns provisor.answer[] language sql immutable
as $$
  select array(
    select row(refused, symbol, field, null, null, null, false)::provisor.answer
    from unnest(numbers) refused)
$$;

comment on function provisor.refusals is 'The same refusal for many wishes';

create or replace function provisor.without(
  sign_ups provisor.sign_up[], numbers integer[])
returns provisor.sign_up[] language sql immutable
as $$
  select array(select s from unnest(sign_ups) s where s.n <> all (numbers))
$$;

comment on function provisor.without is 'Sign-ups but those with these numbers';

-- Takes the sign-ups with these numbers out and answers them. What they have
-- written so far is deleted: a refusal leaves nothing behind.
create or replace function provisor.refuse(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[],
  numbers integer[], symbol text, field text)
language plpgsql
as $$
begin
  delete from provisor.email_registry r
  where r.email = any (array(
      select s.email from unnest(sign_ups) s where s.n = any (numbers)))
    and r.user_id = any (array(
      select s.user_id from unnest(sign_ups) s where s.n = any (numbers)));
  delete from provisor.app_user u
  where u.id = any (array(
    select s.user_id from unnest(sign_ups) s where s.n = any (numbers)));
  delete from provisor.operation o
  where o.id = any (array(
    select s.operation_id from unnest(sign_ups) s where s.n = any (numbers)));

  answers := answers || provisor.refusals(numbers, symbol, field);
  sign_ups := provisor.without(sign_ups, numbers);
end
$$;

comment on function provisor.refuse is
  'Refuses sign-ups that have written rows already';

-- What the link in a mail holds: 244 random bits, made inside the statement, so
-- that no parameter of one ever shows it.
create or replace function provisor.new_secret() returns text
language sql volatile
as $$
  select replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
$$;

comment on function provisor.new_secret is
  '64 hexadecimal digits that nobody can guess';

-- Wishes that could mean the same row never share a set: one by one the later
-- would see what the earlier did, in a set it would not. Whoever gathers sets
-- takes care of that; what it cannot know (two wishes for one contact, by
-- e-mail and by phone) is found here, and it has to run them one by one. A wish
-- that is refused already claims its key only: after the other it would be a
-- repeat.
create or replace function provisor.refuse_collisions(wishes provisor.sign_up[])
returns void language plpgsql
as $$
begin
  if exists (
    select
    from unnest(wishes) s
    cross join lateral (values
      ('key', s.caller_id, s.key, true),
      ('username', null, lower(s.username), s.answer is null),
      ('phone', s.caller_id, s.phone_e164, s.answer is null),
      ('contact', null, s.contact_by_email::text, s.answer is null),
      ('contact', null, nullif(s.contact_by_phone, s.contact_by_email)::text,
       s.answer is null)
    ) as claim (what, account_id, value, counts)
    where claim.value is not null and claim.counts
    group by claim.what, claim.account_id, claim.value
    having count(*) > 1)
  then
    raise exception 'wishes of one set collide' using errcode = 'PV001';
  end if;
end
$$;

comment on function provisor.refuse_collisions is
  'Raises PV001 when two wishes of a set mean the same row';

create or replace function provisor.unanswered(wishes provisor.sign_up[])
returns provisor.sign_up[] language sql immutable
as $$
  select array(select s from unnest(wishes) s where s.answer is null)
$$;

comment on function provisor.unanswered is 'Those that go on';
