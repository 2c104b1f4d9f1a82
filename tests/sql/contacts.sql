-- master_account: which contact is meant, and what becomes of it.

\ir fixture.psql
select plan(27);

create function pg_temp.contact_of(email text) returns bigint language sql as $$
  select c.id from provisor.contact c where c.email = $1
$$;
insert into provisor.contact
  (account_id, email, phone, phone_e164, first_name, last_name, facebook)
select a.id, person || '@example.org', '555 000' || place,
  '+1555000' || place, initcap(person), 'Old', person || '.fb'
from provisor.account a,
  unnest(array['eve', 'bob']) with ordinality as p (person, place)
where a.company_name = 'acme';
create temp table known as
select c.first_name as name, c.id from provisor.contact c;
savepoint world;

-- By e-mail.
select is(
  (select contact_id from fixture.master_accounts(fixture.master_wish(
    'eve@example.org', '{"last_name": "New", "twitter": "@eve"}'))),
  (select id from known where name = 'Eve'),
  'a contact with the e-mail is updated');
select results_eq(
  $$select first_name, last_name, facebook, twitter, phone, phone_e164
    from contact where email = 'eve@example.org'$$,
  $$values ('Eve', 'New', 'eve.fb', '@eve', '555 0001', '+15550001')$$,
  'what was sent replaces, what was not sent stays');
select is((select count(*) from provisor.contact), 2::bigint,
  'nothing is duplicated');
select is((select replaced from provisor.operation),
  '{"last_name": "Old", "twitter": null}',
  'the operation records what was replaced, also where nothing was');
rollback to world;

select fixture.master('eve@example.org', fixture.phone('new', '+15550009'))
\g /dev/null
select results_eq(
  $$select phone, phone_e164 from contact where email = 'eve@example.org'$$,
  $$values ('new', '+15550009')$$, 'a phone that nobody has replaces');
select is((select replaced from provisor.operation),
  '{"phone": "555 0001", "phone_e164": "+15550001"}', 'and is recorded');
rollback to world;

-- By phone.
select is(
  (select contact_id from fixture.master_accounts(fixture.master_wish(
    'robert@example.com', fixture.phone('(555) 0002', '+15550002')))),
  (select id from known where name = 'Bob'),
  'a contact with the phone is updated when none has the e-mail');
select results_eq(
  format('select email, phone, phone_e164 from contact where id = %s',
    (select id from known where name = 'Bob')),
  $$values ('robert@example.com', '(555) 0002', '+15550002')$$,
  'its e-mail and the phone as typed are replaced');
select is((select replaced from provisor.operation),
  '{"email": "bob@example.org", "phone": "555 0002"}', 'both are recorded');
select is(
  (select result ->> 'contact_id' from provisor.operation)::bigint,
  (select id from known where name = 'Bob'), 'the result names the contact');
rollback to world;

-- Both, and they differ.
select is(
  (select contact_id from fixture.master_accounts(fixture.master_wish(
    'eve@example.org',
    '{"last_name": "New"}' || fixture.phone('555-0002', '+15550002')))),
  (select id from known where name = 'Eve'),
  'the e-mail''s contact is updated when the phone is another''s');
select results_eq(
  'select email, phone, phone_e164, last_name from contact order by email',
  $$values ('bob@example.org', '555 0002', '+15550002', 'Old'),
     ('eve@example.org', '555 0001', '+15550001', 'New')$$,
  'and each phone stays where it was');
rollback to world;

-- Another account's contacts are nobody's business.
select fixture.account('rival') \g /dev/null
select isnt(
  (select contact_id from fixture.master_accounts(fixture.master_wish(
    'eve@example.org', fixture.phone('x', '+15550001'), 'rival'))),
  (select id from known where name = 'Eve'),
  'a contact of another account is not touched');
select is(
  (select count(*) from provisor.contact where email = 'eve@example.org'),
  2::bigint, 'both accounts have theirs');
rollback to world;

-- Refused sign-ups.
insert into provisor.email_registry (email, user_id)
values ('eve@example.org', 0);
select is(
  fixture.master('eve@example.org',
    '{"last_name": "New", "source": "s", "tags": ["t"]}'),
  'email_taken', 'given a sign-up that is refused');
select is((select last_name from provisor.contact where first_name = 'Eve'),
  'Old', 'the contact is not changed');
select is(
  (select count(*) from provisor.source) + (select count(*) from provisor.tag),
  0::bigint, 'and neither source nor tag is made');
rollback to world;

-- Sources and tags.
select fixture.master('a@example.com', '{"source": "Fair", "tags": ["Hot"]}')
\g /dev/null
select fixture.master('b@example.com',
  '{"source": "FAIR", "tags": ["HOT", "hot", "new"]}') \g /dev/null
select results_eq('select name from source', array['Fair'],
  'a source is found without case and keeps its first spelling');
select results_eq('select name from tag order by name', array['Hot', 'new'],
  'so is a tag');
select is(
  (select count(*) from provisor.contact_tag
   where contact_id = pg_temp.contact_of('b@example.com')), 2::bigint,
  'a tag sent twice marks once');
select fixture.account('rival') \g /dev/null
select fixture.master('c@example.com', '{"source": "fair", "tags": ["hot"]}',
  'rival') \g /dev/null
select is((select count(*) from provisor.source), 2::bigint,
  'another account has sources of its own');
select is((select count(*) from provisor.tag), 3::bigint, 'and tags');
rollback to world;

select fixture.master('e@example.com',
  '{"source": "one", "tags": ["a", "b"]}' || fixture.phone('1', '+15550001'))
\g /dev/null
select fixture.master('f@example.com',
  '{"source": "two", "tags": ["B", "c"]}' || fixture.phone('1', '+15550001'))
\g /dev/null
select bag_eq(
  $$select t.name from contact_tag ct join tag t on t.id = ct.tag_id
    where ct.contact_id = pg_temp.contact_of('f@example.com')$$,
  array['a', 'b', 'c'], 'tags are added and never removed');
select is(
  (select s.name from provisor.contact c
   join provisor.source s on s.id = c.source_id
   where c.email = 'f@example.com'), 'two', 'a source replaces');
select ok(
  (select replaced ? 'source_id' from provisor.operation order by id desc
   limit 1), 'and is recorded');
select is(
  fixture.master('g@example.com', '{"tags": []}'), 'done',
  'no tags are no tags');
select fixture.master('h@example.com', fixture.phone('1', '+15550001'))
\g /dev/null
select is(
  (select s.name from provisor.contact c
   join provisor.source s on s.id = c.source_id
   where c.email = 'h@example.com'), 'two', 'a source not sent stays');

select * from finish();
rollback;
