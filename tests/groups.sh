# groups.sh — how each group of tests is built, run and counted.
# Sourced by tests/run. Each run_GROUP ends with a call of `record`.
# shellcheck shell=bash disable=SC2154

# The tests with threads in them and the rooms that they need, for tsan.
threaded_tests="tests/unit/store/set_queue*_test.cc
  tests/unit/auth/hash_admission*_test.cc tests/unit/base/log_test.cc
  tests/unit/fastcgi/*_test.cc tests/unit/mail/smtp*_test.cc"
threaded_sources="src/base/*.cc src/auth/*.cc src/fastcgi/*.cc src/store/*.cc
  src/mail/*.cc"

# record GROUP PASSED FAILED SECONDS: prints the line of a group and adds it up.
record() {
  printf '%-8s %-24s %5s passed %5s failed %5s s\n' "$mode" "$@"
  passed=$((passed + $2))
  failed=$((failed + $3))
}

# logged NAME COMMAND…: its output in a file, which is shown when it fails. Sets
# LOG, STATUS and TOOK. A command that hangs is ended.
logged() {
  local name=$1 start=$SECONDS
  shift
  LOG=$LOGS/$name.log STATUS=0
  timeout -k 10 "${TEST_TIMEOUT:-900}" "$@" >"$LOG" 2>&1 || STATUS=$?
  TOOK=$((SECONDS - start))
  [ "$STATUS" != 0 ] || return 0
  tail -n 100 "$LOG" | cut -c1-250
  say "($name: status $STATUS; all of it in $LOG)"
}

# A run that failed without saying at which test has one failure.
at_least_one() { [ "$STATUS" != 0 ] && [ "$1" = 0 ] && echo 1 || echo "$1"; }

# ---- Build -------------------------------------------------------------------

build_groups() {
  local start=$SECONDS
  if [ "$mode" = tsan ]; then
    # shellcheck disable=SC2086,SC2116
    build "UNIT_TESTS=$(echo $threaded_tests)" UNIT_PROGRAMS= \
      "ROOM_SOURCES=$(echo $threaded_sources)" build/tsan/bin/unit-tests
  else
    # shellcheck disable=SC2046
    build $(targets | sort -u)
  fi || return 1
  say "$mode built in $((SECONDS - start)) s"
}

# Two at once in one directory would spoil each other's files.
build() {
  say "Building ($mode)"
  CCACHE_NOHASHDIR=1 flock "build/$mode" make --no-print-directory -s -j"$(nproc)" \
    MODE="$mode" "$@" >"$LOGS/build.log" 2>&1 ||
    { tail -n 60 "$LOGS/build.log"; return 1; }
}

targets() {
  local group
  for group in ${groups//,/ }; do
    case $group in
      unit | pg | api) printf '%s\n' all "build/$mode/bin/$group-tests" ;;
      sql | e2e) echo all ;;
      fuzz) echo replays ;;
    esac
  done
}

# ---- What the tests stand on -------------------------------------------------

# A shell that has read var/demo.env names another stack, and one with PGHOST
# another cluster. What a single test lets its caller choose stays.
forget_callers_environment() {
  local name
  for name in "${!PROVISOR_@}" "${!PG@}"; do
    case $name in
      PROVISOR_MAILER_KILLS | PROVISOR_PICTURES) ;;
      *) unset "$name" ;;
    esac
  done
}

prepare_sanitizers() {
  export ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1
  export UBSAN_OPTIONS=print_stacktrace=1
  export LSAN_OPTIONS=suppressions=$PROJECT/tests/known_leaks.supp
  LSAN_OPTIONS+=:print_suppressions=0
  export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1
  export PROVISOR_BIN_DIR=$BIN PROVISOR_SQL_DIR=$PROJECT/sql
  # ThreadSanitizer of older compilers fails where addresses are very random.
  unrandomised=()
  if [ "$mode" = tsan ] && setarch -R true 2>/dev/null; then
    unrandomised=(setarch -R)
  fi
}

# LeakSanitizer traces its own process, which some containers forbid.
allow_for_leak_checks() {
  [ "$mode" = asan ] || return 0
  "$BIN/provisor" --help 2>&1 | grep -q 'LeakSanitizer has encountered' ||
    return 0
  say "leaks cannot be looked for here: ptrace is not allowed"
  ASAN_OPTIONS+=:detect_leaks=0
}

# One cluster for all groups. Nothing here must survive the machine: no fsync.
need_cluster() {
  [ -z "${STATE:-}" ] || return 0
  allow_for_leak_checks
  use_state "$(mktemp -d /tmp/provisor-test-XXXXXX)"
  chmod 711 "$STATE"
  cluster_start fsync=off full_page_writes=off max_connections=300 \
    >"$LOGS/cluster.log"
  export PROVISOR_TEST_DATABASE=$SUPERUSER
}

# The served stack, and a second nginx with the limits of production.
need_stack() {
  need_cluster
  [ -z "${PROVISOR_URL:-}" ] || return 0
  stack_start 18443 >"$LOGS/stack.log"
  export PROVISOR_URL=https://localhost:$HTTPS_PORT
  export PROVISOR_PLAIN_URL=http://localhost:$PLAIN_PORT
  export PROVISOR_CACERT=$CERTIFICATE PROVISOR_CONFIG=$STATE/provisor.toml
  export PROVISOR_VAR=$STATE PROVISOR_ADMIN_DATABASE=$SUPERUSER
  need_axe
  nginx_start limited provisor-limits.conf 18443
  export PROVISOR_LIMITED_URL=https://localhost:$HTTPS_PORT
}

# Without it the tests that run it fail.
need_axe() {
  export PROVISOR_AXE=$PROJECT/build/npm/node_modules/axe-core/axe.min.js
  mkdir -p build/npm
  flock build/npm make --no-print-directory -s axe >"$LOGS/axe.log" 2>&1 ||
    cat "$LOGS/axe.log"
}

# ---- Groups ------------------------------------------------------------------

run_layers() {
  logged layers tests/layers.sh
  record layers $((STATUS == 0)) $((STATUS != 0)) "$TOOK"
}

run_unit() { run_boost unit; }
run_pg() { need_cluster; run_boost pg; }
run_api() { need_cluster; run_boost api; }

run_boost() {
  local report=$LOGS/$1.xml ok bad
  rm -f "$report"
  logged "$1" "${unrandomised[@]}" "$BIN/$1-tests" --color_output=no \
    --catch_system_errors=no --report_format=XML --report_level=detailed \
    --report_sink="$report"
  ok=$(count_cases passed "$report")
  bad=$(count_cases '\(failed\|aborted\)' "$report")
  record "$1" "$ok" "$(at_least_one "$bad")" "$TOOK"
}

# count_cases RESULT REPORT: of Boost.Test's report, which is one long line.
count_cases() {
  sed 's/<TestCase/\n<TestCase/g' "$2" 2>/dev/null |
    grep -c "^<TestCase[^>]* result=\"$1\"" || true
}

run_sql() {
  local ok bad
  need_cluster
  prepare_sql_database
  logged sql pg_prove --verbose --psql-bin "$POSTGRES_BIN/psql" \
    -h "$SOCKETS/postgres" -p 5432 -U postgres -d provisor_sql tests/sql/*.sql
  ok=$(grep -c '^ok ' "$LOG" || true)
  bad=$(grep -c '^not ok ' "$LOG" || true)
  record sql "$ok" "$(at_least_one "$bad")" "$TOOK"
}

# A database of their own, migrated like any other.
prepare_sql_database() {
  query postgres 'create database provisor_sql'
  write_config
  sed 's/dbname=provisor /dbname=provisor_sql /' "$STATE/provisor.toml" \
    >"$STATE/sql.toml"
  "$BIN/provisor" --config "$STATE/sql.toml" migrate >"$LOGS/migrate.log"
  query provisor_sql 'create extension pgtap'
}

run_fuzz() {
  local harness name files ok=0 bad=0 start=$SECONDS
  for harness in tests/fuzz/*_fuzz.cc; do
    name=$(basename "$harness" .cc)
    files=(tests/fuzz/corpus/"$name"/*)
    logged "fuzz-$name" "$BIN/replay-$name" "${files[@]}"
    [ "$STATUS" = 0 ] && ok=$((ok + ${#files[@]})) || bad=$((bad + 1))
  done
  record "fuzz (corpus)" "$ok" "$bad" $((SECONDS - start))
}

run_e2e() {
  local file
  need_stack
  for file in $(e2e_wanted); do
    run_python "$file"
  done
  check_sanitizer_reports
}

e2e_wanted() {
  local all=("${e2e_files[@]}")
  [ ${#all[@]} -gt 0 ] || all=(tests/e2e/test_*.py)
  if [ "$mode" = asan ] && [ ${#e2e_files[@]} = 0 ]; then
    printf '%s\n' "${all[@]}" | grep -v -e race -e kill || true
  else
    printf '%s\n' "${all[@]}"
  fi
}

# unittest ends with "Ran N tests" and "OK (skipped=N)" or "FAILED (errors=N)".
run_python() {
  local name ran bad skipped
  name=$(basename "$1" .py)
  # Debian's, which has Debian's client libraries.
  logged "$name" /usr/bin/python3 -B -m unittest discover -v -s tests/e2e \
    -p "$(basename "$1")"
  ran=$(sed -n 's/^Ran \([0-9]*\) tests\{0,1\} in.*/\1/p' "$LOG")
  skipped=$(sed -n 's/^\(OK\|FAILED\) (.*skipped=\([0-9]*\).*/\2/p' "$LOG")
  bad=$(sed -n 's/^FAILED (//p' "$LOG" | tr ',' '\n' |
    awk -F= '/failures|errors/ { n += $2 } END { print n + 0 }')
  # A file without a test in it is a mistake.
  [ "${ran:-0}" != 0 ] || STATUS=1
  bad=$(at_least_one "$bad")
  ran=$((${ran:-0} - ${skipped:-0} - bad))
  record "e2e $name" $((ran > 0 ? ran : 0)) "$bad" "$TOOK"
  [ -z "$skipped" ] || grep -o "skipped '.*" "$LOG"
}

# A served program that a sanitizer complained about answered all the same.
check_sanitizer_reports() {
  [ "$mode" != release ] || return 0
  stop api TERM 30 provisor-api
  stop mailer TERM 30 provisor-mailer
  logged reports awk '/Sanitizer|runtime error:/ { print; bad = 1 }
    END { exit bad }' "$STATE/log/api.log" "$STATE/log/mailer.log"
  record "e2e sanitizer reports" $((STATUS == 0)) $((STATUS != 0)) "$TOOK"
}
