"""The primary dies under load and its standby takes over.

Both are copies of the tests' cluster, so that it stays as it is. The standby
is synchronous: what was answered is there on both.
"""

import contextlib
import random
import signal

from client import Client, account_details, user_details
from crowd import Crowd
from databases import ROLES, directory, reached_through, standby
from support import Reseller, TestCase, unique, wait_for

CALLERS = 8


class Failover(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.addClassCleanup(cls.reseller.forget_mails)
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)
        cls.held = contextlib.ExitStack()
        cls.addClassCleanup(cls.await_ready)
        cls.addClassCleanup(cls.held.close)
        cls.first = cls.held.enter_context(
            standby(cls.held.enter_context(directory())))
        cls.first.ask("select pg_promote()")
        cls.second = cls.held.enter_context(
            standby(cls.held.enter_context(directory()), cls.first.path))
        cls.first.ask("alter system set synchronous_standby_names = '*'")
        cls.first.ask("select pg_reload_conf()")
        wait_for(lambda: cls.first.ask(
            "select sync_state from pg_stat_replication") == "sync",
            "the standby to be synchronous")
        address = (f"host={cls.first.path},{cls.second.path} port=5432,5432"
                   " dbname=provisor target_session_attrs=read-write")
        cls.held.enter_context(reached_through(
            {role.removeprefix("provisor_"): f"{address} user={role}"
             for role in ROLES}))
        cls.await_ready()

    @classmethod
    def await_ready(cls):
        wait_for(lambda: cls.client.send("GET", "/readyz").status == 200,
                 "the pool to be ready")

    def test_every_call_succeeds_and_is_done_once(self):
        crowd = Crowd(self.reseller.key, CALLERS)
        self.addCleanup(crowd.close)
        load = crowd.keep_calling(self.one_call)
        self.await_answers(load)

        self.first.process.send_signal(signal.SIGQUIT)
        self.first.process.wait(60)
        # Some wait now for a database that takes writes.
        self.second.ask("select pg_promote()")
        self.await_answers(load)
        answers = load.stop()

        self.assertEqual(self.in_second(
            "select id from provisor.account where parent_id = {id} order by id"),
            sorted(answer["account_id"] for answer in answers))
        self.assertEqual(self.in_second(
            "select (result ->> 'account_id')::bigint as id from provisor.operation"
            " where account_id = {id} order by id"),
            sorted(answer["account_id"] for answer in answers))

    def one_call(self, client):
        headers = {"Idempotency-Key": unique("attempt")}
        if random.random() < 0.5:
            return self.assert_signed_up(client.sign_up(headers=headers))
        return self.assert_result(client.call(
            "addAccount", account_details(), user_details(), headers=headers))

    def await_answers(self, load):
        before = len(load.answers)
        wait_for(lambda: load.failed or len(load.answers) >= before + 20,
                 "calls to be answered", 60)
        if load.failed:
            load.stop()

    def in_second(self, sql):
        text = self.second.ask(sql.format(id=self.reseller.account_id))
        return [int(line) for line in text.splitlines()]
