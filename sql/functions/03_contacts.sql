-- The contact of a sign-up in its caller's address book.
--
-- A contact is found by e-mail, else by phone. When both find one and they
-- differ, the e-mail's one is meant and the phone stays where it was. What was
-- sent replaces what is stored, what was not sent stays.

-- A table function of plain SQL, so that it becomes part of the statement.
create or replace function provisor.find_contact(
  account_id bigint, email text, phone_e164 text)
returns table (id bigint, by_email bigint, by_phone bigint)
language sql stable rows 1
as $$
  select
    coalesce(found.by_email, found.by_phone), found.by_email, found.by_phone
  from (
    select
      (select c.id from provisor.contact c
       where c.account_id = $1 and c.email = $2) as by_email,
      (select c.id from provisor.contact c
       where c.account_id = $1 and c.phone_e164 = $3) as by_phone
    offset 0) found
$$;

comment on function provisor.find_contact is
  'The contact that a sign-up means, and what its e-mail and phone point at';

-- Makes the sources that are not known yet. Of two spellings in one set the
-- earlier wish's counts, as if they had come one after the other.
create or replace function provisor.add_sources(
  inout sign_ups provisor.sign_up[])
language plpgsql
as $$
begin
  insert into provisor.source (account_id, name)
  select distinct on (s.caller_id, lower(s.source)) s.caller_id, s.source
  from unnest(sign_ups) s
  where s.source is not null and s.source_id is null
  order by s.caller_id, lower(s.source), s.n
  on conflict do nothing;

  for i in 1 .. cardinality(sign_ups) loop
    if sign_ups[i].source is not null and sign_ups[i].source_id is null then
      sign_ups[i].source_id := (
        select o.id
        from provisor.source o
        where o.account_id = sign_ups[i].caller_id
          and lower(o.name) = lower(sign_ups[i].source));
    end if;
  end loop;
end
$$;

comment on function provisor.add_sources is
  'Makes the sources that are missing';

-- The same for tags.
create or replace function provisor.add_tags(inout sign_ups provisor.sign_up[])
language plpgsql
as $$
begin
  insert into provisor.tag (account_id, name)
  select distinct on (s.caller_id, lower(t.name)) s.caller_id, t.name
  from unnest(sign_ups) s
  cross join lateral unnest(s.tags) with ordinality as t (name, place)
  where (
    select known.id
    from provisor.tag known
    where known.account_id = s.caller_id and lower(known.name) = lower(t.name))
    is null
  order by s.caller_id, lower(t.name), s.n, t.place
  on conflict do nothing;

  for i in 1 .. cardinality(sign_ups) loop
    sign_ups[i].tag_ids := (
      select t.ids
      from provisor.find_tags(sign_ups[i].caller_id, sign_ups[i].tags) t);
  end loop;
end
$$;

comment on function provisor.add_tags is 'Makes the tags that are missing';

-- Null stands for tags that are not known.
create or replace function provisor.find_tags(account_id bigint, names text[])
returns table (ids bigint[]) language sql stable rows 1
as $$
  select array(
    select distinct (
      select t.id
      from provisor.tag t
      where t.account_id = $1 and lower(t.name) = lower(wanted.name))
    from unnest($2) as wanted (name))
$$;

comment on function provisor.find_tags is
  'The tags of an account by their names';

-- Changes a contact that exists to what the sign-up sent. False when it is no
-- longer the one that is meant, and has to be looked for again.
create or replace function provisor.update_contact(
  sign_up provisor.sign_up, contact_id bigint)
returns boolean language plpgsql
as $$
declare
  old provisor.contact;
  new provisor.contact;
  known record;
begin
  select * into old from provisor.contact c where c.id = contact_id for update;
  select * into known
  from provisor.find_contact(
    sign_up.caller_id, sign_up.email, sign_up.phone_e164);
  if known.id is distinct from contact_id then
    return false;
  end if;

  new := old;
  new.email := sign_up.email;
  new.first_name := coalesce(sign_up.first_name, old.first_name);
  new.last_name := coalesce(sign_up.last_name, old.last_name);
  new.facebook := coalesce(sign_up.facebook, old.facebook);
  new.twitter := coalesce(sign_up.twitter, old.twitter);
  new.source_id := coalesce(sign_up.source_id, old.source_id);
  new.owner_user_id := coalesce(sign_up.owner_id, old.owner_user_id);
  if sign_up.phone_e164 is not null
    and coalesce(known.by_phone, contact_id) = contact_id
  then
    new.phone := sign_up.phone;
    new.phone_e164 := sign_up.phone_e164;
  end if;

  update provisor.contact c
  set email = new.email, phone = new.phone, phone_e164 = new.phone_e164,
      first_name = new.first_name, last_name = new.last_name,
      facebook = new.facebook, twitter = new.twitter,
      source_id = new.source_id, owner_user_id = new.owner_user_id,
      updated_at = now()
  where c.id = contact_id;

  update provisor.operation o
  set replaced = (
    select jsonb_object_agg(was.key, was.value)
    from jsonb_each(to_jsonb(old)) was
    join jsonb_each(to_jsonb(new)) becomes using (key)
    where was.value <> becomes.value)
  where o.id = sign_up.operation_id;
  return true;
