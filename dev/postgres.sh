# postgres.sh — a private PostgreSQL cluster inside $STATE, reached through a
# UNIX socket only. Sourced after lib.sh.
# shellcheck shell=bash disable=SC2034
#
# PostgreSQL refuses to run as root, so for root it runs as user `postgres`, who
# may not be able to enter this directory (root's home is closed). Then the data
# lies in /var/lib/provisor-dev/ instead, and $STATE/postgres leads there.
#
# Socket paths are limited to 107 bytes, so sockets lie in a directory of /tmp,
# new at each start; $STATE/sockets leads there. Nobody but the owner can enter,
# so the cluster trusts whoever does.

# Sets POSTGRES_BIN: the server programs of the newest version there is.
find_postgres() {
  POSTGRES_BIN=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null |
    sort -V | tail -1)
  POSTGRES_BIN=${POSTGRES_BIN%/initdb}
  [ -n "$POSTGRES_BIN" ] || die "PostgreSQL's server programs are missing"
}

# setpriv replaces itself by the program, which so keeps the process id.
database_user=()
[ "$(id -u)" != 0 ] ||
  database_user=(setpriv --reuid=postgres --regid=postgres --init-groups)

as_database_user() { (cd / && "${database_user[@]}" "$@"); }

# Where the cluster is or will be: the place itself, not the link to it.
place_cluster() {
  if [ -L "$STATE/postgres" ] || as_database_user test -x "$STATE"; then
    readlink -m "$STATE/postgres"
  else
    local name
    name=$(sha256sum <<<"$STATE")
    printf '/var/lib/provisor-dev/%s\n' "${name:0:16}"
  fi
}

# cluster_prepare: initialises the cluster when there is none; sets CLUSTER.
cluster_prepare() {
  find_postgres
  CLUSTER=$(place_cluster)
  [ "$CLUSTER" = "$STATE/postgres" ] || ln -sfn "$CLUSTER" "$STATE/postgres"
  if [ ! -e "$CLUSTER/PG_VERSION" ]; then
    make_cluster
  elif [ "$(cat "$CLUSTER/PG_VERSION")" != "$(major_version)" ]; then
    die "$STATE/postgres is of PostgreSQL $(cat "$CLUSTER/PG_VERSION"), not" \
      "$(major_version): move it away to start with an empty database"
  fi
}

major_version() { basename "$(dirname "$POSTGRES_BIN")"; }

cluster_encoding=(--encoding=UTF8 --locale=C.UTF-8)

# Under another name first, so that a half-made cluster is never taken for one.
make_cluster() {
  say "Making a PostgreSQL $(major_version) cluster in $CLUSTER"
  rm -rf "$CLUSTER.new"
  mkdir -p "$(dirname "$CLUSTER")"
  install -d -m 700 "$CLUSTER.new"
  [ "$(id -u)" != 0 ] || chown postgres: "$CLUSTER.new"
  as_database_user "$POSTGRES_BIN/initdb" --pgdata="$CLUSTER.new" \
    --username=postgres --auth=trust "${cluster_encoding[@]}" \
    >"$STATE/log/initdb.log" 2>&1 || fail_with_log initdb
  mv -T "$CLUSTER.new" "$CLUSTER"
}

make_socket_directory() {
  remove_socket_directory
  SOCKETS=$(mktemp -d /tmp/provisor-XXXXXX)
  ln -sfn "$SOCKETS" "$STATE/sockets"
  install -d -m 700 "$SOCKETS/postgres"
  if [ "$(id -u)" = 0 ]; then
    chmod 711 "$SOCKETS"
    chown postgres: "$SOCKETS/postgres"
  fi
}

remove_socket_directory() {
  local old
  old=$(readlink "$STATE/sockets") || return 0
  case $old in
    /tmp/provisor-??????) [ ! -O "$old" ] || rm -rf "$old" ;;
  esac
  rm -f "$STATE/sockets"
}

# After a kill -9 the lock file names a process that may by now be anybody. The
# true owner would have the cluster as its working directory.
remove_stale_lock() {
  local pid
  pid=$(head -1 "$CLUSTER/postmaster.pid" 2>/dev/null) || return 0
  [ "$(readlink "/proc/$pid/cwd")" = "$CLUSTER" ] ||
    rm -f "$CLUSTER/postmaster.pid"
}

# The log keeps secrets out: no statement's parameters, no details of an error
# (they quote rows), no context (it quotes JSON).
cluster_settings=(
  listen_addresses=
  unix_socket_permissions=0700
  log_error_verbosity=terse
  log_parameter_max_length=0
  log_parameter_max_length_on_error=0
  "log_line_prefix=%m [%p] %q%u@%d "
)

# shellcheck disable=SC2120
# cluster_start [SETTING…]: sets SUPERUSER, a connection string with full rights.
cluster_start() {
  local setting options=()
  cluster_prepare
  make_socket_directory
  for setting in "${cluster_settings[@]}" \
    "unix_socket_directories=$SOCKETS/postgres" "$@"; do
    options+=(-c "$setting")
  done
  remove_stale_lock
  (cd / && launch postgres "${database_user[@]}" \
    "$POSTGRES_BIN/postgres" -D "$CLUSTER" "${options[@]}")
  await 60 cluster_is_settled || true
  cluster_is_ready || fail_with_log postgres
  SUPERUSER="host=$SOCKETS/postgres port=5432 user=postgres dbname=provisor"
  query postgres "select datname from pg_database" | grep -qx provisor ||
    query postgres "create database provisor"
}

cluster_is_ready() {
  "$POSTGRES_BIN/pg_isready" -q -h "$SOCKETS/postgres" -p 5432 -U postgres \
    -d postgres
}
cluster_is_settled() { cluster_is_ready || ! is_running postgres; }

# query DATABASE SQL [psql option…]: as superuser; rows without decoration.
query() {
  local database=$1 sql=$2
  shift 2
  "$POSTGRES_BIN/psql" -XAtq -v ON_ERROR_STOP=1 -h "$SOCKETS/postgres" \
    -p 5432 -U postgres -d "$database" "$@" <<<"$sql"
}

cluster_stop() {
  stop postgres INT 60 postgres
  remove_socket_directory
}

# cluster_remove: the data too; for tests.
cluster_remove() {
  cluster_stop
  [ -z "${CLUSTER:-}" ] || rm -rf "$CLUSTER" "$STATE/postgres"
}
