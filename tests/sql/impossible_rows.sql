-- Rows that cannot exist.

\ir fixture.psql
select plan(59);

create function pg_temp.refused(statement text, name text, reason text)
returns text language plpgsql as $$
declare
  hit text := 'nothing';
begin
  begin
    execute statement;
  exception when integrity_constraint_violation then
    get stacked diagnostics hit = constraint_name;
  end;
  return is(hit, name, reason);
end
$$;
select fixture.person('acme', 'ann') \g /dev/null
select fixture.account('rival') \g /dev/null
select fixture.person('rival', 'rex') \g /dev/null
select fixture.user_group('acme', 'Sales', '{ann}') \g /dev/null
select fixture.master('mike@example.com', fixture.phone('1', '+15550001'))
\g /dev/null

select pg_temp.refused('update provisor.account set ' || change, name, change)
from (values
  ('account_status_times', 'deactivated_at = now()'),
  ('account_status_times', 'deleted_at = now()'),
  ('account_status_times', 'status = ''deactivated'''),
  ('account_status_times', 'status = ''deleted'''),
  ('account_status_times',
   'status = ''deactivated'', deactivated_at = now(), deleted_at = now()'),
  ('account_trial_limits', 'is_trial = true'),
  ('account_trial_limits', 'is_trial = true, send_cap = 10'),
  ('account_trial_limits',
   'is_trial = true, send_cap = 11, expires_at = now()'),
  ('account_limits_not_negative', 'contact_limit = -1'),
  ('account_country_code_form', 'country_code = ''us'''),
  ('account_company_name_not_empty', 'company_name = '''''),
  ('account_is_not_its_own_parent', 'parent_id = id'),
  ('account_parent_fkey', 'parent_id = 0')
) as c (name, change);

select pg_temp.refused('update provisor.app_user set ' || change, name, change)
from (values
  ('app_user_status_times', 'status = ''deactivated'''),
  ('app_user_status_times', 'deleted_at = now()'),
  ('app_user_username_not_empty', 'username = '''''),
  ('app_user_email_not_empty', 'email = '''''),
  ('app_user_username_key', 'username = ''ANN'' where username = ''rex''')
) as c (name, change);
select pg_temp.refused(
  'insert into provisor.app_user (account_id, username, email)
   values (0, ''x'', ''x@example.com''); set constraints all immediate',
  'app_user_account_fkey', 'a user of no account');

select pg_temp.refused('update provisor.api_key set ' || change, name, change)
from (values
  ('api_key_digest_is_sha256', 'digest = ''short'''),
  ('api_key_prefix_is_short', 'prefix = ''much longer than that'''),
  ('api_key_does_not_replace_itself', 'replaces = id')
) as c (name, change);
select pg_temp.refused(
  'insert into provisor.api_key (account_id, user_id, digest, prefix)
   select a.id, u.id, sha256(''k''), ''k''
   from provisor.account a, provisor.app_user u
   where a.company_name = ''acme'' and u.username = ''rex''',
  'api_key_user_of_account', 'a key of one account for another''s user');
select pg_temp.refused(
  'insert into provisor.group_member (group_id, user_id)
   select g.id, u.id from provisor.user_group g, provisor.app_user u
   where u.username = ''rex''',
  'group_member_of_account', 'a member from another account');
select pg_temp.refused(
  'update provisor.group_member set last_turn = -1',
  'group_member_turn_not_negative', 'a turn before the first');

select pg_temp.refused('update provisor.contact set ' || change, name, change)
from (values
  ('contact_phone_is_read', 'phone_e164 = null'),
  ('contact_phone_is_read', 'phone = null'),
  ('contact_phone_e164_form', 'phone_e164 = ''5550001'''),
  ('contact_email_not_empty', 'email = ''''')
) as c (name, change);
select pg_temp.refused(
  'insert into provisor.contact (account_id, email, phone, phone_e164)
   select account_id, ''other@example.com'', phone, phone_e164
   from provisor.contact',
  'contact_phone_key', 'two contacts with one phone');
select pg_temp.refused(
  'insert into provisor.contact (account_id, email)
   select account_id, email from provisor.contact',
  'contact_email_key', 'two contacts with one address');

select pg_temp.refused('update provisor.operation set ' || change, name, change)
from (values
  ('operation_key_form', 'key = '''''),
  ('operation_fingerprint_is_sha256', 'fingerprint = ''short'''),
  ('operation_result_names_rows', 'result = ''{}''')
) as c (name, change);

select pg_temp.refused('update provisor.token set ' || change, name, change)
from (values
  ('token_hash_is_sha256', 'hash = ''short'''),
  ('token_expires_later', 'expires_at = created_at')
) as c (name, change);

select pg_temp.refused('update provisor.outbox set ' || change, name, change)
from (values
  ('outbox_state_times',
   'state = ''sending'', lease_expires_at = now(), attempts = 1,
    first_attempt_at = now()'),
  ('outbox_state_times',
   'state = ''sent'', secret = null, next_attempt_at = null, attempts = 1,
    first_attempt_at = now()'),
  ('outbox_state_times', 'next_attempt_at = null'),
  ('outbox_state_times', 'sent_at = now()'),
  ('outbox_state_times', 'failed_at = now()'),
  ('outbox_state_times', 'held_at = now()'),
  ('outbox_state_times', 'held_for = ''send_cap'''),
  ('outbox_state_times', 'cancelled_at = now()'),
  ('outbox_data_is_object', 'data = ''[]'''),
  ('outbox_tried', 'state = ''deferred'''),
  ('outbox_first_attempt', 'attempts = 1'),
  ('outbox_first_attempt', 'first_attempt_at = now()'),
  ('outbox_links_not_held',
   'state = ''held'', next_attempt_at = null, held_at = now(),
    held_for = ''send_cap'''),
  ('outbox_secret_blanked',
   'state = ''cancelled'', next_attempt_at = null, cancelled_at = now()'),
  ('outbox_secret_blanked',
   'state = ''sent'', next_attempt_at = null, sent_at = now(), attempts = 1,
    first_attempt_at = now()'),
  ('outbox_secret_of_links', 'kind = ''new_contact'''),
  ('outbox_recipient_not_empty', 'recipient = ''''')
) as c (name, change);

insert into provisor.mail_attempt (outbox_id, number) values (1, 1);
select pg_temp.refused('update provisor.mail_attempt set ' || change, name,
  change)
from (values
  ('mail_attempt_number_positive', 'number = 0'),
  ('mail_attempt_answer_ends', 'answer = ''x'''),
  ('mail_attempt_answer_ends', 'ended_at = now()'),
  ('mail_attempt_ends_later',
   'ended_at = started_at - interval ''1 second'', answer = ''x'''),
  ('mail_attempt_reply_code_form',
   'ended_at = now(), answer = ''x'', reply_code = 99'),
  ('mail_attempt_enhanced_code_form',
   'ended_at = now(), answer = ''x'', enhanced_code = ''1.2''')
) as c (name, change);

select * from finish();
rollback;
