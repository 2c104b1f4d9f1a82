# checks.sh — how the scripts here count. Sourced.
# shellcheck shell=bash

passed=0 failed=0

check() { # SENTENCE, then a command
  local sentence=$1
  shift
  if "$@"; then
    printf 'ok    %s\n' "$sentence"
    passed=$((passed + 1))
  else
    printf 'FAIL  %s\n' "$sentence"
    failed=$((failed + 1))
  fi
}

is() { [ "$1" = "$2" ] || { echo "      '$1' instead of '$2'"; return 1; }; }
at_least() { [ "$1" -ge "$2" ] || { echo "      $1, not $2"; return 1; }; }
has() { grep -q -- "$2" <<<"$1" || { echo "      '$2' is missing"; return 1; }; }
# lacks TEXT PATTERN-OR-GREP-OPTIONS…
lacks() { ! grep "${@:2}" <<<"$1"; }

step() { printf '\n== %s\n' "$*"; }

finish() {
  printf '\n%s passed, %s failed\n' "$passed" "$failed"
  [ "$failed" = 0 ]
}

# arguments_or_usage PACKAGE: as root, under systemd, with a package.
arguments_or_usage() {
  [ "$(id -u)" = 0 ] && [ -d /run/systemd/system ] && [ -f "$1" ] && return
  sed '1d;/^[^#]/,$d;s/^# \{0,1\}//' "${0##*/}"
  exit 2
}
