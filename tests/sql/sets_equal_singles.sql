-- The property that makes sets safe: a sequence of sign-ups leaves the same
-- tables (but for ids) when it runs one by one and when it runs in sets.

\ir fixture.psql
select plan(39);

-- A world small enough for chance to hit the same things again and again.
select fixture.person('acme', person)
from unnest(array['ann', 'ben', 'cleo']) person \g /dev/null
select fixture.user_group('acme', 'Sales', array['ann', 'ben', 'cleo'])
\g /dev/null
select fixture.user_group('acme', 'Help', array['ben', 'cleo']) \g /dev/null
select fixture.account('limited') \g /dev/null
update provisor.account set contact_limit = 6 where company_name = 'limited';

create function fixture.one_of(variadic things text[]) returns text
language sql volatile as $$
  select things[1 + floor(random() * cardinality(things))::integer]
$$;

create function fixture.random_wish() returns jsonb language sql volatile as $$
  select jsonb_strip_nulls(fixture.master_wish(
    'p' || floor(random() * 40) || '@example.com',
    jsonb_build_object(
      'account_name', 'Company ' || floor(random() * 100),
      'first_name', fixture.one_of('Al', 'Bo', null),
      'last_name', fixture.one_of('Cy', 'Di', null),
      'facebook', fixture.one_of('f1', 'f2', null),
      'source', fixture.one_of('Web', 'WEB', 'Fair', null),
      'tags', jsonb_build_array(
        fixture.one_of('Hot', 'HOT', 'new'), fixture.one_of('a', 'A', 'b')),
      'contactowner_group', fixture.one_of('Sales', 'help', 'none', null),
      'contactowner_email', fixture.one_of(
        'ann@example.org', 'no@example.org', null, null, null, null),
      'send_welcome_email', random() < 0.5,
      'email_notify_owner', random() < 0.5,
      'notify_to_email', fixture.one_of('n@example.com', null))
      || case when random() < 0.5 then '{}' else fixture.phone(
           'typed ' || floor(random() * 9), '+1555000' || floor(random() * 9))
         end
      -- Now and then a call is repeated, or its key used for another.
      || case when random() < 0.8 then '{}' else jsonb_build_object(
           'idempotency_key', 'again' || floor(random() * 9),
           'fingerprint', encode(sha256(
             fixture.one_of('one', 'other')::bytea), 'hex')) end,
    fixture.one_of('acme', 'acme', 'acme', 'limited')))
$$;

-- Runs the wishes in sets of this size, one by one where they collide. The
-- answers by the place of their wish.
create function fixture.run(wishes jsonb[], size integer) returns jsonb
language plpgsql as $$
declare
  answers jsonb := '[]';
  part jsonb[];
begin
  for start in 1 .. cardinality(wishes) by size loop
    part := wishes[start : start + size - 1];
    begin
      answers := answers || (
        select jsonb_agg(jsonb_build_array(m.outcome, m.field, m.replayed)
          order by m.n)
        from api.master_account(fixture.numbered(part)) m);
    exception
      when sqlstate 'PV001' then
        answers := answers || fixture.run(part, 1);
    end;
  end loop;
  return answers;
end
$$;

