# lib.sh — what ./run, ./test and the benchmark share: words, places, processes.
# Sourced by bash, not run.
# shellcheck shell=bash disable=SC2034
#
# A "stack" is a private PostgreSQL cluster with, in front of it, the pool, the
# mailer and nginx. All of one stack lies in its state directory $STATE: ./run
# uses var/, tests make one of their own, so that neither meets the other. Every
# process is known by process id *and* start time; nothing is ever looked up or
# ended by its name.

PROJECT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)

# A stray variable must not lead to the machine's own PostgreSQL, nor make our
# programs believe that systemd started them.
unset PGHOST PGHOSTADDR PGPORT PGDATABASE PGUSER PGSERVICE PGPASSFILE PGOPTIONS
unset JOURNAL_STREAM NOTIFY_SOCKET WATCHDOG_USEC LISTEN_FDS LISTEN_PID
# nginx and others lie where an ordinary user may not look.
PATH=$PATH:/usr/sbin:/sbin
export LC_ALL=C.UTF-8
umask 022

say() { printf '%s\n' "$*"; }
die() { printf '%s: %s\n' "${0##*/}" "$*" >&2; exit 1; }

# use_state DIRECTORY: makes it the state directory of everything that follows.
use_state() {
  mkdir -p "$1" || die "cannot make $1"
  STATE=$(cd "$1" && pwd -P)
  [ -O "$STATE" ] ||
    die "$STATE belongs to $(stat -c %U "$STATE"): run this as that user"
  mkdir -p "$STATE/pids" "$STATE/log"
  chmod 700 "$STATE/log"
}

# started_at PID: when the kernel started it; fails when it is gone or a zombie.
started_at() {
  local stat
  stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
  # The name in parentheses may hold anything; fields count from behind it.
  read -ra stat <<<"${stat##*) }"
  [ "${stat[0]}" != Z ] && printf '%s\n' "${stat[19]}"
}

# launch NAME COMMAND…: in the background, in a session of its own, so that
# Ctrl-C reaches only the script, which then stops things in order.
launch() {
  local name=$1
  shift
  touch "$STATE/log/$name.log"
  setsid "$@" </dev/null >>"$STATE/log/$name.log" 2>&1 9>&- &
  printf '%s %s\n' "$!" "$(started_at "$!")" >"$STATE/pids/$name"
}

# pid_of NAME: the process id that NAME was launched with, dead or alive; fails
# when it was not launched.
pid_of() { cut -d' ' -f1 "$STATE/pids/$1" 2>/dev/null; }

is_running() {
  local pid start
  read -r pid start 2>/dev/null <"$STATE/pids/$1" || return 1
  [ -n "$start" ] && [ "$(started_at "$pid")" = "$start" ]
}

# await SECONDS COMMAND…: until the command succeeds.
await() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.1
  done
}

# fail_with_log NAME: it did not start; its log says why.
fail_with_log() {
  tail -n 20 "$STATE/log/$1.log" >&2
  die "$1 did not start; $STATE/log/$1.log ends with the lines above"
}

has_ended() { ! is_running "$1"; }

# stop NAME SIGNAL SECONDS PROGRAM: asks, waits, and only then insists. Children
# that outlived their parent (a killed nginx leaves its workers) are found by the
# session they are in; the kernel gives a session's number to nobody else.
stop() {
  local name=$1 pid orphan
  pid=$(pid_of "$name") || return 0
  if is_running "$name"; then
    kill "-$2" "$pid"
    if ! await "$3" has_ended "$name"; then
      say "$name did not end within $3 s and was killed"
      kill -KILL "$pid"
      await 10 has_ended "$name"
    fi
  fi
  if ! started_at "$pid" >/dev/null; then
    for orphan in $(session_members "$pid" "$4"); do
      kill -KILL "$orphan" 2>/dev/null || true
    done
  fi
  rm -f "$STATE/pids/$name"
}

# session_members SESSION PROGRAM: the processes of that name in the session.
session_members() {
  cat /proc/[0-9]*/stat 2>/dev/null | awk -v session="$1" -v program="$2" '
    { pid = $1; name = $0; sub(/^[0-9]+ \(/, "", name); sub(/\) .*$/, "", name)
      sub(/^.*\) /, "")
      if ($4 == session && name == substr(program, 1, 15)) print pid }'
}

# next_free_port FROM: the first TCP port from there on that nobody listens on.
next_free_port() {
  local port
  for ((port = $1; port < 65536; port++)); do
    is_port_free "$port" && printf '%s\n' "$port" && return
  done
  return 1
}

is_port_free() {
  ! cat /proc/net/tcp /proc/net/tcp6 2>/dev/null |
    awk -v port="$(printf ':%04X' "$1")" '
      $4 == "0A" && substr($2, length($2) - 4) == port { found = 1 }
      END { exit !found }'
}
