-- What a link from a mail leads to: the one place that says whether it works.

-- One row, always. outcome is null when the link works, else the refusal. Whose
-- account is not active has no working link.
create or replace function provisor.link(link_kind text, token_digest text)
returns table (
  outcome text, hash bytea, created_at timestamptz, user_id bigint,
  username text, email text, first_name text, last_name text,
  company_name text, branding text)
language sql stable rows 1
as $$
  select
    case
      when t.hash is null or u.status is distinct from 'active'
        or a.status is distinct from 'active'
        then 'link_unknown'
      when t.used_at is not null
        or t.created_at <= case link_kind
          when 'confirm_address' then u.confirmed_at else u.password_set_at end
        then 'link_used'
      when t.expires_at <= now() then 'link_expired'
    end,
    t.hash, t.created_at, u.id, u.username, u.email, u.first_name, u.last_name,
    a.company_name, a.branding
  from (select) as one
  left join lateral (
    select *
    from provisor.token t
    where t.hash = decode(token_digest, 'hex') and t.kind::text = link_kind
    limit 1) t on true
  left join lateral (
    select * from provisor.app_user u where u.id = t.user_id limit 1
  ) u on true
  left join lateral (
    select * from provisor.account a where a.id = u.account_id limit 1
  ) a on true
$$;

comment on function provisor.link is
  'Whose link has this SHA-256, and why it does not work';

-- The links that wishes want to spend, one row each. Their users are locked from
-- here to the commit, in one order, and the links looked at behind that: of many
-- calls for one user the first has the lock, and the others, who wait for it,
-- find their links void. Of several links of a user in one set the first counts.
create or replace function provisor.follow_links(wishes jsonb, kinds text[])
returns table (
  n integer, outcome text, hash bytea, created_at timestamptz, user_id bigint,
  is_first boolean)
language plpgsql volatile rows 10
as $$
#variable_conflict use_column
begin
  perform from provisor.app_user u
  where u.id = any (array(
    select l.user_id
    from jsonb_to_recordset(wishes) as w (link_kind text, token_digest text)
    cross join lateral provisor.link(w.link_kind, w.token_digest) l))
  order by u.id
  for no key update;

  return query
  select
    w.n, l.outcome, l.hash, l.created_at, l.user_id,
    row_number() over (
      partition by l.user_id, l.outcome is null order by w.n) = 1
  from jsonb_to_recordset(wishes) as w (
    n integer, link_kind text, token_digest text)
  cross join lateral provisor.link(
    case when w.link_kind = any (kinds) then w.link_kind end,
    w.token_digest) l;
end
$$;

comment on function provisor.follow_links is
  'The links of wishes and whether they work, with their users locked';

drop function if exists provisor.mark_used(bytea);

-- Of several links of one user in a set, all but the first were used by it.
create or replace function provisor.spend_links(wishes jsonb, kinds text[])
returns table (
  n integer, outcome text, created_at timestamptz, user_id bigint)
language sql volatile rows 10
as $$
  with link as materialized (
    select l.*, l.outcome is null and l.is_first as is_spent
    from provisor.follow_links(wishes, kinds) l
  ),
  used as (
    update provisor.token t set used_at = now()
    where t.hash = any (array(select l.hash from link l where l.is_spent))
  )
  select
    l.n,
    case when l.is_spent then 'done' else coalesce(l.outcome, 'link_used') end,
    l.created_at, l.user_id
  from link l
$$;

comment on function provisor.spend_links is
  'Marks those links of wishes as used that work: done, or why not';

-- One row for a user who is there. Like every mail of theirs it is sent on behalf
-- of who opened the account.
create or replace function provisor.mail_to(of_user bigint)
returns table (account_id bigint, recipient text, data jsonb)
language sql stable rows 1
as $$
  select
    coalesce(a.parent_id, a.id), u.email,
    jsonb_strip_nulls(jsonb_build_object(
      'branding', a.branding,
      'virtual_host', a.virtual_host,
      'reseller', r.company_name,
      'account_id', a.id,
      'account_name', a.company_name,
      'user_id', u.id,
      'username', u.username,
      'email', u.email,
      'first_name', u.first_name,
      'last_name', u.last_name))
  from (select * from provisor.app_user u where u.id = of_user limit 1) u
  cross join lateral (
    select * from provisor.account a where a.id = u.account_id limit 1) a
  left join lateral (
    select * from provisor.account r where r.id = a.parent_id limit 1) r on true
$$;

comment on function provisor.mail_to is
  'What a mail to a user who exists already is made of';

-- A new link for each of the users, in a mail to the address of now.
create or replace function provisor.mail_links(
  people bigint[], link provisor.token_kind, mail provisor.mail_kind,
  life interval)
returns void language sql
as $$
  with person as materialized (
    select id, provisor.new_secret() as secret from unnest(people) as id
  ),
  token_row as (
    insert into provisor.token (hash, kind, user_id, expires_at)
    select
      sha256(convert_to(p.secret, 'UTF8')), link, p.id, now() + life
    from person p
  )
  insert into provisor.outbox (account_id, kind, recipient, secret, data)
  select m.account_id, mail, m.recipient, p.secret, m.data
  from person p
  cross join lateral provisor.mail_to(p.id) m
  order by p.id
$$;

comment on function provisor.mail_links is
  'Makes links for users who exist already, and queues the mails with them';
