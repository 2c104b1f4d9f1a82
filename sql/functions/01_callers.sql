-- Who calls, and why not: the one place where callers are refused.

create or replace function provisor.address_within(
  address text, networks cidr[])
returns boolean language plpgsql immutable set search_path = pg_catalog, pg_temp
as $$
begin
  -- nginx listening on IPv6 shows IPv4 clients as ::ffff:192.0.2.1.
  return regexp_replace(address, '^::ffff:(?=[0-9.]+$)', '', 'i')::inet
    <<= any (networks);
exception
  when invalid_text_representation then return false;
end
$$;

comment on function provisor.address_within is
  'Whether the address lies in one of the networks; false for what is no '
  'address';

-- One row, always. outcome is null when the caller may go on, else the refusal.
-- Plain SQL without a setting of its own, so that PostgreSQL puts it into the
-- statement that asks: no call, no row passed around.
create or replace function provisor.caller(key_digest text, remote_address text)
returns table (
  outcome text, api_key_id bigint, account_id bigint, country_code text,
  timezone text, company_name text, branding text, virtual_host text,
  sub_packages text, is_trial boolean, contact_limit bigint)
language sql stable rows 1
as $$
  select
    case
      when k.id is null or k.revoked_at is not null or k.expires_at <= now()
        or u.status <> 'active'
        then 'key_invalid'
      when coalesce(cardinality(k.allowed_networks), 0) > 0
        and provisor.address_within(remote_address, k.allowed_networks)
          is not true
        then 'key_invalid'
      when a.status = 'deleted' then 'account_deleted'
      when a.status = 'deactivated' then 'account_deactivated'
      when a.expires_at <= now() then 'account_expired'
      when a.account_type = 'single' then 'not_a_reseller'
    end,
    k.id, a.id, a.country_code::text, u.timezone, a.company_name, a.branding,
    a.virtual_host, a.sub_packages, a.is_trial, a.contact_limit
  from (select) as one
  left join lateral (
    select *
    from provisor.api_key k
    where k.digest = decode(key_digest, 'hex')
    limit 1) k on true
  left join lateral (
    select * from provisor.account a where a.id = k.account_id limit 1
  ) a on true
  left join lateral (
    select * from provisor.app_user u where u.id = k.user_id limit 1
  ) u on true
$$;

comment on function provisor.caller is
  'Who calls with a key from an address, and why that is refused';