exception
  -- Another call has just added a contact with this phone.
  when unique_violation then return false;
end
$$;

comment on function provisor.update_contact is
  'Writes what a sign-up sent into a contact that exists';

-- The way of a sign-up whose contact exists, or came into being while it
-- waited.
create or replace function provisor.settle_contact(
  inout sign_up provisor.sign_up)
language plpgsql
as $$
declare
  known bigint;
begin
  loop
    select c.id into known
    from provisor.find_contact(
      sign_up.caller_id, sign_up.email, sign_up.phone_e164) c;
    sign_up.contact_is_new := known is null;
    if known is not null then
      sign_up.contact_id := known;
      exit when provisor.update_contact(sign_up, known);
    else
      sign_up.contact_id := nextval('provisor.contact_id_seq');
      exit when provisor.insert_contacts(array[sign_up]) = 1;
    end if;
  end loop;

  update provisor.operation o
  set result = o.result || jsonb_build_object('contact_id', sign_up.contact_id)
  where o.id = sign_up.operation_id
    and (o.result ->> 'contact_id')::bigint <> sign_up.contact_id;
end
$$;

comment on function provisor.settle_contact is
  'Writes the contact of one sign-up, whatever other calls do meanwhile';

-- Returns how many were written: one that anybody else wrote first is not. By
-- phone first: no two calls that come this far have the same e-mail.
create or replace function provisor.insert_contacts(sign_ups provisor.sign_up[])
returns bigint language plpgsql
as $$
declare
  written bigint;
begin
  insert into provisor.contact
    (id, account_id, email, phone, phone_e164, first_name, last_name, facebook,
     twitter, source_id, owner_user_id)
  select
    s.contact_id, s.caller_id, s.email, s.phone, s.phone_e164, s.first_name,
    s.last_name, s.facebook, s.twitter, s.source_id, s.owner_id
  from unnest(sign_ups) s
  where s.contact_is_new
  order by s.caller_id, s.phone_e164, s.email
  on conflict do nothing;
  get diagnostics written = row_count;
  return written;
end
$$;

comment on function provisor.insert_contacts is 'Writes the new contacts';

-- Nearly always each contact is new and one statement does it.
create or replace function provisor.settle_contacts(
  inout sign_ups provisor.sign_up[])
language plpgsql
as $$
begin
  if provisor.insert_contacts(sign_ups) = cardinality(sign_ups) then
    return;
  end if;

  -- All locks at once and in order; then one by one.
  perform
  from provisor.contact c
  where c.id = any (array(
    select known.id
    from unnest(sign_ups) s
    cross join lateral provisor.find_contact(
      s.caller_id, s.email, s.phone_e164) known))
  order by c.id
  for update;
  for i in 1 .. cardinality(sign_ups) loop
    if not sign_ups[i].contact_is_new
      or not exists (
        select from provisor.contact c where c.id = sign_ups[i].contact_id)
    then
      sign_ups[i] := provisor.settle_contact(sign_ups[i]);
    end if;
  end loop;
end
$$;

comment on function provisor.settle_contacts is
  'Writes the contacts: new ones at once, those that exist one by one';

-- Tags are added and never taken away.
create or replace function provisor.tag_contacts(sign_ups provisor.sign_up[])
returns void language plpgsql
as $$
begin
  insert into provisor.contact_tag (contact_id, tag_id)
  select s.contact_id, tag_id
  from unnest(sign_ups) s
  cross join lateral unnest(s.tag_ids) tag_id
  order by s.contact_id, tag_id
  on conflict do nothing;
end
$$;

comment on function provisor.tag_contacts is
  'Marks the contacts with their tags';
