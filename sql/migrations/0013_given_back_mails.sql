-- What a mail was before an attempt, for one that is given back: no attempt was
-- made after all. Attempts from before this migration do not know.
alter table provisor.mail_attempt
  add column was_state provisor.mail_state,
  add column was_due_at timestamptz;

comment on column provisor.mail_attempt.was_state is
  'The state of the mail when it was taken for this attempt';
comment on column provisor.mail_attempt.was_due_at is
  'Since when the mail was due then';
