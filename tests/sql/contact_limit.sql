-- master_account: the limit on the caller's contacts.

\ir fixture.psql
select plan(14);

update provisor.account set contact_limit = 2;
savepoint world;

select is(fixture.master('a@example.com'), 'done', 'given a limit of two');
select is(fixture.master('b@example.com', fixture.phone('1', '+15550001')),
  'done', 'two new contacts are allowed');
create temp table before as select fixture.rows_written() as n;
select is(
  fixture.master('c@example.com', '{"source": "s", "tags": ["t"]}'),
  'contact_limit_reached', 'a third is refused');
select is(fixture.rows_written(), (select n from before),
  'and nothing of the sign-up is left, its source and tag neither');
select is(
  fixture.master('d@example.com', fixture.phone('1', '+15550001')),
  'done', 'a contact that exists is updated all the same');
select is(fixture.master('c@example.com'), 'contact_limit_reached',
  'which makes no room');
update provisor.account set contact_limit = 3 where company_name = 'acme';
select is(fixture.master('c@example.com'), 'done',
  'with a higher limit the same address is signed up');
select is(fixture.master('c@example.com'), 'email_taken',
  'an address that is taken counts before the limit');
rollback to world;

-- Limits of one caller in a set.
create temp table answers as
select n, outcome
from fixture.master_accounts(
  fixture.master_wish('a@example.com'),
  fixture.master_wish('b@example.com'),
  fixture.master_wish('c@example.com'),
  fixture.master_wish('d@example.com'));
select results_eq('select n, outcome from answers',
  $$values (0, 'done'), (1, 'done'), (2, 'contact_limit_reached'),
     (3, 'contact_limit_reached')$$,
  'in a set the first wishes are done up to the limit');
select bag_eq('select username from app_user where is_confirmed is false
    and username like ''%@%''',
  array['a@example.com', 'b@example.com'], 'and only they have users');
select is((select count(*) from provisor.operation), 2::bigint,
  'and operation rows');
rollback to world;

insert into provisor.email_registry (email, user_id)
values ('a@example.com', 0);
select results_eq(
  $$select n, outcome from fixture.master_accounts(
      fixture.master_wish('a@example.com'),
      fixture.master_wish('b@example.com'),
      fixture.master_wish('c@example.com'))$$,
  $$values (0, 'email_taken'), (1, 'done'), (2, 'done')$$,
  'a wish that is refused for another reason takes no room');
rollback to world;

select fixture.account('rich') \g /dev/null
select results_eq(
  $$select n, outcome from fixture.master_accounts(
      fixture.master_wish('a@example.com', '{}', 'rich'),
      fixture.master_wish('b@example.com'),
      fixture.master_wish('c@example.com', '{}', 'rich'),
      fixture.master_wish('d@example.com', '{}', 'rich'),
      fixture.master_wish('e@example.com'),
      fixture.master_wish('f@example.com'))$$,
  $$values (0, 'done'), (1, 'done'), (2, 'done'), (3, 'done'), (4, 'done'),
     (5, 'contact_limit_reached')$$,
  'another caller in the same set has limits of its own');
rollback to world;

update provisor.account set contact_limit = 0;
select is(fixture.master('a@example.com'), 'contact_limit_reached',
  'a limit of zero allows none');

select * from finish();
rollback;
