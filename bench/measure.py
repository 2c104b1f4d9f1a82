"""Runs the yardsticks and the product in turn and prints one table.

Started by bench/run, which has the stack up. Latencies are milliseconds.
"""

import math
import os
import re
import subprocess
import time
import urllib.request
import ssl
from hashlib import sha256
from random import randrange

SECONDS = int(os.environ.get("BENCH_SECONDS", "10"))
STATE = os.environ["STATE"]
HERE = os.path.dirname(os.path.abspath(__file__))
CONNECTIONS = (1, 8, 32, 64, 128)
CORES = len(os.sched_getaffinity(0))

METHODS = {"master_account": "master_account.lua",
           "add_account": "add_account.lua"}

# The product's defaults; see docs/configuration.md.
ARGON2ID_KIB, ARGON2ID_PASSES, SCRYPT_LOG2_N, SCRYPT_P = 19456, 2, 15, 3


class Row:
    """What one measurement gave."""

    def __init__(self, name, requests, seconds, p50, p99, errors):
        self.name = name
        self.rate = requests / seconds
        self.p50, self.p99, self.errors = p50, p99, errors
        self.committed = self.set_size = self.cpu = None
        self.ratio = ""


def run(command, **environment):
    done = subprocess.run(command, capture_output=True, text=True,
                          env={**os.environ, **environment}, check=False)
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def psql(sql):
    return run([os.environ["POSTGRES_BIN"] + "/psql", "-XAtqc", sql,
                os.environ["SUPERUSER"]]).strip()


def operations_done():
    return int(psql("select count(*) from provisor.operation"))


def metrics():
    """Counters of the pool by name and operation."""
    context = ssl.create_default_context(
        cafile=STATE + "/tls/certificate.pem")
    with urllib.request.urlopen(os.environ["PRODUCT"] + "/metrics",
                                context=context) as answer:
        text = answer.read().decode()
    found = re.findall(r'^(\w+)\{operation="(\w+)"\} ([0-9.e+]+)$', text, re.M)
    return {(name, operation): float(value)
            for name, operation, value in found}


def wrk_command(script, url, connections, seconds):
    return ["wrk", "-t", str(min(connections, 2)), "-c", str(connections),
            "-d", f"{seconds}s", "--timeout", "60s", "-s",
            os.path.join(HERE, script), url]


def wrk_environment(delay_ms=0):
    return {"BENCH_LUA_DIR": HERE, "BENCH_KEYS": STATE + "/keys",
            "BENCH_DELAY_MS": str(delay_ms),
            "BENCH_RUN": f"b{time.time_ns():x}",
            "BENCH_PHONES": str(randrange(40_000_000))}


def wrk_row(name, output):
    line = re.search(r"^BENCH (.*)$", output, re.M)
    if not line:
        raise SystemExit(f"wrk said nothing of use:\n{output}")
    requests, seconds, p50, p99, errors = line.group(1).split()
    return Row(name, int(requests), float(seconds), float(p50), float(p99),
               int(errors))


def wrk(name, script, url, connections, seconds=SECONDS, delay_ms=0):
    return wrk_row(name, run(wrk_command(script, url, connections, seconds),
                             **wrk_environment(delay_ms)))


def until_idle():
    """wrk leaves without its last answers; their calls go on for a while."""
    done = -1
    while done != operations_done():
        done = operations_done()
        time.sleep(2)


def cpu_seconds():
    """What the programs that run now have used of the processors so far."""
    used = dict.fromkeys(("nginx", "provisor-api", "postgres"), 0.0)
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/stat", encoding="utf-8") as stat:
                name, fields = stat.read().split("(", 1)[1].rsplit(") ", 1)
        except OSError:
            continue
        if name in used:
            ticks = sum(map(int, fields.split()[11:13]))
            used[name] += ticks / os.sysconf("SC_CLK_TCK")
    return used


def product(method, connections, seconds=SECONDS):
    """One measurement of the product, with what the database says of it."""
    before, counted, used = operations_done(), metrics(), cpu_seconds()
    row = wrk(f"{method}, {connections} connections", METHODS[method],
              os.environ["PRODUCT"], connections, seconds)
    until_idle()
    row.committed = operations_done() - before
    after, used_after = metrics(), cpu_seconds()
    row.cpu = {name: (used_after[name] - used[name]) / max(row.committed, 1)
               for name in used}
    grown = {key: after[key] - counted.get(key, 0) for key in after}
    sets = grown[("provisor_sets_total", method)]
    if sets:
        row.set_size = grown[("provisor_set_members_total", method)] / sets
    return row


# The wish of master_account.lua as the worker passes it on. pgbench puts a new
# number in for :id and :phone.
WISH = (
    '[{"n":0,"key_digest":"%s","remote_address":"127.0.0.1",'
    '"idempotency_key":"bench-:id","fingerprint":"%s",'
    '"email":"p:id@example.com","account_name":"Company :id",'
    '"first_name":"Mike","last_name":"Douglas","phone":"0:phone",'
    '"phone_e164":"+61:phone","phone_country":"AU","source":"campaign1",'
    '"tags":["new customer","campaign1"],"send_welcome_email":true,'
    '"email_notify_owner":false,"link_seconds":604800}]')


