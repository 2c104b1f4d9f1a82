-- add_account: create accounts and their owners (JSON-RPC's addAccount).
--
-- Defaults as the document's tables say. What they leave open is settled here:
--   * "current" is the caller's account for branding, virtual_host,
--     sub_packages and the country phone numbers are read with; the time zone
--     is that of the caller's user.
--   * A trial has a send_cap of 10 and 30 days, whatever was sent. Under a
--     trial account every account is a trial; a wish that says is_trial is
--     false is refused with trial_account.
--   * The e-mail address need not be new, but is registered: master_account
--     will refuse it from now on. An address that is not confirmed gets a mail
--     with a link, good for a day. A confirmed one gets none, unless a user who
--     has it already has a password: they are told of the new account.
--   * An owner without a password (of an import; addAccount demands one) gets
--     the invitation of master_account, unless the wish says not to.

-- Wishes with all that can be known before anything is written: who calls, what
-- is refused or answered already, and every value as it will be stored.
create or replace function provisor.read_add_account(
  wishes jsonb,
  out sign_ups provisor.sign_up[], out answers provisor.answer[])
language plpgsql
as $$
#variable_conflict use_column
begin
  select
    array_agg(p::provisor.sign_up),
    array_agg(p.answer) filter (where not p.answer is null)
  into sign_ups, answers
  -- Column by column what provisor.sign_up is.
  from (
    select
      a.n,
      a.answer,
      'add_account'::provisor.operation_method as method,
      a.api_key_id,
      a.caller_id,
      a.reseller,
      a.idempotency_key as key,
      decode(a.fingerprint, 'hex') as fingerprint,
      a.remote_address,
      case when a.answer is null
        then nextval('provisor.operation_id_seq') end as operation_id,
      case when a.answer is null
        then nextval('provisor.account_id_seq') end as account_id,
      coalesce(a.account_type, 'single')::provisor.account_type as account_type,
      case
        when a.will_be_trial or a.expiry_time is null
          then now() + interval '30 days'
        when a.expiry_time <> 0 then to_timestamp(a.expiry_time)
      end as expires_at,
      a.company_name,
      a.billing_email,
      a.referral_code,
      a.company_address,
      a.company_suburb,
      a.company_state,
      a.company_country,
      coalesce(a.country_code, a.country_of_caller) as country_code,
      a.company_zip,
      a.company_industry,
      a.website,
      coalesce(a.branding, a.branding_of_caller) as branding,
      coalesce(a.virtual_host, a.virtual_host_of_caller) as virtual_host,
      coalesce(a.packages, 'home,account') as packages,
      coalesce(a.sub_packages, a.sub_packages_of_caller) as sub_packages,
      a.contact_limit,
      a.email_send_limit,
      a.sms_send_limit,
      case when a.will_be_trial then 10 else a.send_cap end as send_cap,
      coalesce(a.allow_login_to_under, true) as allow_login_to_under,
      coalesce(a.allow_login_from_above, true) as allow_login_from_above,
      a.will_be_trial as is_trial,
      coalesce(a.is_free, false) as is_free,
      coalesce(a.is_security_check_enabled, true) as is_security_check_enabled,
      case when a.answer is null
        then nextval('provisor.app_user_id_seq') end as user_id,
      a.username,
      a.email,
      a.password_hash,
      a.first_name,
      a.last_name,
      a.phone,
      a.mobile,
      a."position",
      coalesce(a.timezone, a.timezone_of_caller) as timezone,
      coalesce(a.is_confirmed, false) as is_confirmed,
      a.link,
      case when a.link is not null then provisor.new_secret() end as secret,
      null::bigint as contact_id,
      null::bigint as contact_by_email,
      null::bigint as contact_by_phone,
      null::boolean as contact_is_new,
      null::text as phone_e164,
      null::text as facebook,
      null::text as twitter,
      null::text as source,
      null::bigint as source_id,
      null::text[] as tags,
      null::bigint[] as tag_ids,
      null::bigint as group_id,
      null::bigint as owner_id,
      null::text as owner_email,
      null::text as owner_name,
      null::boolean as email_notify_owner,
      null::text as notify_to_email,
      null::text as notify_email_subject,
      null::boolean as has_limit,
      a.link_seconds * interval '1 second' as link_life
    from (
      -- What the tables say; "offset 0" so that each is asked once.
      select
        w.*,
        c.api_key_id, c.account_id as caller_id, c.company_name as reseller,
        c.country_code as country_of_caller, c.timezone as timezone_of_caller,
        c.branding as branding_of_caller,
        c.virtual_host as virtual_host_of_caller,
        c.sub_packages as sub_packages_of_caller,
        coalesce(w.is_trial, c.is_trial) as will_be_trial,
        case
          when w.send_welcome_email is false then null
          when w.password_hash is null then 'set_password'
          when w.is_confirmed is not true then 'confirm_address'
        end::provisor.token_kind as link,
        case
          when c.outcome is not null
            then row(w.n, c.outcome, 'key', null, null, null, false)
              ::provisor.answer
          when done.operation is distinct from null
            then provisor.repeated(
              w.n, 'add_account', decode(w.fingerprint, 'hex'), done.operation)
          when c.is_trial and not w.is_trial
            then row(w.n, 'trial_account', 'is_trial', null, null, null, false)
              ::provisor.answer
          when (
              select u.id
              from provisor.app_user u
              where lower(u.username) = lower(w.username)) is not null
            then row(w.n, 'username_taken', 'username', null, null, null, false)
              ::provisor.answer
        end as answer
      from jsonb_to_recordset(wishes) as w (
        n integer, key_digest text, remote_address text, idempotency_key text,
        fingerprint text, company_name text, billing_email text,
        referral_code text, company_address text, company_suburb text,
        company_state text, company_country text, country_code text,
        company_zip text, company_industry text, website text, branding text,
        virtual_host text, packages text, sub_packages text,
        contact_limit bigint, email_send_limit bigint, sms_send_limit bigint,
        send_cap bigint, expiry_time bigint, account_type text,
        allow_login_to_under boolean, allow_login_from_above boolean,
        is_trial boolean, is_free boolean, is_security_check_enabled boolean,
        username text, password_hash text, first_name text, last_name text,
        email text, phone text, mobile text, "position" text, timezone text,
        is_confirmed boolean, send_welcome_email boolean, link_seconds bigint)
      cross join lateral provisor.caller(w.key_digest, w.remote_address) c
      left join lateral (
        select op as operation
        from provisor.operation op
        where op.account_id = c.account_id and op.key = w.idempotency_key
        limit 1) done on true
      offset 0) a) p;
end
$$;

comment on function provisor.read_add_account is
  'The wishes of a set as sign-ups, those refused with their answers';

create or replace function api.add_account(wishes jsonb)
returns table (
  n integer, outcome text, field text, account_id bigint, user_id bigint,
  replayed boolean)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
rows 10
as $$
#variable_conflict use_column
declare
  sign_ups provisor.sign_up[];
  answers provisor.answer[];
  the_set record;
begin
  the_set := provisor.read_add_account(wishes);
  sign_ups := the_set.sign_ups;
  answers := the_set.answers;

  if cardinality(sign_ups) > 1 then
    perform provisor.refuse_collisions(sign_ups);
  end if;
  if answers is not null then
    sign_ups := provisor.unanswered(sign_ups);
  end if;
  if sign_ups <> '{}' then
    select * into sign_ups, answers
    from provisor.claim(sign_ups, answers, email_is_unique => false);
    perform provisor.write_accounts(sign_ups);
  end if;

  return query
  select s.n, 'done', null, s.account_id, s.user_id, false
  from unnest(sign_ups) s
  union all
  select a.n, a.outcome, a.field, a.account_id, a.user_id, a.replayed
  from unnest(answers) a;
end
$$;

comment on function api.add_account is
  'Creates accounts with their owners: {n, outcome, field, ids, replayed} for '
  'each wish';
