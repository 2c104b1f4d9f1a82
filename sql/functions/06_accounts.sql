-- The last and for most sign-ups the only unconditional write: the account, the
-- link for its owner, and the mails. One statement, since each of its own would
-- cost as much as the rows.

-- Whether the address of a new owner is that of somebody who has a password
-- already: they would wonder at a second account that nobody told them of. Users
-- have rising ids, so that of a set, too, only the later one has another.
create or replace function provisor.has_other_password(s provisor.sign_up)
returns boolean language sql stable
as $$
  select (
    select u.id
    from provisor.app_user u
    where u.id = any (provisor.users_of(s.email))
      and u.id < s.user_id
      and u.email = s.email
      and u.status = 'active'
      and u.password_hash is not null
    limit 1) is not null
$$;

comment on function provisor.has_other_password is
  'Whether an older user of this address has a password';

create or replace function provisor.write_accounts(sign_ups provisor.sign_up[])
returns void language plpgsql
as $$
begin
  with account_row as (
    insert into provisor.account
      (id, parent_id, account_type, expires_at, company_name, billing_email,
       referral_code, company_address, company_suburb, company_state,
       company_country, country_code, company_zip, company_industry, website,
       branding, virtual_host, packages, sub_packages, contact_limit,
       email_send_limit, sms_send_limit, send_cap, allow_login_to_under,
       allow_login_from_above, is_trial, is_free, is_security_check_enabled)
    select
      s.account_id, s.caller_id, s.account_type, s.expires_at, s.company_name,
      s.billing_email, s.referral_code, s.company_address, s.company_suburb,
      s.company_state, s.company_country, s.country_code, s.company_zip,
      s.company_industry, s.website, s.branding, s.virtual_host, s.packages,
      s.sub_packages, s.contact_limit, s.email_send_limit, s.sms_send_limit,
      s.send_cap, s.allow_login_to_under, s.allow_login_from_above, s.is_trial,
      s.is_free, s.is_security_check_enabled
    from unnest(sign_ups) s
  ),
  token_row as (
    insert into provisor.token (hash, kind, user_id, expires_at)
    select
      sha256(convert_to(s.secret, 'UTF8')), s.link, s.user_id,
      now() + s.link_life
    from unnest(sign_ups) s
    where s.link is not null
  )
  insert into provisor.outbox
    (operation_id, account_id, kind, recipient, secret, data)
  select
    s.operation_id, s.caller_id, mail.kind, mail.recipient, mail.secret,
    jsonb_strip_nulls(jsonb_build_object(
      'branding', s.branding,
      'virtual_host', s.virtual_host,
      'reseller', s.reseller,
      'account_id', s.account_id,
      'account_name', s.company_name,
      'user_id', s.user_id,
      'username', s.username,
      'email', s.email,
      'first_name', s.first_name,
      'last_name', s.last_name,
      'phone', s.phone,
      'facebook', s.facebook,
      'twitter', s.twitter,
      'source', s.source,
      'tags', nullif(s.tags, '{}'),
      'contact_id', s.contact_id,
      'owner_name', s.owner_name,
      'subject', case mail.kind when 'new_contact'
        then s.notify_email_subject end))
  from unnest(sign_ups) s
  cross join lateral (values
    (case
       when s.link = 'set_password' then 'welcome'::provisor.mail_kind
       when s.link = 'confirm_address' then 'confirm_address'
       -- Without a password and a link it is one for whom no mail is wished.
       when s.method = 'add_account' and s.password_hash is not null
           and provisor.has_other_password(s)
         then 'welcome_existing'
     end, s.email, s.secret),
    ('new_contact',
     case when s.contact_is_new then s.notify_to_email end, null),
    ('owner_notification',
     case when s.email_notify_owner then s.owner_email end, null)
  ) as mail (kind, recipient, secret)
  where mail.kind is not null and mail.recipient is not null;
end
$$;

comment on function provisor.write_accounts is
  'Writes the accounts, the owners'' links and the mails';
