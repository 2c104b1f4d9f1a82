#!/bin/bash
# restored_stack.sh start STATE DUMP: an empty cluster of its own, the dump
# restored by the lines of docs/database.md, and a stack on it; prints its URL.
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

# What stands in the second example of the section, up to the programs.
documented_lines() {
  sed -n '/^## Backup and restore/,/^provisor migrate/p' docs/database.md |
    grep -E '^(createdb|psql|pg_restore) ' |
    sed "s,/usr/share/provisor/sql,sql,; s,provisor\.dump,$1,"
}

restore() {
  documented_lines "$1" |
    PATH=$POSTGRES_BIN:$PATH PGHOST=$SOCKETS/postgres PGUSER=postgres PSQLRC=/dev/null \
      bash -eux
}

# A cluster may have any encoding, as Debian's has that of a machine without a
# language.
cluster_encoding=(--encoding=SQL_ASCII --locale=C)
chmod 711 "$STATE"
{
  cluster_start fsync=off full_page_writes=off
  query postgres 'drop database provisor'
  restore "$3"
  stack_start 19443
} >&2
printf 'https://localhost:%s\n' "$HTTPS_PORT"
