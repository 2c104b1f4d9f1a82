-- The pages behind the links in mails: passwords set, addresses confirmed,
-- resets asked for. The new values of the types may be there already; none may
-- be used in this transaction, so that constraints compare texts.

alter type provisor.token_kind add value if not exists 'reset_password';
alter type provisor.mail_kind add value if not exists 'password_reset';

alter table provisor.app_user
  add column password_set_at timestamptz,
  add column confirmed_at timestamptz,
  add column confirmation_mailed_at timestamptz,
  add column reset_mailed_at timestamptz;

comment on column provisor.app_user.password_set_at is
  'When a link last set the password. Links for that which are not younger are '
  'void: so one works once, and takes the others with it, without an index on '
  'the users of tokens, for which every sign-up would pay';
comment on column provisor.app_user.confirmed_at is
  'When a link last confirmed the address; the same for links of that kind';
comment on column provisor.app_user.confirmation_mailed_at is
  'When a confirmation was last queued anew: one a minute at most';
comment on column provisor.app_user.reset_mailed_at is
  'When a mail to reset the password was last queued: one a minute at most';

-- How long the link that a sign-up mails works; null: as long as the functions
-- say.
alter type provisor.sign_up add attribute link_life interval;

create table provisor.reset_request (
  id bigint generated always as identity,
  name text not null,
  asked_at timestamptz not null default now(),

  -- Not the name: asking again would wait for the mailer where it is at work on
  -- that name, and so tell how long it takes.
  constraint reset_request_pkey primary key (id),
  constraint reset_request_name_not_empty check (name <> '')
);

comment on table provisor.reset_request is
  'Who asked for a new password, by username or address, known here or not. '
  'Whoever asks causes this row and nothing else, so neither text nor time of '
  'the answer tells what is known; the mailer deletes it and queues the mail';

-- Not an index on the users' addresses: every sign-up would pay for that, and
-- few share one.
create table provisor.shared_address (
  email text not null,
  user_id bigint not null,

  constraint shared_address_pkey primary key (email, user_id)
);

comment on table provisor.shared_address is
  'Users whose address was in the registry before, as another''s. Together with '
  'the registry: everybody who has an address';

insert into provisor.shared_address (email, user_id)
select u.email, u.id
from provisor.app_user u
join provisor.email_registry r on r.email = u.email and r.user_id <> u.id;

-- A reset belongs to no operation.
alter table provisor.outbox alter column operation_id drop not null;

do $$
begin
  if not exists (
    select from pg_constraint
    where conrelid = 'provisor.outbox'::regclass
      and conname = 'outbox_secret_of_links'
      and pg_get_constraintdef(oid) like '%password_reset%')
  then
    alter table provisor.outbox
      drop constraint if exists outbox_secret_of_links,
      add constraint outbox_secret_of_links check (
        secret is null
        or kind::text in (
          'invitation', 'welcome', 'confirm_address', 'password_reset'));
  end if;
end
$$;
