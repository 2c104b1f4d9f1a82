-- add_account: every parameter of the document and every default.

\ir fixture.psql
select plan(36);

create function pg_temp.account_of(username text) returns provisor.account
language sql as $$
  select a from provisor.account a
  join provisor.app_user u on u.account_id = a.id
  where u.username = $1
$$;
savepoint world;

-- Everything sent.
create temp table answer as
select * from fixture.add_accounts(fixture.add_wish('johndoe',
  '{"company_name": "Example Company", "billing_email": "bill@example.com",
    "referral_code": "kjDfn5ij", "company_address": "123 Smith St",
    "company_suburb": "Brisbane CBD", "company_state": "QLD",
    "company_country": "Australia", "country_code": "AU",
    "company_zip": "4000", "company_industry": "Sales & Marketing",
    "website": "http://example.com", "branding": "own", "virtual_host":
    "virtualhost.example.com", "packages": "33", "sub_packages": "1",
    "contact_limit": 10, "email_send_limit": 30, "sms_send_limit": 31,
    "send_cap": 11, "expiry_time": 1361772000, "account_type": "reseller",
    "allow_login_to_under": false, "allow_login_from_above": false,
    "is_trial": false, "is_free": true, "is_security_check_enabled": false,
    "mobile": "0412345678", "position": "Developer", "is_confirmed": true,
    "timezone": "Australia/Brisbane", "email": "john@example.com"}'));
select results_eq('select outcome, field, replayed from answer',
  $$values ('done', null::text, false)$$, 'an account is added');
create temp table a as
select a.* from provisor.account a join answer on a.id = account_id;
create temp table u as
select u.* from provisor.app_user u join answer on u.id = user_id;
select results_eq(
  'select company_name, billing_email, referral_code, company_address,
     company_suburb, company_state, company_country, country_code::text,
     company_zip, company_industry, website from a',
  $$values ('Example Company', 'bill@example.com', 'kjDfn5ij', '123 Smith St',
     'Brisbane CBD', 'QLD', 'Australia', 'AU', '4000', 'Sales & Marketing',
     'http://example.com')$$, 'with its company details');
select results_eq(
  'select branding, virtual_host, packages, sub_packages, account_type::text
   from a',
  $$values ('own', 'virtualhost.example.com', '33', '1', 'reseller')$$,
  'what it looks like and has');
select results_eq(
  'select contact_limit, email_send_limit, sms_send_limit, send_cap from a',
  $$values (10::bigint, 30::bigint, 31::bigint, 11::bigint)$$, 'its limits');
select is((select expires_at from a), to_timestamp(1361772000),
  'its end, which may lie in the past');
select results_eq(
  'select allow_login_to_under, allow_login_from_above, is_trial, is_free,
     is_security_check_enabled from a',
  $$values (false, false, false, true, false)$$, 'and its flags');
select is(
  (select parent_id from a),
  (select id from provisor.account where company_name = 'acme'),
  'it lies under the caller''s');
select results_eq(
  'select username, password_hash, first_name, last_name, email, phone, mobile,
     position, timezone, is_confirmed from u',
  $$values ('johndoe', '$scrypt$', 'John', 'Doe', 'john@example.com',
     '(07) 3257 3906', '0412345678', 'Developer', 'Australia/Brisbane',
     true)$$, 'the owner has what was sent');
select is((select account_id from u), (select id from a),
  'and belongs to the account');
select is((select user_id from provisor.email_registry
  where email = 'john@example.com'), (select id from u),
  'the address is registered');
select is_empty('select from outbox', 'a confirmed address gets no mail');
select is_empty('select from contact', 'no contact is made');
select is(
  (select result from provisor.operation),
  (select jsonb_build_object('account_id', account_id, 'user_id', user_id)
   from answer), 'the operation holds the result');
rollback to world;

-- Nothing sent that need not be.
select is(fixture.add('bare'), 'done', 'a bare wish is done');
select results_eq(
  'select branding, virtual_host, sub_packages, country_code::text, packages
   from pg_temp.account_of(''bare'')',
  $$values ('acme-brand', 'acme.example.com', 'acme-sub', 'US',
     'home,account')$$, 'defaults come from the caller''s account');
select results_eq(
  'select contact_limit, email_send_limit, sms_send_limit, send_cap
   from pg_temp.account_of(''bare'')',
  $$values (null::bigint, null::bigint, null::bigint, null::bigint)$$,
  'limits are unlimited');
select is((select expires_at from pg_temp.account_of('bare')),
  now() + interval '30 days', 'it ends in 30 days');
select results_eq(
  'select account_type::text, allow_login_to_under, allow_login_from_above,
     is_trial, is_free, is_security_check_enabled
   from pg_temp.account_of(''bare'')',
  $$values ('single', true, true, false, false, true)$$,
  'type and flags are the document''s');
select results_eq(
  $$select timezone, is_confirmed from app_user where username = 'bare'$$,
  $$values ('Europe/Berlin', false)$$,
  'the time zone is the API user''s and the address not confirmed');
select results_eq(
  $$select kind::text, recipient, secret is not null from outbox$$,
  $$values ('confirm_address', 'bare@example.com', true)$$,
  'an address that is not confirmed gets a link');
rollback to world;

select fixture.add('forever', '{"expiry_time": 0}') \g /dev/null
select is((select expires_at from pg_temp.account_of('forever')), null,
  'an expiry time of zero means never');

-- Trials.
select fixture.add('trial', '{"is_trial": true, "send_cap": 500,
  "expiry_time": 0}') \g /dev/null
select results_eq(
  'select is_trial, send_cap, expires_at from pg_temp.account_of(''trial'')',
  $$values (true, 10::bigint, now() + interval '30 days')$$,
  'a trial has a send cap of 10 and 30 days, whatever was sent');
rollback to world;

update provisor.account
set is_trial = true, send_cap = 10, expires_at = now() + interval '1 day';
select is(fixture.add('no', '{"is_trial": false}'), 'trial_account',
  'a trial account cannot add another that is none');
select results_eq(
  $$select outcome, field from fixture.add_accounts(
      fixture.add_wish('no', '{"is_trial": false}'))$$,
  $$values ('trial_account', 'is_trial')$$, 'and the parameter is named');
select is(fixture.add('yes'), 'done', 'when it does not say');
select ok((select is_trial from pg_temp.account_of('yes')), 'it gets a trial');
select is(fixture.add('also', '{"is_trial": true}'), 'done',
  'or when it asks for one');
select is(fixture.master('trial@example.com'), 'done', 'master_account');
select results_eq(
  $$select is_trial, send_cap, expires_at
    from pg_temp.account_of('trial@example.com')$$,
  $$values (true, 10::bigint, now() + interval '30 days')$$,
  'makes trials under a trial, too');
rollback to world;

-- Uniqueness.
select fixture.add('taken', '{"email": "shared@example.com"}') \g /dev/null
select is(fixture.add('TAKEN'), 'username_taken',
  'a username is unique without case');
select results_eq(
  $$select outcome, field from fixture.add_accounts(
      fixture.add_wish('taken'))$$,
  $$values ('username_taken', 'username')$$, 'and the parameter is named');
update provisor.app_user set status = 'deleted', deleted_at = now()
where username = 'taken';
select is(fixture.add('taken'), 'username_taken',
  'also that of a deleted user');
select is(fixture.add('second', '{"email": "shared@example.com"}'), 'done',
  'an e-mail address is not unique here');
select is(fixture.master('shared@example.com'), 'email_taken',
  'but master_account refuses it');
select is(fixture.master('free@example.com'), 'done', 'an address signed up');
select is(fixture.add('Free@example.com'), 'username_taken',
  'by master_account is a username');

select * from finish();
rollback;
