# stack.sh — pool, mailer and nginx on top of the private cluster.
# Sourced after lib.sh and postgres.sh.
# shellcheck shell=bash disable=SC2034
#
# Everything but PostgreSQL runs as whoever started it.

BIN=${PROVISOR_BIN_DIR:-$PROJECT/build/release/bin}

# toml_text TEXT: as a TOML string.
toml_text() {
  local text=${1//\\/\\\\}
  printf '"%s"' "${text//\"/\\\"}"
}

write_config() {
  local database="host=$SOCKETS/postgres port=5432 dbname=provisor"
  install -d -m 700 "$STATE/mail"
  cat >"$STATE/provisor.toml" <<EOT
# Written at each start of this stack.
log_level = "info"

[database]
api = "$database user=provisor_api"
mailer = "$database user=provisor_mailer"
admin = "$database user=provisor_admin"
owner = "$database user=postgres"

[mail]
drop_directory = $(toml_text "$STATE/mail")
templates = $(toml_text "$PROJECT/mail")
brandings = $(toml_text "$STATE/brandings")

[sql]
directory = $(toml_text "$PROJECT/sql")

[pool]
socket = "$SOCKETS/api.sock"
EOT
}

# Self-signed, for the names of this machine's loopback; made anew a month before
# it ends. A client that is told to trust it can verify it.
make_certificate() {
  local tls=$STATE/tls
  CERTIFICATE=$tls/certificate.pem
  openssl x509 -noout -checkend 2592000 -in "$CERTIFICATE" >/dev/null 2>&1 &&
    return
  install -d -m 700 "$tls"
  cat >"$tls/request.cnf" <<'EOT'
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = localhost
[extensions]
subjectAltName = DNS:localhost, IP:127.0.0.1, IP:::1
basicConstraints = critical, CA:true
keyUsage = critical, digitalSignature, keyCertSign
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
EOT
  (umask 077 && openssl req -x509 -days 365 -nodes -config "$tls/request.cnf" \
    -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
    -keyout "$tls/key.pem" -out "$CERTIFICATE") >"$STATE/log/openssl.log" 2>&1 ||
    fail_with_log openssl
}

has_ipv6_loopback() {
  grep -q '^0\{31\}1 ' /proc/net/if_inet6 2>/dev/null
}

# listen PORT [ssl]: the listen lines of one server.
listen() {
  printf 'listen 127.0.0.1:%s;' "$*"
  ! has_ipv6_loopback || printf ' listen [::1]:%s;' "$*"
}

# listen_https PORT: with HTTP/2, as the site of production has it (nginx/listen-*).
listen_https() {
  local version
  version=$(nginx -v 2>&1)
  if printf '%s\n' 1.25.1 "${version##*/}" | sort -CV; then
    listen "$1 ssl"
    printf ' http2 on;'
  else
    listen "$1 ssl http2"
  fi
}

# write_nginx NAME LIMITS HTTPS_PORT PLAIN_PORT: an instance with a directory of
# its own, $STATE/NAME. The include files are those of production.
write_nginx() {
  local root=$STATE/$1 user=
  mkdir -p "$root"
  ln -sfn "$PROJECT/nginx" "$root/provisor"
  # The master's own user: the certificate's key and the pool's socket are its.
  [ "$(id -u)" != 0 ] || user='user root;'
  cat >"$root/nginx.conf" <<EOT
# Written at each start of this stack.
daemon off;
$user
worker_processes 2;
worker_rlimit_nofile 8192;
pid "$root/nginx.pid";
error_log stderr notice;
events { worker_connections 2048; }
http {
  client_body_temp_path "$root/body";
  fastcgi_temp_path "$root/fastcgi";
  proxy_temp_path "$root/proxy";
  scgi_temp_path "$root/scgi";
  uwsgi_temp_path "$root/uwsgi";
  include provisor/provisor-http.conf;
  include provisor/$2;
  upstream provisor_api { server "unix:$SOCKETS/api.sock"; }
  access_log "$STATE/log/$1-access.log" provisor;
  server {
    $(listen_https "$3")
    server_name localhost;
    ssl_certificate "$CERTIFICATE";
    ssl_certificate_key "$STATE/tls/key.pem";
    include provisor/provisor-locations.conf;
  }
  server {
    $(listen "$4")
    server_name localhost;
    include provisor/provisor-plain.conf;
  }
}
EOT
}

# nginx_start NAME LIMITS FROM_PORT: takes the next two free ports from there on;
# sets HTTPS_PORT and PLAIN_PORT. Somebody may be faster, so it tries again.
nginx_start() {
  local attempt
  for attempt in 1 2 3 4 5; do
    HTTPS_PORT=$(next_free_port "$3")
    PLAIN_PORT=$(next_free_port $((HTTPS_PORT + 1)))
    write_nginx "$1" "$2" "$HTTPS_PORT" "$PLAIN_PORT"
    launch "$1" nginx -p "$STATE/$1" -c "$STATE/$1/nginx.conf" -e stderr
    await 30 nginx_is_settled "$1" || true
    ! nginx_is_ready "$1" || return 0
    grep -q 'Address already in use' "$STATE/log/$1.log" || break
    stop "$1" QUIT 5 nginx
    [ "$attempt" = 5 ] || : >"$STATE/log/$1.log"
  done
  fail_with_log "$1"
}

# nginx writes its process id once it listens.
nginx_is_ready() {
  is_running "$1" &&
    [ "$(cat "$STATE/$1/nginx.pid" 2>/dev/null)" = "$(pid_of "$1")" ]
}
nginx_is_settled() { nginx_is_ready "$1" || ! is_running "$1"; }

provisor() { "$BIN/provisor" --config "$STATE/provisor.toml" "$@"; }

# answers PATH: whether the server answers it with 200.
answers() {
  curl -fsS --max-time 5 --cacert "$CERTIFICATE" -o /dev/null \
    "https://localhost:$HTTPS_PORT$1" 2>/dev/null
}

# The logs of the start before are kept, those of earlier ones are not.
set_logs_aside() {
  mkdir -p "$STATE/log/previous"
  find "$STATE/log" -maxdepth 1 -name '*.log' \
    -exec mv -t "$STATE/log/previous" {} +
}

# stack_start FROM_PORT: on the cluster that runs. Sets CERTIFICATE, HTTPS_PORT
# and PLAIN_PORT.
stack_start() {
  write_config
  provisor migrate
  launch api "$BIN/provisor-api" --config "$STATE/provisor.toml"
  launch mailer "$BIN/provisor-mailer" --config "$STATE/provisor.toml"
  make_certificate
  nginx_start nginx provisor-limits-high.conf "$1"
  printf '%s %s\n' "$HTTPS_PORT" "$PLAIN_PORT" >"$STATE/ports"
  await 60 stack_is_settled || true
  is_running api || fail_with_log api
  is_running mailer || fail_with_log mailer
  answers /readyz || fail_with_log api
}

stack_is_settled() {
  answers /readyz || ! is_running api || ! is_running mailer
}

# In this order: first who asks, last who is asked.
stack_stop() {
  stop limited QUIT 10 nginx
  stop nginx QUIT 10 nginx
  stop api TERM 30 provisor-api
  stop mailer TERM 30 provisor-mailer
  cluster_stop
}

# stack_missing: the first part of a whole stack that does not run; fails when
# all do.
stack_missing() {
  local part
  for part in nginx api mailer postgres; do
    is_running "$part" || { printf '%s\n' "$part"; return; }
  done
  return 1
}

stack_is_running() { ! stack_missing >/dev/null; }
