-- Held mails are looked through by the limit that they wait for, and those that
-- were tried already come first: they wait for the cap alone.

drop index provisor.outbox_held;
create index outbox_held on provisor.outbox
  (account_id, held_for, (first_attempt_at is null), id)
  where state = 'held';
