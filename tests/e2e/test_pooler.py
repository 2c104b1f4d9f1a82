"""The programs work through a pooler, and with several hosts."""

import contextlib
import socket
import threading

from client import Client, account_details, user_details
from crowd import Crowd
from databases import (PRIMARY, ROLES, directory, pooler, reached_through,
                       standby)
from support import Reseller, TestCase, rows, run_provisor, unique, value, \
    wait_for


class Reached(TestCase):
    """Calls through whatever stands between the programs and PostgreSQL."""

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)
        cls.held = contextlib.ExitStack()
        cls.addClassCleanup(cls.await_ready)
        cls.addClassCleanup(cls.held.close)

    @classmethod
    def await_ready(cls):
        wait_for(lambda: cls.client.send("GET", "/readyz").status == 200,
                 "the pool to be ready")

    def check_all_calls(self):
        self.assert_signed_up(self.client.sign_up(phone="(07) 3257 3906"))
        headers = {"Idempotency-Key": unique("attempt")}
        wish = account_details(), user_details()
        first = self.client.call("addAccount", *wish, headers=headers)
        again = self.client.call("addAccount", *wish, headers=headers)
        self.assertEqual(self.assert_result(first), self.assert_result(again))
        self.assert_result(self.client.call("getTimezoneList"))
        self.assert_error(self.client.call("addAccount", wish[0], wish[1]),
                          322)


class Pooler(Reached):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pooler = cls.held.enter_context(
            pooler(cls.held.enter_context(directory())))
        cls.held.enter_context(reached_through(
            {role.removeprefix("provisor_"): cls.pooler.address(role)
             for role in ROLES}))
        cls.await_ready()

    def told(self, command):
        """Rows of PgBouncer's own console."""
        text = self.pooler.ask(command, database="pgbouncer")
        return [line.split("|") for line in text.splitlines()]

    def sessions(self):
        return rows("select pid from pg_stat_activity"
                    " where usename = 'provisor_api'")

    def test_in_transaction_mode_serves_all_calls(self):
        self.check_all_calls()

        self.assertIn(["pool_mode", "transaction"],
                      [row[:2] for row in self.told("show config")])
        self.assertIn("provisor_api",
                      [row[1] for row in self.told("show pools")])

    def test_lets_many_callers_share_two_sessions(self):
        crowd = Crowd(self.reseller.key, 16)
        self.addCleanup(crowd.close)

        answers = crowd.all_at_once(lambda client, n: client.sign_up()
                                    if n % 2 else client.add_account())

        for n, answer in enumerate(answers):
            if n % 2:
                self.assert_signed_up(answer)
            else:
                self.assert_result(answer)
        self.assertIn(len(self.sessions()), (1, 2))

    def test_keeps_the_settings_of_the_roles(self):
        """They come with the role and not from the client."""
        self.client.sign_up()
        self.assertEqual(
            self.through_it("show statement_timeout"), "10s")
        self.assertEqual(
            self.through_it("show log_parameter_max_length"), "0")

    def through_it(self, statement):
        return self.pooler.ask(statement, "provisor_api")

    def test_lets_the_mailer_and_the_command_work(self):
        account = self.assert_signed_up(self.client.sign_up())["account_id"]

        wait_for(lambda: value(
            "select count(*) from outbox where state = 'sent'"
            " and (data ->> 'account_id')::bigint = :'id'", id=account),
            "the mail")
        listed = run_provisor("account", "list", "--json")
        self.assertEqual(listed.returncode, 0, listed.stderr)

    def test_may_be_away_for_a_moment(self):
        answers = []
        self.check_all_calls()
        self.pooler.__exit__()
        try:
            caller = threading.Thread(
                target=lambda: answers.append(self.client.sign_up()))
            caller.start()
            wait_for(lambda: caller.is_alive() and self.busy_threads(),
                     "the call to wait")
        finally:
            self.pooler.__enter__()
        caller.join(60)

        self.assert_signed_up(answers[0])

    def busy_threads(self):
        other = Client()
        try:
            text = other.send("GET", "/metrics").text
        finally:
            other.close()
        # One of them serves this request.
        return 'provisor_worker_threads{state="busy"} 1\n' not in text


class SeveralHosts(Reached):

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.standby = cls.held.enter_context(
            standby(cls.held.enter_context(directory())))

    def closed_port(self):
        """Nobody listens on it as long as it is held."""
        held = socket.socket()
        self.addCleanup(held.close)
        held.bind(("127.0.0.1", 0))
        return held.getsockname()[1]

    def test_the_one_that_takes_writes_is_found_behind_the_others(self):
        address = (f"host=127.0.0.1,{self.standby.path},{PRIMARY}"
                   f" port={self.closed_port()},5432,5432 dbname=provisor"
                   " target_session_attrs=read-write")
        with reached_through({role.removeprefix("provisor_"):
                              f"{address} user={role}" for role in ROLES}):
            self.await_ready()
            self.check_all_calls()

        # Nobody stayed with the copy.
        self.assertEqual(self.standby.ask(
            "select count(*) from pg_stat_activity"
            " where usename like 'provisor%'"), "0")
