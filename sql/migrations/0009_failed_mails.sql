-- Serves: counting the mails that were given up, for /metrics. A row enters it
-- only when it fails; the other states that are counted have an index already.
create index outbox_failed on provisor.outbox (failed_at)
  where state = 'failed';
