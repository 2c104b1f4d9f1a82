-- master_account: what one sign-up writes.

\ir fixture.psql
select plan(24);

create temp table answer as
select * from fixture.master_accounts(fixture.master_wish(
  'mike@example.com',
  '{"first_name": "Mike", "last_name": "Douglas", "facebook": "mike.d",
    "twitter": "@mike", "source": "campaign1",
    "tags": ["new customer", "call me"]}'::jsonb
    || fixture.phone('5645645456', '+15645645456')));

select results_eq('select outcome, field, replayed from answer',
  $$values ('done', null::text, false)$$, 'a sign-up is done');

create temp table a as
select a.* from provisor.account a join answer on a.id = account_id;
create temp table u as
select u.* from provisor.app_user u join answer on u.id = user_id;
create temp table c as
select c.* from provisor.contact c join answer on c.id = contact_id;

select is((select company_name from a), 'Customer',
  'the account has the name that was sent');
select is(
  (select parent_id from a),
  (select id from provisor.account where company_name = 'acme'),
  'it lies under the caller''s');
select results_eq(
  'select account_type::text, status::text, packages, expires_at, is_trial,
     is_free from a',
  $$values ('single', 'active', 'home,account', null::timestamptz, false,
     false)$$,
  'it is a single account without an end');
select results_eq(
  'select branding, virtual_host, sub_packages, country_code::text from a',
  $$values ('acme-brand', 'acme.example.com', 'acme-sub', 'US')$$,
  'branding, virtual host, sub-packages and country are the caller''s');
select results_eq(
  'select contact_limit, email_send_limit, sms_send_limit, send_cap from a',
  $$values (null::bigint, null::bigint, null::bigint, null::bigint)$$,
  'its limits are unlimited');
select results_eq(
  'select allow_login_to_under, allow_login_from_above,
     is_security_check_enabled from a',
  $$values (true, true, true)$$, 'its flags are the document''s defaults');
select is((select billing_email from a), 'mike@example.com',
  'the customer''s address is billed');

select is((select account_id from u), (select id from a),
  'the user belongs to the new account');
select results_eq(
  'select username, email, first_name, last_name, phone, timezone,
     password_hash, is_confirmed from u',
  $$values ('mike@example.com', 'mike@example.com', 'Mike', 'Douglas',
     '5645645456', 'Europe/Berlin', null::text, false)$$,
  'the user signs in by e-mail and has no password yet');
select results_eq('select email, user_id from email_registry',
  'select email, id from u', 'the address is registered');

select is(
  (select account_id from c),
  (select id from provisor.account where company_name = 'acme'),
  'the contact is the caller''s');
select results_eq(
  'select email, phone, phone_e164, first_name, last_name, facebook, twitter,
     owner_user_id from c',
  $$values ('mike@example.com', '5645645456', '+15645645456', 'Mike', 'Douglas',
     'mike.d', '@mike', null::bigint)$$,
  'the contact has what was sent, and the phone in both forms');
select is(
  (select name from provisor.source join c on c.source_id = source.id),
  'campaign1', 'the contact has its source');
select bag_eq(
  'select t.name from contact_tag join c on c.id = contact_id
   join tag t on t.id = tag_id',
  $$values ('new customer'), ('call me')$$, 'the contact has its tags');

select results_eq(
  'select method::text, key like ''call-%'', encode(fingerprint, ''hex''),
     remote_address, replaced from operation',
  $$values ('master_account', true, encode(sha256('a wish'), 'hex'),
     '192.0.2.1', null::jsonb)$$, 'the operation is recorded');
select is(
  (select o.result from provisor.operation o),
  (select jsonb_build_object('account_id', account_id, 'user_id', user_id,
     'contact_id', contact_id) from answer),
  'with its result');
select is(
  (select o.api_key_id from provisor.operation o),
  (select k.id from provisor.api_key k), 'and the key that was used');

-- A second one with nothing but what is mandatory.
select is(fixture.master('ann@example.com'), 'done', 'a bare sign-up is done');
select results_eq(
  $$select phone, phone_e164, first_name, source_id from contact
    where email = 'ann@example.com'$$,
  $$values (null::text, null::text, null::text, null::bigint)$$,
  'its contact has nothing but an address');

-- Uniqueness.
select is(fixture.master('ann@example.com'), 'email_taken',
  'an address is signed up once');
update provisor.app_user set email = 'other@example.com',
  username = 'other@example.com' where email = 'ann@example.com';
select is(fixture.master('ann@example.com'), 'email_taken',
  'an address that belonged to a user stays taken');
select is(fixture.master('OTHER@example.com'), 'email_taken',
  'a username is taken without case');
select results_eq(
  $$select outcome, field from fixture.master_accounts(
      fixture.master_wish('mike@example.com'))$$,
  $$values ('email_taken', 'email')$$, 'and the parameter is named');

select * from finish();
rollback;
