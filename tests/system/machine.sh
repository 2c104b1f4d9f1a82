# machine.sh — a Debian machine with the package, a database, a CA and a site.
# Sourced by tests/system/run. Everything here is what an operator would do.
# shellcheck shell=bash

HOST=api.example.com
TLS=/etc/provisor/tls
CA=/root/provisor-test-ca

install_package() {
  apt-get -qq update
  DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends \
    --allow-downgrades "$1" nginx postgresql openssl python3 curl procps >/root/apt.log 2>&1 ||
    { tail -20 /root/apt.log; return 1; }
}

make_database() {
  local i
  for ((i = 0; i < 100; i++)); do
    as postgres psql -Atc 'select 1' >/dev/null 2>&1 && break
    sleep 0.1
  done
  [ "$(as postgres psql -Atc "select count(*) from pg_database
    where datname = 'provisor'")" = 1 ] || as postgres createdb provisor
  as postgres provisor migrate
}

# A root, an OCSP responder's address, and a certificate of the site.
make_certificates() {
  local serial
  serial=4f$(openssl rand -hex 15)
  install -d -m 700 "$CA"
  echo "$serial" >"$CA/serial"
  (
    umask 077
    openssl req -x509 -nodes -days 90 -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
      -subj '/CN=Test CA' -addext basicConstraints=critical,CA:true \
      -addext keyUsage=critical,keyCertSign,cRLSign \
      -keyout "$CA/key.pem" -out "$CA/ca.pem"
    openssl req -nodes -newkey ec -pkeyopt ec_paramgen_curve:P-256 \
      -subj "/CN=$HOST" -keyout "$TLS/key.pem" -out "$CA/site.csr"
    printf '%s\n' "subjectAltName=DNS:$HOST" basicConstraints=CA:false \
      extendedKeyUsage=serverAuth keyUsage=digitalSignature \
      subjectKeyIdentifier=hash authorityKeyIdentifier=keyid \
      authorityInfoAccess=OCSP\;URI:http://127.0.0.1:8888/ >"$CA/site.cnf"
    openssl x509 -req -days 90 -in "$CA/site.csr" -CA "$CA/ca.pem" \
      -CAkey "$CA/key.pem" -set_serial "0x$serial" -extfile "$CA/site.cnf" \
      -out "$TLS/site.pem"
  ) 2>/root/openssl.log
  cat "$TLS/site.pem" >"$TLS/certificate.pem"
  chmod 644 "$TLS/certificate.pem"
  grep -q " $HOST\$" /etc/hosts || echo "127.0.0.1 $HOST" >>/etc/hosts
}

enable_site() {
  rm -f /etc/nginx/sites-enabled/default
  ln -sfn ../sites-available/provisor /etc/nginx/sites-enabled/provisor
  nginx -t && systemctl reload-or-restart nginx
}

# The old workers end a moment after nginx was told.
reload_nginx() {
  local worker before
  before=$(pgrep -P "$(cat /run/nginx.pid)")
  systemctl reload nginx
  for worker in $before; do
    while kill -0 "$worker" 2>/dev/null; do sleep 0.05; done
  done
}

# Load from one address is not what the limits are made for.
lift_limits() {
  cp /usr/share/provisor/nginx/provisor-limits-high.conf \
    /etc/provisor/nginx/provisor-limits.conf
  reload_nginx
}

# Nobody else may enter the directory of this script.
as() { (cd / && sudo -u "$@"); }
operator() { as provisor_admin provisor "$@"; }

# Sets the environment of load.py.
make_reseller() {
  local account
  account=$(operator account create --name Reseller --country AU --json |
    sed -n 's/.*"id": *\([0-9]*\).*/\1/p')
  operator user create --account "$account" --username "ann-$$" \
    --email "ann-$$@example.org" --first-name Ann --last-name Ample >/dev/null
  PROVISOR_KEY=$(operator key create --account "$account" --user "ann-$$" \
    --label load --json | sed -n 's/.*"key": *"\([^"]*\)".*/\1/p')
  export PROVISOR_KEY PROVISOR_URL=https://$HOST PROVISOR_CACERT=$CA/ca.pem
}

start_services() {
  systemctl enable -q --now provisor-api.socket provisor-api provisor-mailer
}

rows() { as postgres psql -d provisor -Atc "$1"; }
main_process() { systemctl show -p MainPID --value provisor-api; }
workers() { pgrep -P "$(main_process)"; }
