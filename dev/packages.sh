#!/bin/bash
# packages.sh build|run|test|bench|deb — installs what Debian packages are missing
# to build provisor, to run it as well, to test it as well, or to package it.
#
# As root, or through sudo; otherwise it prints the line that somebody with the
# right has to run, and fails. The names hold for Debian 12 and 13.
set -eu
cd "$(dirname "$0")"

build="g++ make ccache pkg-config libfcgi-dev libjsoncpp-dev libpqxx-dev
  libssl-dev libboost-test-dev libsystemd-dev libphonenumber-dev libidn2-dev
  libicu-dev libtomlplusplus-dev libcli11-dev libfmt-dev
  libcurl4-openssl-dev libkainjow-mustache-dev libcsv-dev libzxcvbn-dev"
run="postgresql nginx openssl curl"
bench="python3 wrk"
deb="build-essential debhelper fakeroot lintian scdoc"
test="libtap-parser-sourcehandler-pgtap-perl python3 php-cli scdoc
  python3-jsonrpclib-pelix pgbouncer prometheus chromium chromium-driver"

# Not where another npm is, which Debian's could not be installed beside.
command -v npm >/dev/null || test+=" npm"

is_installed() {
  [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

# A machine has one mail server; ours must not take the place of another.
postfix() {
  dpkg-query -W -f '${db:Status-Status} ${Provides}\n' |
    grep -q '^installed .*mail-transport-agent' || echo postfix
}

# pgTAP is packaged for each version of PostgreSQL: 15 in Debian 12, 17 in 13.
pgtap() {
  local server
  server=$(find /usr/lib/postgresql -path '*/bin/initdb' 2>/dev/null |
    sort -V | tail -1 | cut -d/ -f5)
  [ -n "$server" ] || case $(. /etc/os-release && echo "${VERSION_ID:-}") in
    12) server=15 ;;
    *) server=17 ;;
  esac
  echo "postgresql-$server-pgtap"
}

case ${1:-} in
  build) wanted=$build ;;
  run) wanted="$build $run" ;;
  bench) wanted="$build $run $bench" ;;
  test) wanted="$build $run $test $(pgtap) $(postfix)" ;;
  deb) wanted="$build $deb" ;;
  *) echo "usage: dev/packages.sh build|run|test|bench|deb" >&2; exit 2 ;;
esac

missing=()
for package in $wanted; do
  is_installed "$package" || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

echo "Installing ${#missing[@]} Debian packages: ${missing[*]}"
if [ "$(id -u)" = 0 ]; then
  exec ./install-as-root.sh "${missing[@]}"
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
  exec sudo -- bash "$PWD/install-as-root.sh" "${missing[@]}"
fi
cat >&2 <<EOT
This needs root, and sudo does not work here without a terminal. Please run as root:
  apt-get update && apt-get install -y --no-install-recommends ${missing[*]}
EOT
exit 1