-- All that the tables hold, with names in the place of ids.
create function fixture.state() returns jsonb language sql as $$
  with named_contact as (
    select c.id, to_jsonb(c) - '{id,source_id,owner_user_id}'::text[]
      || jsonb_build_object('source', s.name, 'owner', u.username, 'tags', (
        select jsonb_agg(t.name order by t.name)
        from provisor.contact_tag ct
        join provisor.tag t on t.id = ct.tag_id
        where ct.contact_id = c.id)) as contact
    from provisor.contact c
    left join provisor.source s on s.id = c.source_id
    left join provisor.app_user u on u.id = c.owner_user_id
  )
  select jsonb_build_object(
    'accounts', (
      select jsonb_agg(to_jsonb(a) - 'id' - 'account_id'
        || jsonb_build_object('user', u.username, 'of_user', to_jsonb(u)
          - 'id' - 'account_id') order by u.username)
      from provisor.account a
      join provisor.app_user u on u.account_id = a.id),
    'registry', (
      select jsonb_agg(jsonb_build_array(r.email, u.username)
        order by r.email)
      from provisor.email_registry r
      join provisor.app_user u on u.id = r.user_id),
    'contacts', (
      select jsonb_agg(n.contact
        order by n.contact ->> 'account_id', n.contact ->> 'email')
      from named_contact n),
    'sources', (
      select jsonb_agg(jsonb_build_array(s.account_id, s.name)
        order by s.account_id, s.name)
      from provisor.source s),
    'tags', (
      select jsonb_agg(jsonb_build_array(t.account_id, t.name)
        order by t.account_id, t.name)
      from provisor.tag t),
    'turns', (
      select jsonb_agg(jsonb_build_array(m.group_id, m.user_id, m.last_turn)
        order by m.group_id, m.user_id)
      from provisor.group_member m),
    'operations', (
      select jsonb_agg(jsonb_build_array(
          o.account_id, o.key, o.replaced - 'source_id', s.name, a.company_name,
          u.username, n.contact)
        order by o.account_id, o.key)
      from provisor.operation o
      join provisor.account a on a.id = (o.result ->> 'account_id')::bigint
      join provisor.app_user u on u.id = (o.result ->> 'user_id')::bigint
      join named_contact n on n.id = (o.result ->> 'contact_id')::bigint
      left join provisor.source s
        on s.id = (o.replaced ->> 'source_id')::bigint),
    'mails', (
      select jsonb_agg(jsonb_build_array(
          x.account_id, x.kind, x.recipient, x.secret is null, x.state,
          x.data - '{account_id,user_id,contact_id}'::text[])
        order by x.data ->> 'email', x.kind, x.recipient)
      from provisor.outbox x),
    'links', (
      select jsonb_agg(jsonb_build_array(k.kind, u.username, k.expires_at)
        order by u.username)
      from provisor.token k
      join provisor.app_user u on u.id = k.user_id))
$$;

-- Runs and tells answers and state, and takes all of it back.
create function fixture.outcome(wishes jsonb[], size integer) returns jsonb
language plpgsql as $$
declare
  outcome jsonb;
begin
  outcome := jsonb_build_object('answers', fixture.run(wishes, size));
  outcome := outcome || fixture.state();
  raise exception using errcode = 'TT000';
exception
  when sqlstate 'TT000' then return outcome;
end
$$;

-- What only one of two outcomes has, part by part.
create function fixture.difference(a jsonb, b jsonb) returns jsonb
language sql as $$
  select coalesce(jsonb_object_agg(part.key, jsonb_build_object(
    'only in sets', (
      select jsonb_agg(e.value) from jsonb_array_elements(part.value) e
      where not b -> part.key @> jsonb_build_array(e.value)),
    'only one by one', (
      select jsonb_agg(e.value) from jsonb_array_elements(b -> part.key) e
      where not part.value @> jsonb_build_array(e.value)))), '{}')
  from jsonb_each(a) part
  where part.value <> b -> part.key
$$;

select setseed(0.42) \g /dev/null
create temp table sequence as
select round, array(
  select fixture.random_wish() from generate_series(1, 60) where round > 0)
  as wishes
from generate_series(1, 10) round;
create temp table one_by_one as
select round, fixture.outcome(wishes, 1) as outcome from sequence;

select is(fixture.difference(fixture.outcome(s.wishes, size), o.outcome), '{}',
  format('sequence %s leaves the same in sets of %s', round, size))
from sequence s
join one_by_one o using (round)
cross join unnest(array[2, 5, 13]) size
order by round, size;

-- Chance must have hit what is worth hitting.
select ok(
  exists (select from one_by_one where outcome -> 'answers' @> answer),
  format('some sequence meets %s', answer))
from unnest(array[
  '[["done", null, false]]', '[["done", null, true]]', '[["email_taken"]]',
  '[["contact_limit_reached"]]', '[["idempotency_mismatch"]]']::jsonb[]) answer;
select ok(
  exists (
    select from one_by_one, jsonb_array_elements(outcome -> 'operations') o
    where o -> 2 ? part),
  format('some sequence replaces the %s of a contact', part))
from unnest(array['email', 'phone', 'first_name', 'owner_user_id']) part;

select * from finish();
rollback;
