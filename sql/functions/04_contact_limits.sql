-- How many contacts a caller may hold. Counting is safe only behind a lock on
-- the caller's account row, which all sign-ups of a reseller share; so only
-- callers with a finite limit come here.

-- The numbers of the sign-ups whose new contact would be one too many. In a set
-- they count each other in their order, as if they came one after the other;
-- alone, each looks at the contacts there are.
create or replace function provisor.over_limit(
  sign_ups provisor.sign_up[], they_count_each_other boolean)
returns integer[] language plpgsql stable
as $$
begin
  return array(
    select added.n
    from (
      select s.n, s.caller_id,
        case when they_count_each_other
          then row_number() over (partition by s.caller_id order by s.n)
          else 1
        end as rank
      from unnest(sign_ups) s
      cross join lateral provisor.find_contact(
        s.caller_id, s.email, s.phone_e164) known
      where s.has_limit and known.id is null
    ) added
    join (
      select a.id, a.contact_limit,
        (select count(*) from provisor.contact c where c.account_id = a.id)
          as held
      from provisor.account a
      where a.contact_limit is not null and a.id = any (array(
        select s.caller_id from unnest(sign_ups) s where s.has_limit))
      offset 0
    ) caller on caller.id = added.caller_id
    where caller.held + added.rank > caller.contact_limit);
end
$$;

comment on function provisor.over_limit is
  'Which sign-ups exceed their caller''s contact limit';

-- Refuses before anything is written what is refused in any case, so that calls
-- for a full account cost no more than looking.
create or replace function provisor.answer_over_limit(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[])
language plpgsql
as $$
declare
  refused constant integer[] :=
    provisor.over_limit(sign_ups, they_count_each_other => false);
begin
  answers := answers || provisor.refusals(
    refused, 'contact_limit_reached', null);
  sign_ups := provisor.without(sign_ups, refused);
end
$$;

comment on function provisor.answer_over_limit is
  'Refuses sign-ups for accounts that are full, before they write';

-- Locks the callers' account rows until the commit, so that of two calls the
-- later counts what the earlier added.
create or replace function provisor.refuse_over_limit(
  inout sign_ups provisor.sign_up[], inout answers provisor.answer[])
language plpgsql
as $$
declare
  refused integer[];
begin
  perform
  from provisor.account a
  where a.contact_limit is not null and a.id = any (array(
    select s.caller_id from unnest(sign_ups) s where s.has_limit))
  order by a.id
  for no key update;

  refused := provisor.over_limit(sign_ups, they_count_each_other => true);
  if refused <> '{}' then
    select * into sign_ups, answers
    from provisor.refuse(
      sign_ups, answers, refused, 'contact_limit_reached', null);
  end if;
end
$$;

comment on function provisor.refuse_over_limit is
  'Refuses sign-ups whose new contact would exceed the caller''s limit';
