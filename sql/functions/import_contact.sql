-- import_contact: contacts of a file, for the operator's command.
--
-- The same rules as for the contact of a sign-up: found by e-mail, else by
-- phone; what is sent replaces what is stored, the rest stays. Each row is an
-- operation with a key of its own, so a file can be read again until all of it
-- is done.

create or replace function provisor.read_import_contact(
  wishes jsonb,
  out sign_ups provisor.sign_up[], out answers provisor.answer[])
language plpgsql
as $$
#variable_conflict use_column
begin
  select
    array_agg(jsonb_populate_record(null::provisor.sign_up, to_jsonb(p))),
    array_agg(p.answer) filter (where not p.answer is null)
  into sign_ups, answers
  from (
    select
      a.*,
      'import_contact' as method,
      a.idempotency_key as key,
      '\x' || a.digest as fingerprint,
      nextval('provisor.operation_id_seq') as operation_id,
      coalesce(a.known_contact_id, nextval('provisor.contact_id_seq'))
        as contact_id,
      a.known_contact_id is null as contact_is_new,
      (select s.id
       from provisor.source s
       where s.account_id = a.caller_id and lower(s.name) = lower(a.source))
        as source_id,
      case when a.owner_email is null
        then (
          select g.id
          from provisor.user_group g
          where g.account_id = a.caller_id
            and lower(g.name) = lower(a.owner_group))
      end as group_id,
      (select u.id
       from provisor.app_user u
       where u.account_id = a.caller_id and u.email = lower(a.owner_email)
         and u.status = 'active'
       order by u.id
       limit 1) as owner_id
    from (
      select
        w.n, w.idempotency_key, w.remote_address, w.email, w.first_name,
        w.last_name, w.facebook, w.twitter, w.source, w.phone, w.phone_e164,
        coalesce(w.tags, '{}') as tags, w.owner_email, w.owner_group,
        w.fingerprint as digest,
        c.api_key_id, c.account_id as caller_id,
        c.contact_limit is not null as has_limit,
        known.id as known_contact_id, known.by_email as contact_by_email,
        known.by_phone as contact_by_phone,
        case
          when c.outcome is not null
            then row(w.n, c.outcome, null, null, null, null, false)
              ::provisor.answer
          when w.phone_country <> c.country_code
            then row(w.n, 'other_country', c.country_code, null, null, null,
                     false)::provisor.answer
          when done.operation is distinct from null
            then provisor.repeated(
              w.n, 'import_contact', decode(w.fingerprint, 'hex'),
              done.operation)
        end as answer
      from jsonb_to_recordset(wishes) as w (
        n integer, key_digest text, remote_address text, idempotency_key text,
        fingerprint text, email text, first_name text, last_name text,
        facebook text, twitter text, source text, phone text, phone_e164 text,
        phone_country text, tags text[], owner_email text, owner_group text)
      cross join lateral provisor.caller(w.key_digest, w.remote_address) c
      left join lateral (
        select op as operation
        from provisor.operation op
        where op.account_id = c.account_id and op.key = w.idempotency_key
        limit 1) done on true
      cross join lateral provisor.find_contact(
        c.account_id, w.email, w.phone_e164) known
      offset 0) a) p;
end
$$;

comment on function provisor.read_import_contact is
  'The wishes of a set as sign-ups without an account';

create or replace function admin.import_contact(wishes jsonb)
returns table (
  n integer, outcome text, field text, contact_id bigint, replayed boolean)
language plpgsql volatile security definer
set search_path = provisor, pg_temp
set plan_cache_mode = force_generic_plan
set enable_seqscan = off
as $$
#variable_conflict use_column
declare
  sign_ups provisor.sign_up[];
  answers provisor.answer[];
  rest record;
begin
  rest := provisor.read_import_contact(wishes);
  sign_ups := rest.sign_ups;
  answers := rest.answers;
  perform provisor.refuse_collisions(sign_ups);
  sign_ups := provisor.unanswered(sign_ups);

  rest := provisor.answer_over_limit(sign_ups, answers);
  rest := provisor.claim_keys(rest.sign_ups, rest.answers);
  rest := provisor.refuse_over_limit(rest.sign_ups, rest.answers);
  sign_ups := provisor.add_tags(provisor.add_sources(rest.sign_ups));
  sign_ups := provisor.settle_contacts(sign_ups);
  perform provisor.tag_contacts(sign_ups);
  sign_ups := provisor.take_turns(sign_ups);

  return query
  select s.n, 'done', null, s.contact_id, false from unnest(sign_ups) s
  union all
  select a.n, a.outcome, a.field, a.contact_id, a.replayed
  from unnest(rest.answers) a;
end
$$;

comment on function admin.import_contact is
  'Writes contacts into the caller''s address book: {n, outcome, field, '
  'contact_id, replayed} for each wish';
