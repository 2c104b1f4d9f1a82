"""Measures one mailer against a mail server that takes everything.

Started by bench/run, which has the stack up without a mailer. Sign-ups run with
and without the mailer in turn. A mail's way is measured from the beginning of
the transaction that wrote it, which is a little before its commit.
"""

import contextlib
import os
import re
import socket
import subprocess
import sys
import time

import measure
from measure import METHODS, SECONDS, STATE, psql, wrk

TAKEN = STATE + "/taken"
# Eight connections that wait so long after each answer make 100 a second.
HUNDRED_A_SECOND = {"connections": 8, "delay_ms": 78}
ALL_IT_CAN = {"connections": 64}


def write_config(port):
    with open(STATE + "/provisor.toml", encoding="utf-8") as file:
        text = re.sub(r"(?m)^\[mail\]$", '[mail]\ntransport = "smtp"',
                      file.read())
    with open(STATE + "/smtp.toml", "w", encoding="utf-8") as file:
        file.write(text + f"\n[smtp]\nport = {port}\nsecurity = \"none\"\n")


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@contextlib.contextmanager
def running(*command):
    with open(STATE + "/log/bench-mail.log", "ab") as log:
        child = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        yield child
    finally:
        child.terminate()
        child.wait()


def mailer():
    return running(os.environ["BIN"] + "/provisor-mailer", "--config",
                   STATE + "/smtp.toml")


def taken():
    """When each mail was taken, by its id."""
    with open(TAKEN, encoding="ascii") as file:
        return {int(id): float(at) for id, at in map(str.split, file)}


def empty_outbox():
    psql("truncate provisor.outbox, provisor.mail_attempt")
    open(TAKEN, "w", encoding="ascii").close()


def sign_ups(how):
    row = wrk("sign-ups", METHODS["master_account"], os.environ["PRODUCT"],
              seconds=SECONDS, **how)
    if row.errors:
        raise SystemExit(f"{row.errors} sign-ups failed")
    measure.until_idle()
    return row


def mails_a_second():
    """Of those that lie in the outbox."""
    with mailer():
        while not taken():
            time.sleep(0.05)
        before, began = len(taken()), time.monotonic()
        time.sleep(SECONDS)
        gone = len(taken()) - before
        rate = gone / (time.monotonic() - began)
    if psql("select count(*) from provisor.outbox"
            " where state = 'queued'") == "0":
        raise SystemExit("the outbox ran empty: more seconds are needed")
    return rate


def ways():
    """Milliseconds from each sign-up to the acceptance of its mail, sorted."""
    written = psql("select id || ' ' || extract(epoch from created_at)"
                   " from provisor.outbox")
    at = taken()
    return sorted((at[int(id)] - float(when)) * 1000
                  for id, when in map(str.split, written.splitlines()))


def all_sent():
    while psql("select count(*) from provisor.outbox"
               " where state <> 'sent'") != "0":
        time.sleep(0.1)


def compare(how):
    """Sign-ups without, with and again without the mailer."""
    first = sign_ups(how)
    empty_outbox()
    with mailer():
        beside = sign_ups(how)
    second = sign_ups(how)
    alone = (first.rate + second.rate) / 2
    return first, beside, second, beside.rate / alone


def main():
    port = free_port()
    write_config(port)
    empty_outbox()
    with running(sys.executable, measure.HERE + "/smtp_sink.py", str(port),
                 TAKEN):
        sign_ups(ALL_IT_CAN)
        print(f"One mailer hands over {mails_a_second():.0f} mails/s.")
        empty_outbox()
        alone = sign_ups(HUNDRED_A_SECOND)
        empty_outbox()
        with mailer():
            beside = sign_ups(HUNDRED_A_SECOND)
            all_sent()
        way = ways()
        print(f"At {beside.rate:.0f} sign-ups/s ({alone.rate:.0f} without the "
              f"mailer; p99 {beside.p99:.1f} ms, {alone.p99:.1f} without) "
              f"from sign-up to acceptance: p50 {way[len(way) // 2]:.0f} ms, "
              f"p99 {way[len(way) * 99 // 100]:.0f} ms of {len(way)} mails.")
        first, beside, second, share = compare(ALL_IT_CAN)
        print(f"As many as it can: {beside.rate:.0f} sign-ups/s, without the "
              f"mailer {first.rate:.0f} before and {second.rate:.0f} after: "
              f"{share:.2f} of them.")


if __name__ == "__main__":
    main()