def pgbench(name, clients):
    """The very same SQL function, called by pgbench with one wish a call."""
    scripts = []
    with open(STATE + "/keys", encoding="ascii") as keys:
        for index, key in enumerate(keys.read().split()):
            path = f"{STATE}/pgbench-{index}.sql"
            digest = sha256(key.encode()).hexdigest()
            with open(path, "w", encoding="ascii") as script:
                script.write(
                    "\\set id random(1, 9000000000000000)\n"
                    "\\set phone random(400000000, 439999999)\n"
                    "select * from api.master_account('"
                    + WISH % (digest, sha256(b"").hexdigest()) + "');\n")
            scripts += ["-f", path]
    log = f"{STATE}/pgbench-log"
    for old in os.listdir(STATE):
        if old.startswith("pgbench-log."):
            os.unlink(os.path.join(STATE, old))
    api = os.environ["SUPERUSER"].replace("user=postgres", "user=provisor_api")
    before = operations_done()
    output = run([os.environ["POSTGRES_BIN"] + "/pgbench", "-n", "-c",
                  str(clients), "-j", str(min(clients, 2)), "-T", str(SECONDS),
                  "-l", "--log-prefix", log, *scripts, api])
    took = []
    for path in os.listdir(STATE):
        if path.startswith("pgbench-log."):
            with open(os.path.join(STATE, path), encoding="ascii") as lines:
                took += [int(line.split()[2]) / 1000 for line in lines]
    took.sort()
    failed = re.search(r"number of failed transactions: (\d+)", output)
    row = Row(name, len(took), SECONDS, took[len(took) // 2],
              took[len(took) * 99 // 100], int(failed.group(1)))
    row.committed = operations_done() - before
    row.set_size = 1.0
    return row


def hash_limit():
    return float(run([os.environ["BIN"] + "/hash-limit", str(CORES),
                      str(SECONDS), str(ARGON2ID_KIB), str(ARGON2ID_PASSES),
                      str(SCRYPT_LOG2_N), str(SCRYPT_P)]))


def beside_add_account():
    """master_account at a given rate, alone and beside saturated addAccount."""
    url, script = os.environ["PRODUCT"], METHODS["master_account"]
    alone = wrk("master_account at a given rate, alone", script, url, 8,
                delay_ms=40)
    crowd = subprocess.Popen(
        wrk_command(METHODS["add_account"], url, 32, SECONDS + 4),
        env={**os.environ, **wrk_environment()}, stdout=subprocess.PIPE,
        text=True)
    try:
        # Saturated: more calls wait for a hash than there are cores.
        started = metrics()[("provisor_sets_total", "add_account")]
        while metrics()[("provisor_sets_total", "add_account")] < started + 3:
            time.sleep(0.1)
        beside = wrk("the same beside saturated addAccount", script, url, 8,
                     delay_ms=40)
    finally:
        output = crowd.communicate()[0]
    return alone, beside, wrk_row("addAccount meanwhile", output)


def number(value, form):
    return "" if value is None else form % value


def print_table(rows):
    print("| what | /s | p50 ms | p99 ms | errors | committed | set size "
          "| ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|---|")
    for row in rows:
        print(f"| {row.name} | {row.rate:.0f} | {row.p50:.2f} | {row.p99:.2f} "
              f"| {row.errors} | {number(row.committed, '%d')} "
              f"| {number(row.set_size, '%.1f')} | {row.ratio} |")


def main():
    pgbench("warming up", 8)
    product("master_account", 32)
    one = pgbench("pgbench, one wish a call, 1 client", 1)
    limit = pgbench("pgbench, one wish a call, 32 clients: the limit", 32)
    rows = [one, limit, wrk("nginx alone answering 200, 64 connections",
                            "plain.lua", os.environ["ALONE"], 64)]
    for connections in CONNECTIONS:
        row = product("master_account", connections)
        row.ratio = f"{row.rate / limit.rate:.2f} × the limit"
        if connections == 1:
            row.ratio += f"; p50 {row.p50 / one.p50:.2f} × pgbench's"
        rows.append(row)
    # The yardstick again, because the tables have grown and machines drift.
    again = pgbench("pgbench, 32 clients, again", 32)
    again.ratio = f"{again.rate / limit.rate:.2f} × the first time"
    rows.append(again)
    ceiling = hash_limit()
    for connections in CONNECTIONS:
        # Long enough for every connection to have its turn a few times.
        row = product("add_account", connections,
                      max(SECONDS, math.ceil(3 * connections / ceiling)))
        row.ratio = f"{row.rate / ceiling:.2f} × the hash limit"
        rows.append(row)
    alone, beside, crowd = beside_add_account()
    beside.ratio = f"p99 {beside.p99 / alone.p99:.2f} × alone"
    crowd.ratio = f"{crowd.rate / ceiling:.2f} × the hash limit"
    print_table(rows + [alone, beside, crowd])
    print("\nCPU of a sign-up, µs (postgres: with the mailer's share):")
    for row in rows:
        if row.cpu and row.name.startswith("master_account"):
            print(f"  {row.name}: " + ", ".join(
                f"{name} {seconds * 1e6:.0f}"
                for name, seconds in row.cpu.items()))
    print(f"\nHash limit: {ceiling:.1f} hashes/s on {CORES} cores.")


if __name__ == "__main__":
    main()
