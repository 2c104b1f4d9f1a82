-- Contacts that came from a file are operations too: done once each, however
-- often the file is read. The new value is not used in this transaction, so the
-- constraint compares texts; whether old rows keep it the next migration looks,
-- under a lock that lets calls through.

alter type provisor.operation_method add value if not exists 'import_contact';

alter table provisor.operation
  drop constraint operation_result_names_rows,
  add constraint operation_result_names_rows check (
    case method::text
      when 'import_contact' then result ? 'contact_id'
      else result ? 'account_id' and result ? 'user_id'
    end) not valid;

comment on column provisor.operation.result is
  'The answer: account_id and user_id, for master_account contact_id too, for '
  'import_contact that alone';
