"""The pool behind nginx: replaced, stopped, asked for its health."""

import os
import signal
import socket
import ssl
import subprocess
import threading
import time
import urllib.parse

import processes
from client import Client
from crowd import Crowd
from support import (CACERT, DATABASE, FORM, RPC, URL, Reseller, TestCase,
                     rows, value, wait_for)


class Replacement(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.crowd = Crowd(cls.reseller.key, 16)
        cls.addClassCleanup(cls.crowd.close)

    def test_of_all_workers_on_sighup_refuses_no_request(self):
        before = len(self.reseller.accounts())
        load = self.crowd.keep_calling(
            lambda client: self.assert_signed_up(client.sign_up()))
        for _ in range(5):
            old = processes.workers()
            os.kill(processes.pid_of("api"), signal.SIGHUP)
            wait_for(lambda: load.failed or not old & processes.workers(),
                     "the old workers to be gone", 40)
        answers = load.stop()

        self.assertGreater(len(answers), 0)
        self.assertEqual(len(self.reseller.accounts()),
                         before + len(answers))

    def test_of_a_killed_worker_happens_at_once(self):
        client = Client(self.reseller.key)
        self.addCleanup(client.close)
        before = wait_for(lambda: len(pids := processes.workers()) >= 2
                          and pids, "two workers")
        victim = min(before)
        os.kill(victim, signal.SIGKILL)

        wait_for(lambda: len(pids := processes.workers()) == len(before)
                 and victim not in pids, "a new worker")
        self.assert_signed_up(client.sign_up())


class Blockade:
    """Keeps sign-ups waiting inside the database until it is lifted."""

    def __enter__(self):
        self.psql = subprocess.Popen(
            ["psql", "-XAtq", "-d", DATABASE], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.psql.stdin.write("begin; lock table provisor.email_registry in"
                              " exclusive mode; select 'locked';\n")
        self.psql.stdin.flush()
        assert self.psql.stdout.readline() == "locked\n"
        return self

    def __exit__(self, *_):
        self.psql.communicate("commit;\n", timeout=60)

    def await_waiting(self):
        wait_for(lambda: value(
            "select count(*) from pg_stat_activity where usename ="
            " 'provisor_api' and wait_event_type = 'Lock'"), "a call to wait")


class Stop(TestCase):

    def setUp(self):
        self.client = Client(Reseller().key)
        self.addCleanup(self.client.close)

    def test_on_sigterm_finishes_what_runs_and_then_502_is_an_error(self):
        answers = []
        supervisor = processes.pid_of("api")
        with Blockade() as blockade:
            caller = threading.Thread(
                target=lambda: answers.append(self.client.sign_up()))
            caller.start()
            blockade.await_waiting()
            os.kill(supervisor, signal.SIGTERM)
        caller.join(30)
        wait_for(lambda: processes.is_gone(supervisor), "the pool to end", 40)
        self.addCleanup(self.begin_again)

        self.assert_signed_up(answers[0])
        self.check_502_in_both_forms()

    def check_502_in_both_forms(self):
        answer = self.client.sign_up()
        self.assert_refused(answer, "unavailable", status=502)
        self.assertTrue(answer.headers["Retry-After"])
        answer = self.client.call("getTimezoneList")
        self.assertEqual(answer.status, 502)
        self.assertEqual(list(answer.json), ["id", "result", "error"])
        self.assertEqual(answer.json["error"]["code"], 302)
        self.assertEqual(self.client.send("GET", "/readyz").status, 502)

    def begin_again(self):
        processes.start("api")
        wait_for(lambda: self.client.send("GET", "/readyz").status == 200,
                 "the pool to be ready again")


class Probes(TestCase):

    def setUp(self):
        self.client = Client(Reseller().key)
        self.addCleanup(self.client.close)

    def counters(self):
        """The lines of /metrics by name and labels."""
        text = self.client.send("GET", "/metrics").text
        return {name: float(number) for name, number in (
            line.rsplit(" ", 1) for line in text.splitlines()
            if line and not line.startswith("#"))}

    def test_health_and_readiness_are_answered(self):
        for path in ("/healthz", "/readyz"):
            with self.subTest(path):
                answer = self.client.send("GET", path)
                self.assertEqual(answer.status, 200, answer.text)
        self.assertTrue(self.client.send("GET", "/readyz")
                        .json["schema_version"])

    def test_probes_may_ask_by_head(self):
        for path in ("/healthz", "/readyz", "/metrics"):
            with self.subTest(path):
                answer = self.client.send("HEAD", path)
                self.assertEqual(answer.status, 200)
                self.assertEqual(answer.text, "")
        self.assertEqual(self.client.send("HEAD", "/healthz")
                         .headers["Content-Length"],
                         str(len(self.client.send("GET", "/healthz").text)))

    def test_readiness_says_no_soon_when_the_database_hangs(self):
        self.client.send("GET", "/readyz")
        backends = [row["pid"] for row in rows(
            "select pid from pg_stat_activity where usename = 'provisor_api'")]
        self.addCleanup(lambda: [os.kill(pid, signal.SIGCONT)
                                 for pid in backends])
        for pid in backends:
            os.kill(pid, signal.SIGSTOP)

        start = time.monotonic()
        wait_for(lambda: self.client.send("GET", "/readyz").status == 503,
                 "readiness to fail")

        self.assertLess(time.monotonic() - start, 10)

    def test_metrics_count_over_all_workers(self):
        def successes():
            return sum(number for name, number in self.counters().items()
                       if "master_account" in name and "success" in name)

        before = successes()
        for _ in range(5):
            self.assert_signed_up(self.client.sign_up())

        self.assertEqual(successes(), before + 5)

    def test_metrics_tell_how_many_workers_run(self):
        wait_for(lambda: self.counters()["provisor_workers"]
                 == len(processes.workers()), "the gauge to be right")


class Transport(TestCase):

    def test_plain_http_is_refused_without_a_redirect(self):
        url = os.environ.get("PROVISOR_PLAIN_URL")
        if not url:
            self.skipTest("PROVISOR_PLAIN_URL is not set")
        parts = urllib.parse.urlsplit(url)
        for path in (FORM + "?key=k", RPC):
            with self.subTest(path), socket.create_connection(
                    (parts.hostname, parts.port), timeout=10) as plain:
                plain.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
                with plain.makefile("rb") as reader:
                    text = reader.read().decode()
                self.assertIn(" 403 ", text.splitlines()[0])
                self.assertNotIn("location:", text.lower())

    def test_http_on_the_tls_port_is_refused_in_the_same_words(self):
        parts = urllib.parse.urlsplit(URL)
        with socket.create_connection(
                (parts.hostname, parts.port), timeout=10) as plain:
            plain.sendall(f"GET {FORM}?key=k HTTP/1.0\r\n\r\n".encode())
            with plain.makefile("rb") as reader:
                text = reader.read().decode()
        self.assertNotIn("location:", text.lower())
        self.assertIn("error_message", text)

    def test_tls_is_of_version_1_2_or_1_3(self):
        parts = urllib.parse.urlsplit(URL)
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            with self.subTest(version):
                context = ssl.create_default_context(cafile=CACERT)
                context.minimum_version = context.maximum_version = version
                with socket.create_connection(
                        (parts.hostname, parts.port), 10) as plain, \
                        context.wrap_socket(
                            plain, server_hostname=parts.hostname) as secure:
                    self.assertTrue(secure.version())

    def test_answers_carry_security_headers(self):
        client = Client("no-such-key-123")
        self.addCleanup(client.close)
        answer = client.sign_up()

        self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")
        self.assertEqual(answer.headers["Referrer-Policy"], "no-referrer")
        self.assertTrue(answer.headers["X-Request-ID"])
