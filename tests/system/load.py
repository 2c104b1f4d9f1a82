"""load.py SCENARIO RATE — signs customers up through nginx until standard input ends.

Each of 32 threads keeps a connection and sends its share of RATE a second. A call that was not
answered with success is repeated with the same Idempotency-Key until it is, so that in the end the
number of rows must be the number of customers: one missing is a lost sign-up, one more a doubled
one. How often that was needed is `failed`; the last line tells all numbers as JSON.

PROVISOR_URL, PROVISOR_CACERT and PROVISOR_KEY say where and in whose name.
"""

import http.client
import json
import os
import ssl
import sys
import threading
import time
import urllib.parse
import uuid

THREADS = 32
PATIENCE_S = 120

scenario, rate = sys.argv[1], float(sys.argv[2])
address = urllib.parse.urlsplit(os.environ["PROVISOR_URL"])
context = ssl.create_default_context(cafile=os.environ["PROVISOR_CACERT"])
key = os.environ["PROVISOR_KEY"]
ended = threading.Event()
lock = threading.Lock()
latencies, failures, accounts, unfinished = [], {}, [], []


class Caller:
    """One connection, made anew when it broke or the server closed it."""

    def __init__(self):
        self.connection = None

    def call(self, customer, idempotency_key):
        """The account's id, or a word for what came instead."""
        body = urllib.parse.urlencode(
            {"key": key, "email": f"{customer}@example.com", "account_name": customer}
        )
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Idempotency-Key": idempotency_key,
        }
        was_kept = self.connection is not None
        try:
            if not was_kept:
                self.connection = http.client.HTTPSConnection(
                    address.hostname, address.port or 443, context=context, timeout=70
                )
            self.connection.request("POST", "/site/api/master_account", body, headers)
            answer = self.connection.getresponse()
            text = answer.read()
            if answer.will_close:
                self.close()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            # nginx closes kept connections when it is reloaded, also while a
            # request is on its way to it; every client then sends it again.
            if was_kept and isinstance(error, (ConnectionError, ssl.SSLEOFError)):
                return self.call(customer, idempotency_key)
            return type(error).__name__
        if answer.status == 200 and b'"account_id"' in text:
            return json.loads(text)["account_id"]
        return f"{answer.status} {text[:120].decode(errors='replace')}"

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None


def sign_up(caller, customer):
    idempotency_key = str(uuid.uuid4())
    begin = time.monotonic()
    while True:
        result = caller.call(customer, idempotency_key)
        took = time.monotonic() - begin
        with lock:
            if isinstance(result, int):
                accounts.append(result)
                latencies.append(took)
                return
            failures[result] = failures.get(result, 0) + 1
            if took > PATIENCE_S:
                unfinished.append(customer)
                return


def work(number):
    caller, count, start = Caller(), 0, time.monotonic() + number / rate
    while not ended.is_set():
        due = start + count * THREADS / rate
        if not ended.wait(max(0, due - time.monotonic())):
            sign_up(caller, f"{scenario}-{number}-{count}")
            count += 1
    caller.close()


begin = time.monotonic()
threads = [threading.Thread(target=work, args=(n,)) for n in range(THREADS)]
for thread in threads:
    thread.start()
sys.stdin.read()
lasted = time.monotonic() - begin
ended.set()
for thread in threads:
    thread.join()
latencies.sort()
print(json.dumps({
    "scenario": scenario,
    "signed_up": len(accounts),
    "accounts": len(set(accounts)),
    "unfinished": len(unfinished),
    "failed": sum(failures.values()),
    "failures": failures,
    "per_second": round(len(accounts) / lasted),
    "median_ms": round(latencies[len(latencies) // 2] * 1000) if latencies else None,
    "longest_ms": round(latencies[-1] * 1000) if latencies else None,
}))
