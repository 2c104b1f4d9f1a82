-- master_account: sign customers up for resellers.
--
-- Per wish, all or nothing: the customer's account under the caller's, its
-- owner user, a contact in the caller's address book, the mails. The document
-- names few values; the others are settled here:
--   * The account is single, has the packages home,account, takes country,
--     branding, virtual_host and sub_packages from the caller's, and never
--     expires. Under a trial account it is a trial: send_cap 10, 30 days.
--   * The customer's address is the billing address and the username, too. No
--     password comes with the call: the welcome mail holds a link to set one.
--     The time zone is that of the caller's user.
--   * An address that ever belonged to a user, or is a username, is refused.
--   * contactowner_group is neglected whenever contactowner_email is sent, also
--     when that names nobody.
--   * An owner named by e-mail is assigned by each call that names them, and
--     notified if that is wished, whether or not they owned the contact before.

-- Wishes with all that can be known before anything is written: who calls, what
-- is refused or answered already, and every value as it will be stored.
create or replace function provisor.read_master_account(
  wishes jsonb,
  out sign_ups provisor.sign_up[], out answers provisor.answer[],
  out has_limit boolean, out has_new_source boolean, out has_tags boolean,
  out has_new_tag boolean, out has_group boolean)
language plpgsql
as $$
#variable_conflict use_column
begin
  select
    array_agg(p::provisor.sign_up),
    array_agg(p.answer) filter (where not p.answer is null),
    bool_or(p.has_limit),
    bool_or(p.source is not null and p.source_id is null),
    bool_or(p.tag_ids is not null),
    bool_or(array_position(p.tag_ids, null) is not null),
    bool_or(p.group_id is not null)
  into sign_ups, answers, has_limit, has_new_source, has_tags, has_new_tag,
    has_group
  -- Column by column what provisor.sign_up is.
  from (
    select
      a.n,
      a.answer,
      'master_account'::provisor.operation_method as method,
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
      'single'::provisor.account_type as account_type,
      case when a.is_trial then now() + interval '30 days' end as expires_at,
      a.account_name as company_name,
      a.email as billing_email,
      null::text as referral_code,
      null::text as company_address,
      null::text as company_suburb,
      null::text as company_state,
      null::text as company_country,
      a.country_code,
      null::text as company_zip,
      null::text as company_industry,
      null::text as website,
      a.branding,
      a.virtual_host,
      'home,account' as packages,
      a.sub_packages,
      null::bigint as contact_limit,
      null::bigint as email_send_limit,
      null::bigint as sms_send_limit,
      case when a.is_trial then 10::bigint end as send_cap,
      true as allow_login_to_under,
      true as allow_login_from_above,
      a.is_trial,
      false as is_free,
      true as is_security_check_enabled,
      case when a.answer is null
        then nextval('provisor.app_user_id_seq') end as user_id,
      a.email as username,
      a.email,
      null::text as password_hash,
      a.first_name,
      a.last_name,
      a.phone,
      null::text as mobile,
      null::text as position,
      a.timezone,
      false as is_confirmed,
      case when a.send_welcome_email
        then 'set_password'::provisor.token_kind end as link,
      case when a.send_welcome_email then provisor.new_secret() end as secret,
      case when a.answer is null
        then coalesce(a.known_contact_id, nextval('provisor.contact_id_seq'))
      end as contact_id,
      a.by_email as contact_by_email,
      a.by_phone as contact_by_phone,
      a.known_contact_id is null as contact_is_new,
      a.phone_e164,
      a.facebook,
      a.twitter,
      a.source,
      (select s.id
       from provisor.source s
       where s.account_id = a.caller_id and lower(s.name) = lower(a.source))
        as source_id,
      a.tags,
      case when a.tags <> '{}'
        then (select t.ids from provisor.find_tags(a.caller_id, a.tags) t)
      end as tag_ids,
      case when a.contactowner_email is null
        then (
          select g.id
          from provisor.user_group g
          where g.account_id = a.caller_id
            and lower(g.name) = lower(a.contactowner_group))
      end as group_id,
      owner.id as owner_id,
      owner.email as owner_email,
      owner.name as owner_name,
      a.email_notify_owner,
      a.notify_to_email,
      a.notify_email_subject,
      a.limit_of_caller is not null as has_limit,
      a.link_seconds * interval '1 second' as link_life
    from (
      -- What the tables say; "offset 0" so that each is asked once.
      select
        w.*,
        c.outcome as caller_outcome, c.api_key_id, c.account_id as caller_id,
        c.company_name as reseller, c.country_code, c.timezone, c.branding,
        c.virtual_host, c.sub_packages, c.contact_limit as limit_of_caller,
        c.is_trial,
        known.id as known_contact_id, known.by_email, known.by_phone,
        case
          when c.outcome is not null
            then row(w.n, c.outcome, 'key', null, null, null, false)
              ::provisor.answer
          when w.phone_country <> c.country_code
            then row(w.n, 'other_country', c.country_code, null, null, null,
                     false)::provisor.answer
          when done.operation is distinct from null
            then provisor.repeated(
              w.n, 'master_account', decode(w.fingerprint, 'hex'),
              done.operation)
          when (
              select r.user_id
              from provisor.email_registry r
              where r.email = w.email) is not null
            or (
              select u.id
              from provisor.app_user u
              where lower(u.username) = lower(w.email)) is not null
            then row(w.n, 'email_taken', 'email', null, null, null, false)
              ::provisor.answer
        end as answer
      from jsonb_to_recordset(wishes) as w (
        n integer, key_digest text, remote_address text, idempotency_key text,
        fingerprint text, email text, account_name text, first_name text,
        last_name text, facebook text, twitter text, source text, phone text,
        phone_e164 text, phone_country text, tags text[], notify_to_email text,
        notify_email_subject text, contactowner_email text,
        contactowner_group text, send_welcome_email boolean,
        email_notify_owner boolean, link_seconds bigint)
      cross join lateral provisor.caller(w.key_digest, w.remote_address) c
      left join lateral (
        select op as operation
        from provisor.operation op
        where op.account_id = c.account_id and op.key = w.idempotency_key
        limit 1) done on true
      cross join lateral provisor.find_contact(
        c.account_id, w.email, w.phone_e164) known
      offset 0) a
    left join lateral (
      select u.id, u.email, concat_ws(' ', u.first_name, u.last_name) as name
      from provisor.app_user u
      where u.account_id = a.caller_id
        and u.email = lower(a.contactowner_email)
        and u.status = 'active'
      order by u.id
      limit 1) owner on a.contactowner_email is not null) p;
