-- Who may do what, the whole of it: everything is taken away first. Applied
-- again at every migration, as the owner of the schemas.

revoke all on schema provisor, api, mailer, admin from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all tables in schema provisor from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all sequences in schema provisor from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all functions in schema provisor, api, mailer, admin from public,
  provisor_api, provisor_mailer, provisor_admin;

-- The workers call functions. A worker that was taken over reads no row.
grant usage on schema api to provisor_api;
grant execute on all functions in schema api to provisor_api;

-- The mailer takes mails and records what became of them; it cannot write one,
-- nor change whom it goes to, nor read those it did not take. It has requests for
-- resets answered, whose links it then takes like any other mail.
grant usage on schema mailer to provisor_mailer;
grant execute on all functions in schema mailer to provisor_mailer;

-- The operator's command reads and writes what it shows and makes, column by
-- column: no password hash, no link of a mail, no digest of a link. No delete
-- but where a row is a membership: accounts, users and keys end by their status
-- and stay known. ("for share" and "for update" need a column to update.)
grant usage on schema provisor to provisor_admin;
grant select on
  provisor.account, provisor.api_key, provisor.user_group,
  provisor.group_member, provisor.user_with_password
  to provisor_admin;
grant select (id, account_id, username, email, first_name, last_name, phone,
              timezone, status, is_confirmed, created_at)
  on provisor.app_user to provisor_admin;
grant select (account_id, owner_user_id) on provisor.contact to provisor_admin;
grant select (id, account_id, method, key, api_key_id, remote_address, result,
              created_at)
  on provisor.operation to provisor_admin;
grant select (id, kind, recipient, state, attempts, last_answer, created_at,
              next_attempt_at, sent_at, failed_at, held_for)
  on provisor.outbox to provisor_admin;
grant select on provisor.mail_attempt to provisor_admin;
grant select (number) on provisor.migration to provisor_admin;
grant insert on
  provisor.account, provisor.api_key, provisor.email_registry,
  provisor.shared_address, provisor.user_group, provisor.group_member
  to provisor_admin;
grant insert (account_id, username, email, first_name, last_name, phone,
              timezone)
  on provisor.app_user to provisor_admin;
grant update (status, deactivated_at) on provisor.account to provisor_admin;
grant update (expires_at, revoked_at) on provisor.api_key to provisor_admin;
-- To retry a mail.
grant update (state, next_attempt_at, first_attempt_at, failed_at, held_at,
              held_for)
  on provisor.outbox to provisor_admin;
grant delete on provisor.group_member to provisor_admin;
-- What is old enough it deletes by a function, which knows what never is; it
-- approves trials by one, too, so that it cannot write a mail of its own, and
-- cancels mails by one, so that it cannot read their links.
grant usage on schema admin to provisor_admin;
grant execute on all functions in schema admin to provisor_admin;
