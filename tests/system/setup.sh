# setup.sh — how the tests of `provisor setup` run it and what they look at.
# Sourced, after checks.sh and machine.sh.
# shellcheck shell=bash

config=/etc/provisor/provisor.toml
site=/etc/nginx/sites-available/provisor
wanted=(--domain "$HOST" --admin-email ops@example.org
  --reseller "Example Reseller" --country AU)

# Sets `said` and `status`.
run_setup() {
  status=0
  said=$(provisor setup "$@" 2>&1 </dev/null) || status=$?
}

# The same on a terminal: run_on_terminal [QUESTION ANSWER]… -- [OPTION…]
run_on_terminal() {
  local talk=()
  while [ "$1" != -- ]; do talk+=("$1"); shift; done
  status=0
  said=$(python3 ./terminal.py "${talk[@]}" -- provisor setup "${@:2}") || status=$?
}

refused() { # SENTENCE PATTERN REMEDY
  check "$1: it fails" is "$status" 1
  check "$1: it says so" has "$said" "$2"
  check "$1: and what helps" has "$said" "-> .*$3"
}

ask() { curl -sS --cacert "$TLS/certificate.pem" "$@"; }

state_of_machine() {
  sha256sum "$config" "$site" /etc/nginx/sites-enabled/* "$TLS"/* 2>/dev/null
  systemctl is-enabled provisor-api provisor-mailer provisor-prune.timer || true
  as postgres psql -Atc "select count(*) from pg_database" 2>/dev/null || true
}

# A mail server on port 2525, where ann signs in with the password in /root/password.
start_mail_server() {
  echo not-for-the-log >/root/password
  systemd-run -q --unit=test-mail python3 "$PWD/mail_server.py" 2525 ann /root/password
}