end
$$;

comment on function provisor.read_master_account is
  'The wishes of a set as sign-ups, those refused with their answers';

create or replace function api.master_account(wishes jsonb)
returns table (
  n integer, outcome text, field text, account_id bigint, user_id bigint,
  contact_id bigint, replayed boolean)
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
  the_set := provisor.read_master_account(wishes);
  sign_ups := the_set.sign_ups;
  answers := the_set.answers;

  if cardinality(sign_ups) > 1 then
    perform provisor.refuse_collisions(sign_ups);
  end if;
  if answers is not null then
    sign_ups := provisor.unanswered(sign_ups);
  end if;
  if the_set.has_limit then
    select * into sign_ups, answers
    from provisor.answer_over_limit(sign_ups, answers);
  end if;
  if sign_ups <> '{}' then
    select * into sign_ups, answers
    from provisor.claim(sign_ups, answers, email_is_unique => true);
    if the_set.has_limit then
      select * into sign_ups, answers
      from provisor.refuse_over_limit(sign_ups, answers);
    end if;
    if the_set.has_new_source then
      sign_ups := provisor.add_sources(sign_ups);
    end if;
    if the_set.has_new_tag then
      sign_ups := provisor.add_tags(sign_ups);
    end if;
    sign_ups := provisor.settle_contacts(sign_ups);
    if the_set.has_tags then
      perform provisor.tag_contacts(sign_ups);
    end if;
    if the_set.has_group then
      sign_ups := provisor.take_turns(sign_ups);
    end if;
    perform provisor.write_accounts(sign_ups);
  end if;

  return query
  select s.n, 'done', null, s.account_id, s.user_id, s.contact_id, false
  from unnest(sign_ups) s
  union all
  select a.* from unnest(answers) a;
end
$$;

comment on function api.master_account is
  'Signs customers up: {n, outcome, field, ids, replayed} for each wish';
