#!/bin/bash
# Checks the arrows between the rooms: which room may include which, and which
# third-party library lies behind which door. See docs/architecture.md.
set -eu
cd "$(dirname "$0")/.."
bad=0

# allow ROOM OTHER-ROOM...: what ROOM may include besides itself.
allow() {
  local room=$1; shift
  local allowed=" $room $* " line other
  while IFS= read -r line; do
    other=$(sed -E 's/.*"provisor\/([a-z_]+)\/.*/\1/' <<<"$line")
    [[ $allowed == *" $other "* ]] && continue
    echo "layers: $room must not include $other: $line"; bad=1
  done < <(grep -rHnE '#include "provisor/' "src/$room" \
             "include/provisor/$room" 2>/dev/null || true)
}

# door PATTERN ROOM...: headers that only these rooms may include.
door() {
  local pattern=$1; shift
  local rooms=" $* " line room
  while IFS= read -r line; do
    room=$(sed -E 's#^(src|include/provisor)/([a-z_]+)/.*#\2#' <<<"$line")
    [[ $rooms == *" $room "* ]] && continue
    echo "layers: <$pattern> lies behind the door of$rooms: $line"; bad=1
  done < <(grep -rHnE "#include <$pattern" src include || true)
}

allow programs config fastcgi api operations store mail auth wire base
allow api operations auth wire fastcgi base
allow operations auth store base
allow store base
allow auth base
allow wire base
allow fastcgi base
allow mail base
allow config base
allow base

door 'fcgi' fastcgi
door 'json/' wire store
door 'csv\.h' wire
door 'pqxx/' store
door 'openssl/' auth
door 'toml' config
door 'CLI/' programs
door 'curl/' mail programs
door 'phonenumbers/|idn2|unicode/|zxcvbn' operations
door 'systemd/' fastcgi base
door 'kainjow/' wire mail

# A room's private headers are its own.
while IFS= read -r line; do
  echo "layers: a private header of another room: $line"; bad=1
done < <(grep -rHnE '#include "\.\./' src include || true)

[ "$bad" = 0 ] && echo "layers: every include is allowed"
exit "$bad"
