-- What becomes of a mail: every state it can be in, every attempt to send it.

-- The types are made anew, since a value that is added to a type cannot be used
-- in the transaction that adds it.
create type provisor.new_mail_kind as enum
  ('welcome', 'welcome_existing', 'confirm_address', 'password_reset',
   'new_contact', 'owner_notification', 'trial_approved');
create type provisor.new_mail_state as enum
  ('queued', 'sending', 'sent', 'deferred', 'failed', 'held', 'cancelled');
create type provisor.mail_limit as enum ('email_send_limit', 'send_cap');

drop index provisor.outbox_due;
drop index provisor.outbox_leased;

alter table provisor.outbox
  drop constraint outbox_state_times,
  drop constraint outbox_secret_of_links,
  drop constraint outbox_secret_blanked,
  alter column state drop default;

alter table provisor.outbox
  alter column kind type provisor.new_mail_kind
    using kind::text::provisor.new_mail_kind,
  -- What was tried before and waits was called queued.
  alter column state type provisor.new_mail_state
    using case when state = 'queued' and attempts > 0 then 'deferred'
      else state::text end::provisor.new_mail_state,
  alter column state set default 'queued',
  alter column operation_id drop not null,
  add column first_attempt_at timestamptz,
  add column held_at timestamptz,
  add column held_for provisor.mail_limit,
  add column cancelled_at timestamptz;

drop type provisor.mail_kind;
drop type provisor.mail_state;
alter type provisor.new_mail_kind rename to mail_kind;
alter type provisor.new_mail_state rename to mail_state;

update provisor.outbox set first_attempt_at = created_at where attempts > 0;

alter table provisor.outbox
  add constraint outbox_state_times check (
    (state in ('queued', 'deferred')) = (next_attempt_at is not null)
    and (state = 'sending') = (lease_expires_at is not null)
    and (state = 'sent') = (sent_at is not null)
    and (state = 'failed') = (failed_at is not null)
    and (state = 'held') = (held_at is not null)
    and (state = 'held') = (held_for is not null)
    and (state = 'cancelled') = (cancelled_at is not null)),
  -- One row that the mailer cannot read would keep it from all that it takes.
  add constraint outbox_data_is_object check (jsonb_typeof(data) = 'object'),
  add constraint outbox_first_attempt check (
    (attempts > 0) = (first_attempt_at is not null)),
  add constraint outbox_tried check (
    attempts > 0 or state not in ('sending', 'sent', 'deferred', 'failed')),
  add constraint outbox_secret_of_links check (
    secret is null or kind in ('welcome', 'confirm_address', 'password_reset')),
  add constraint outbox_secret_blanked check (
    state not in ('sent', 'cancelled') or secret is null),
  -- What a person needs to get in counts against the limits of the account that
  -- sends it, but does not wait for them.
  add constraint outbox_links_not_held check (
    state <> 'held'
    or kind not in ('welcome', 'confirm_address', 'password_reset'));

-- Serves: the mailer asking for what is due.
create index outbox_due on provisor.outbox (next_attempt_at)
  where state in ('queued', 'deferred');
-- Serves: the mailer taking over what another one left behind, and counting what
-- an account has on its way. A row enters it only while it is being sent.
create index outbox_leased on provisor.outbox (lease_expires_at)
  where state = 'sending';
-- Serves: releasing what an account may send again.
create index outbox_held on provisor.outbox (account_id, id)
  where state = 'held';
-- Serves: counting what an account sent in a month.
create index outbox_of_month on provisor.outbox (account_id, first_attempt_at)
  where first_attempt_at is not null;

create table provisor.mail_attempt (
  outbox_id bigint not null,
  number integer not null,
  started_at timestamptz not null default now(),
  ended_at timestamptz,
  reply_code smallint,
  enhanced_code text,
  answer text,

  -- Serves: showing what happened to a mail.
  constraint mail_attempt_pkey primary key (outbox_id, number),
  constraint mail_attempt_number_positive check (number > 0),
  constraint mail_attempt_ends_later check (ended_at >= started_at),
  constraint mail_attempt_answer_ends check (
    (ended_at is null) = (answer is null)
    and (ended_at is not null
         or (reply_code is null and enhanced_code is null))),
  constraint mail_attempt_reply_code_form check (
    reply_code between 200 and 599),
  constraint mail_attempt_enhanced_code_form check (
    enhanced_code ~ '^[245][.][0-9]{1,3}[.][0-9]{1,3}$')
);

comment on table provisor.outbox is
  'Mails, written in the transaction they belong to. docs/mail.md draws the '
  'states';
comment on column provisor.outbox.operation_id is
  'The call that queued it; null: no call did';
comment on column provisor.outbox.next_attempt_at is
  'Set exactly while queued or deferred: not to be sent before';
comment on column provisor.outbox.first_attempt_at is
  'When a mailer took it first: giving up and the month''s limit count from it';
comment on column provisor.outbox.held_for is
  'Which limit of the account it waits for, exactly while held';
comment on table provisor.mail_attempt is
  'Each time a mailer took a mail, and what the mail server said';
comment on column provisor.mail_attempt.ended_at is
  'Null: it runs, or its mailer ended without a word';
comment on column provisor.mail_attempt.reply_code is
  'The mail server''s, as 250; null: there was no reply';
comment on column provisor.mail_attempt.enhanced_code is
  'The mail server''s, as 2.1.5 (RFC 3463); null: it gave none';
