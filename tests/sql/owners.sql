-- master_account: who looks after the contact.

\ir fixture.psql
select plan(27);

select fixture.person('acme', person)
from unnest(array['ann', 'ben', 'cleo', 'dora']) person \g /dev/null
select fixture.user_group('acme', 'Sales', array['ann', 'ben', 'cleo'])
\g /dev/null
select fixture.user_group('acme', 'Empty', '{}') \g /dev/null

-- The owner of the contact with this e-mail.
create function pg_temp.owner_of(email text) returns text language sql as $$
  select u.username
  from provisor.contact c
  left join provisor.app_user u on u.id = c.owner_user_id
  where c.email = $1
$$;
-- Signs up with these wishes and tells the owner.
create function pg_temp.owner(email text, more jsonb) returns text
language plpgsql as $$
begin
  perform fixture.master(email, more);
  return pg_temp.owner_of(email);
end
$$;
create function pg_temp.turns(first integer, last integer) returns text[]
language sql as $$
  select array_agg(pg_temp.owner(
    'c' || i || '@example.com', '{"contactowner_group": "Sales"}') order by i)
  from generate_series(first, last) i
$$;
savepoint world;

-- By e-mail.
select is(pg_temp.owner('a@example.com', '{}'), null, 'by default nobody does');
select is(
  pg_temp.owner('b@example.com', '{"contactowner_email": "ANN@example.org"}'),
  'ann', 'an active user named by e-mail, without case, becomes the owner');
select is(
  pg_temp.owner('c@example.com', '{"contactowner_email": "who@example.org"}'),
  null, 'an unknown address is neglected');
update provisor.app_user set status = 'deactivated', deactivated_at = now()
where username = 'ann';
select is(
  pg_temp.owner('d@example.com', '{"contactowner_email": "ann@example.org"}'),
  null, 'so is a user who is not active');
select fixture.account('rival') \g /dev/null
select is(
  pg_temp.owner('e@example.com', '{"contactowner_email": "rival@example.net"}'),
  null, 'and a user of another account');
rollback to world;

-- By group.
select is(pg_temp.turns(1, 7),
  array['ann', 'ben', 'cleo', 'ann', 'ben', 'cleo', 'ann'],
  'the members of a group take turns');
select is(pg_temp.owner('x@example.com', '{"contactowner_group": "SALES"}'),
  'ben', 'the group''s name is compared without case');
select is(
  pg_temp.owner('y@example.com',
    '{"contactowner_group": "Sales",
      "contactowner_email": "dora@example.org"}'),
  'dora', 'an owner named by e-mail overrides the group');
select is(
  pg_temp.owner('z@example.com',
    '{"contactowner_group": "Sales",
      "contactowner_email": "who@example.org"}'),
  null, 'also one who is neglected');
select is(pg_temp.turns(8, 8), array['cleo'], 'and that takes no turn');
rollback to world;

select is(pg_temp.owner('a@example.com', '{"contactowner_group": "Nobody"}'),
  null, 'an unknown group is neglected');
select is(pg_temp.owner('b@example.com', '{"contactowner_group": "Empty"}'),
  null, 'so is an empty one');
select fixture.account('rival') \g /dev/null
select fixture.person('rival', 'rex') \g /dev/null
select fixture.user_group('rival', 'Rivals', array['rex']) \g /dev/null
select is(pg_temp.owner('c@example.com', '{"contactowner_group": "Rivals"}'),
  null, 'and one of another account');
rollback to world;

-- Members who come and go.
select pg_temp.turns(1, 3) \g /dev/null
update provisor.app_user set status = 'deactivated', deactivated_at = now()
where username = 'ben';
select is(pg_temp.turns(4, 6), array['ann', 'cleo', 'ann'],
  'a member who is not active is passed over');
update provisor.app_user set status = 'active', deactivated_at = null
where username = 'ben';
select is(pg_temp.turns(7, 9), array['ben', 'cleo', 'ann'],
  'one who comes back is next, once');
insert into provisor.group_member (group_id, user_id)
select g.id, u.id from provisor.user_group g, provisor.app_user u
where g.name = 'Sales' and u.username = 'dora';
select is(pg_temp.turns(10, 13), array['dora', 'ben', 'cleo', 'ann'],
  'a new member too');
rollback to world;

-- A contact that somebody looks after already.
select pg_temp.turns(1, 1) \g /dev/null
delete from provisor.email_registry;
update provisor.app_user set username = 'old' where username = 'c1@example.com';
savepoint owned;
select is(pg_temp.turns(1, 1), array['ann'],
  'a contact of a member stays where it is');
select is(pg_temp.turns(2, 2), array['ben'], 'and takes no turn');
rollback to owned;
delete from provisor.group_member
where user_id = (select id from provisor.app_user where username = 'ann');
select is(pg_temp.turns(1, 1), array['ben'],
  'a contact of somebody else is given to the next member');
select is(
  (select replaced from provisor.operation order by id desc limit 1),
  (select jsonb_build_object('owner_user_id', id) from provisor.app_user
   where username = 'ann'), 'and the operation records whose it was');
rollback to owned;
select is(
  pg_temp.owner('c1@example.com', '{"contactowner_email": "dora@example.org"}'),
  'dora', 'an owner named by e-mail replaces');
select ok(
  (select replaced ? 'owner_user_id' from provisor.operation
   order by id desc limit 1), 'and is recorded');
rollback to world;

-- In a set.
create temp table together as
select n, pg_temp.owner_of('s' || n || '@example.com') as owner
from api.master_account(fixture.numbered(array(
  select fixture.master_wish('s' || i || '@example.com',
    '{"contactowner_group": "Sales"}')
  from generate_series(0, 6) i order by i)));
update together set owner = pg_temp.owner_of('s' || n || '@example.com');
select is((select array_agg(owner order by n) from together),
  array['ann', 'ben', 'cleo', 'ann', 'ben', 'cleo', 'ann'],
  'the wishes of a set take turns in their order');
select is(pg_temp.turns(1, 2), array['ben', 'cleo'],
  'and those after it go on');
rollback to world;

-- The mail to the owner.
select fixture.master('a@example.com', '{"email_notify_owner": true}')
\g /dev/null
select is_empty($$select from outbox where kind = 'owner_notification'$$,
  'without an owner none is notified');
select fixture.master('b@example.com',
  '{"email_notify_owner": true, "contactowner_email": "ann@example.org"}')
\g /dev/null
select fixture.master('c@example.com',
  '{"email_notify_owner": true, "contactowner_group": "sales"}') \g /dev/null
select fixture.master('d@example.com', '{"contactowner_group": "sales"}')
\g /dev/null
select results_eq(
  $$select recipient, data ->> 'owner_name', data ->> 'email' from outbox
    where kind = 'owner_notification' order by id$$,
  $$values ('ann@example.org', 'Ann', 'b@example.com'),
     ('ann@example.org', 'Ann', 'c@example.com')$$,
  'the owner is notified when that was wished');
delete from provisor.email_registry;
update provisor.app_user set username = 'old' where username = 'c@example.com';
select fixture.master('c@example.com',
  '{"email_notify_owner": true, "contactowner_group": "sales"}') \g /dev/null
select is(
  (select count(*) from provisor.outbox where kind = 'owner_notification'),
  2::bigint, 'an owner who keeps a contact is not notified');

select * from finish();
rollback;
