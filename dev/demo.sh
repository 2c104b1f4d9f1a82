# demo.sh — a reseller to try things with, and one sign-up through each API.
# Sourced after stack.sh, when the stack runs.
# shellcheck shell=bash disable=SC1091

DEMO_NAME='Demo Reseller'

# json_number MEMBER, json_text MEMBER: of the one object on standard input.
json_number() { sed -n "s/.*\"$1\": *\([0-9][0-9]*\).*/\1/p"; }
json_text() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p"; }

# Made once and then found again, so that a second ./run goes on with it.
make_demo() {
  local account user
  account=$(demo_account)
  [ -n "$account" ] ||
    account=$(provisor account create --name "$DEMO_NAME" --type reseller \
      --country AU --billing-email billing@example.com --json | json_number id)
  [ -n "$account" ] || die "the demo reseller could not be made"
  for user in dana eli; do
    make_demo_user "$account" "$user"
  done
  provisor group list --account "$account" --json | grep -q '"sales"' ||
    provisor group create --account "$account" --name sales --json >/dev/null
  for user in dana eli; do
    provisor group add --account "$account" --group sales \
      --user "demo-$user" --json >/dev/null
  done
  write_demo_env "$(demo_key "$account")"
}

# quoted TEXT: as a SQL literal; whoever wrote the text cannot know where it ends.
quoted() {
  local tag="\$q$RANDOM$RANDOM$RANDOM\$"
  printf '%s%s%s' "$tag" "$1" "$tag"
}

demo_account() {
  local accounts
  accounts=$(provisor account list --type reseller --limit 10000 --json)
  query postgres "select item->>'id'
    from jsonb_array_elements($(quoted "$accounts")) item
    where item->>'company_name' = '$DEMO_NAME'
    order by (item->>'id')::bigint limit 1"
}

make_demo_user() {
  provisor user list --account "$1" --json | grep -q "\"demo-$2\"" ||
    provisor user create --account "$1" --username "demo-$2" \
      --email "$2@reseller.example.com" --first-name "${2^}" \
      --last-name Demo --timezone Australia/Brisbane --json >/dev/null
}

# The key of an earlier run while it works, else a new one.
demo_key() {
  local key=
  [ ! -e "$STATE/demo.env" ] ||
    key=$(. "$STATE/demo.env" && printf '%s' "$PROVISOR_KEY")
  if [ -z "$key" ] || ! has_active_key "$1" "${key:0:12}"; then
    key=$(provisor key create --account "$1" --user demo-dana --label demo \
      --json | json_text key)
  fi
  [ -n "$key" ] || die "the demo key could not be made"
  printf '%s\n' "$key"
}

has_active_key() { # ACCOUNT PREFIX
  local keys
  keys=$(provisor key list --account "$1" --json)
  [ "$(query postgres "select count(*) > 0
    from jsonb_array_elements($(quoted "$keys")) item
    where item->>'prefix' = '$2' and item->>'state' = 'active'")" = t ]
}

write_demo_env() {
  (umask 077 && {
    echo "# For a shell: . $STATE/demo.env"
    printf 'export PROVISOR_URL=%q\n' "https://localhost:$HTTPS_PORT"
    printf 'export PROVISOR_KEY=%q\n' "$1"
    printf 'export PROVISOR_CACERT=%q\n' "$CERTIFICATE"
  } >"$STATE/demo.env")
}

# show_call TITLE EXPECTED COMMAND: prints the command, runs that very text,
# prints the answer; fails when the answer has not the expected text in it.
show_call() {
  local answer
  printf '\n%s\n\n%s\n\n' "$1" "$3"
  answer=$(. "$STATE/demo.env" && eval "$3")
  printf '%s\n' "$answer"
  [[ $answer == *"$2"* ]] || die "this is not the answer of a sign-up"
}

sign_up_through_both() {
  local number
  number=$(date +%y%m%d%H%M%S)$((RANDOM % 90 + 10))
  show_call "A customer signed up with the form API (master_account):" \
    '"message":"success"' "$(form_call "$number")"
  show_call "A customer signed up with the JSON-RPC API (addAccount):" \
    '"error":null' "$(json_rpc_call "$number")"
}

# The key goes through standard input in both: every user of a machine can read
# the arguments of its programs.
form_call() {
  cat <<EOT
curl -sS --cacert "\$PROVISOR_CACERT" "\$PROVISOR_URL/site/api/master_account" \\
  --data-urlencode 'email=mike.$1@example.com' \\
  --data-urlencode 'account_name=Company Test Account' \\
  --data-urlencode 'firstname=mike' --data-urlencode 'lastname=douglas' \\
  --data-urlencode 'source=campaign1' \\
  --data-urlencode 'tags=new customer, campaign1, call me' \\
  --data-urlencode 'contactowner_group=sales' -d email_notify_owner=1 \\
  -d @- <<<"key=\$PROVISOR_KEY"
EOT
}

json_rpc_call() {
  cat <<EOT
curl -sS --cacert "\$PROVISOR_CACERT" \\
  "\$PROVISOR_URL/api/jsonrpcserver?version=3.0" \\
  -H 'Content-Type: application/json' --data-binary @- <<END
{"id": 1, "method": "addAccount", "params": ["\$PROVISOR_KEY",
  {"company_name": "Example Company", "billing_email": "billing@example.com",
   "company_country": "Australia", "contact_limit": 10, "is_trial": true},
  {"username": "johndoe$1", "password": "MnfkjH32k34089dkjg9t",
   "first_name": "John", "last_name": "Doe",
   "email": "johndoe@example.com", "phone": "(07) 3257 3906"}]}
END
EOT
}
