-- A sign-up on its way through the functions, and what became of it. No table
-- holds these. They are types of a migration, and not made anew with the
-- functions, so that replacing the functions disturbs no call that runs.

create type provisor.answer as (
  n integer,
  outcome text,
  field text,
  account_id bigint,
  user_id bigint,
  contact_id bigint,
  replayed boolean
);

create type provisor.sign_up as (
  n integer,
  -- Why it is not done, or that it was done before; null: it goes on.
  answer provisor.answer,
  -- Who asks, and the operation row.
  method provisor.operation_method,
  api_key_id bigint,
  caller_id bigint,
  reseller text,
  key text,
  fingerprint bytea,
  remote_address text,
  operation_id bigint,
  -- The account.
  account_id bigint,
  account_type provisor.account_type,
  expires_at timestamptz,
  company_name text,
  billing_email text,
  referral_code text,
  company_address text,
  company_suburb text,
  company_state text,
  company_country text,
  country_code text,
  company_zip text,
  company_industry text,
  website text,
  branding text,
  virtual_host text,
  packages text,
  sub_packages text,
  contact_limit bigint,
  email_send_limit bigint,
  sms_send_limit bigint,
  send_cap bigint,
  allow_login_to_under boolean,
  allow_login_from_above boolean,
  is_trial boolean,
  is_free boolean,
  is_security_check_enabled boolean,
  -- Its owner.
  user_id bigint,
  username text,
  email text,
  password_hash text,
  first_name text,
  last_name text,
  phone text,
  mobile text,
  "position" text,
  timezone text,
  is_confirmed boolean,
  -- The link that is mailed to the owner, if any.
  link provisor.token_kind,
  secret text,
  -- The contact of the caller; only for master_account. What was found by
  -- e-mail and by phone is the present only until the first lock is taken.
  contact_id bigint,
  contact_by_email bigint,
  contact_by_phone bigint,
  contact_is_new boolean,
  phone_e164 text,
  facebook text,
  twitter text,
  source text,
  source_id bigint,
  tags text[],
  tag_ids bigint[],
  group_id bigint,
  owner_id bigint,
  owner_email text,
  owner_name text,
  email_notify_owner boolean,
  notify_to_email text,
  notify_email_subject text,
  -- Whether the caller's account may hold only so many contacts.
  has_limit boolean
);

comment on type provisor.answer is 'What is answered to one wish of a set';
comment on type provisor.sign_up is
  'One wish of a set, with every value as it will be stored';
