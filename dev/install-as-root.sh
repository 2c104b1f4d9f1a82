#!/bin/bash
# install-as-root.sh PACKAGE… — installs Debian packages; dev/packages.sh runs it.
#
# postgresql, nginx, postfix, pgbouncer and prometheus would start services of
# their own. Nobody asked for those, so they are kept from starting while packages
# install, and from starting at boot if it was us who brought them. What was
# installed before stays as it is.
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
policy=/usr/sbin/policy-rc.d
log=$(mktemp)
apt=(apt-get -q -y -o DPkg::Lock::Timeout=300 -o Dpkg::Options::=--force-confold)

clean_up() {
  rm -f "$log"
  [ -z "${own_policy:-}" ] || rm -f "$policy"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

lists_are_old() {
  [ -z "$(find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' \
    -mtime -1 -print -quit 2>/dev/null)" ]
}

# Some two hundred packages come along: a line for every fifty of each step.
install_packages() {
  "${apt[@]}" install --no-install-recommends "$@" </dev/null 2>&1 |
    tee "$log" | show_progress
  return "${PIPESTATUS[0]}"
}

show_progress() {
  local line step last='' count=0
  while read -r line; do
    case $line in
      Get:*) step=fetched ;;
      Unpacking\ *) step=unpacked ;;
      Setting\ up\ *) step='set up' ;;
      *) continue ;;
    esac
    [ "$step" = "$last" ] || count=0
    last=$step count=$((count + 1))
    [ $((count % 50)) != 0 ] || echo "  $count packages $step"
  done
}

brings() { [[ " $* " == *" ${service} "* ]]; }

new_services=
for service in postgresql nginx postfix pgbouncer prometheus; do
  ! brings "$@" || new_services+=" $service"
done
if [ -n "$new_services" ] && [ ! -e "$policy" ]; then
  own_policy=yes
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod 755 "$policy"
fi

! lists_are_old || "${apt[@]}" update >"$log" 2>&1 ||
  echo "apt-get update failed; trying with the lists there are"
if ! install_packages "$@"; then
  # A list that names versions which are gone by now.
  "${apt[@]}" update >/dev/null 2>&1 || true
  install_packages "$@" || { cat "$log" >&2; exit 1; }
fi

for service in $new_services; do
  systemctl --quiet disable "$service" >/dev/null 2>&1 || true
  echo "$service is installed and not started: provisor needs none but those" \
    "that it starts itself. To use it: systemctl enable --now $service"
done
