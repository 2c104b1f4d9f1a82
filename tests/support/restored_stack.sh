#!/bin/bash
# restored_stack.sh start STATE DUMP: an empty cluster of its own, the dump
# restored as docs/database.md says, and a stack on it; prints its URL.
# restored_stack.sh stop STATE: ends and removes both.
set -eu
cd "$(dirname "$0")/../.."
. dev/lib.sh
. dev/postgres.sh
. dev/stack.sh

use_state "$2"
if [ "$1" = stop ]; then
  find_postgres
  CLUSTER=$(place_cluster)
  stack_stop
  cluster_remove
  exit
fi

chmod 711 "$STATE"
{
  cluster_start fsync=off full_page_writes=off
  "$POSTGRES_BIN/psql" -Xq -v ON_ERROR_STOP=1 -d "$SUPERUSER" -f sql/roles.sql
  "$POSTGRES_BIN/pg_restore" --exit-on-error --dbname="$SUPERUSER" "$3"
  stack_start 19443
} >&2
printf 'https://localhost:%s\n' "$HTTPS_PORT"
