-- Round robin: the active members of a group take turns in being given
-- contacts.
--
-- Strictly fair: whoever had a turn longest ago is next, so members never
-- differ by more than one. That needs one turn after the other, so the group's
-- row is locked from here to the commit, and this is done as late as possible.
-- Sets share that wait; only wishes that name a group pay for it. "skip locked"
-- would not wait, but give the wrong member a turn whenever two calls meet.

create or replace function provisor.take_turns(
  inout sign_ups provisor.sign_up[])
language plpgsql
as $$
declare
  given record;
begin
  perform
  from provisor.user_group g
  where g.id = any (array(select s.group_id from unnest(sign_ups) s))
  order by g.id
  for update;

  for given in
    with taker as (
      select s.ordinality::integer as place, s.group_id, s.contact_id,
        s.operation_id, c.owner_user_id as old_owner_id,
        row_number() over (partition by s.group_id order by s.n) as turn
      from unnest(sign_ups) with ordinality s
      cross join lateral (
        select c.owner_user_id
        from provisor.contact c
        where c.id = s.contact_id
        limit 1) c
      where s.group_id is not null
        -- A contact that a member looks after already stays where it is.
        and (
          select u.status
          from provisor.group_member m
          cross join lateral (
            select u.status from provisor.app_user u where u.id = m.user_id
            limit 1) u
          where m.group_id = s.group_id and m.user_id = c.owner_user_id)
          is distinct from 'active'
    ),
    member as (
      select m.group_id, u.id, u.email,
        concat_ws(' ', u.first_name, u.last_name) as name,
        row_number() over (
          partition by m.group_id order by m.last_turn, m.user_id) as seat,
        count(*) over (partition by m.group_id) as seats
      from provisor.group_member m
      cross join lateral (
        select *
        from provisor.app_user u
        where u.id = m.user_id and u.status = 'active'
        limit 1) u
      where m.group_id = any (array(select t.group_id from taker t))
    ),
    given as (
      select t.*, m.id, m.email, m.name
      from taker t
      join member m
        on m.group_id = t.group_id and m.seat = (t.turn - 1) % m.seats + 1
    ),
    turned as (
      update provisor.group_member m
      set last_turn = (
          select max(all_of.last_turn)
          from provisor.group_member all_of
          where all_of.group_id = m.group_id)
        + (
          select max(g.turn)
          from given g
          where g.group_id = m.group_id and g.id = m.user_id)
      where m.group_id = any (array(select g.group_id from given g))
        and m.user_id = any (array(
          select g.id from given g where g.group_id = m.group_id))
    ),
    owned as (
      update provisor.contact c
      set owner_user_id = (
        select g.id from given g where g.contact_id = c.id)
      where c.id = any (array(select g.contact_id from given g))
    ),
    recorded as (
      update provisor.operation o
      set replaced = coalesce(o.replaced, '{}') || (
        select jsonb_build_object('owner_user_id', g.old_owner_id)
        from given g
        where g.operation_id = o.id)
      where o.id = any (array(
        select g.operation_id from given g where g.old_owner_id is not null))
    )
    select g.place, g.id, g.email, g.name from given g
  loop
    sign_ups[given.place].owner_id := given.id;
    sign_ups[given.place].owner_email := given.email;
    sign_ups[given.place].owner_name := given.name;
  end loop;
end
$$;

comment on function provisor.take_turns is
  'Gives the contacts of sign-ups that name a group to its members in turn';
