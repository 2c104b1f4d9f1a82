-- Who may do what, the whole of it: everything is taken away first. Applied
-- again at every migration, as the owner of the schemas.

revoke all on schema provisor, api from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all tables in schema provisor from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all sequences in schema provisor from public,
  provisor_api, provisor_mailer, provisor_admin;
revoke all on all functions in schema provisor, api from public,
  provisor_api, provisor_mailer, provisor_admin;

-- The workers call functions. A worker that was taken over reads no row.
grant usage on schema api to provisor_api;
grant execute on all functions in schema api to provisor_api;

-- The mailer reads the outbox and records what became of a mail; it cannot
-- write one, nor change whom it goes to.
grant usage on schema provisor to provisor_mailer;
grant select on provisor.outbox to provisor_mailer;
grant update (state, attempts, next_attempt_at, lease_expires_at, sent_at,
              failed_at, last_answer, secret)
  on provisor.outbox to provisor_mailer;

-- The operator's command. No delete but where a row is a membership: accounts,
-- users and keys end by their status and stay known.
grant usage on schema provisor, api to provisor_admin;
grant select on all tables in schema provisor to provisor_admin;
grant insert, update on
  provisor.account, provisor.app_user, provisor.api_key, provisor.source,
  provisor.tag, provisor.contact, provisor.contact_tag, provisor.user_group,
  provisor.group_member, provisor.token, provisor.outbox
  to provisor_admin;
grant insert on provisor.email_registry to provisor_admin;
grant delete on provisor.group_member to provisor_admin;
grant usage on all sequences in schema provisor to provisor_admin;
grant execute on function api.schema_version() to provisor_admin;
