"""Workers and database backends killed under load, 200 times.

Each caller repeats its call with the same Idempotency-Key until it is
answered, as docs/api.md asks callers to do. In the end every wish must be in
the database exactly once, with all its rows, and nothing must be there half.
"""

import http.client
import os
import random
import signal
import time

import processes
from client import account_details, user_details
from crowd import Crowd
from support import (Reseller, TestCase, execute, rows, unique, unique_email,
                     value, wait_for)

KILLS = 200
CALLERS = 16
PATIENCE = 60  # seconds for which a caller repeats one call


def is_unavailable(answer):
    """Of the pool or of nginx; JSON-RPC says it with the status 200. On a slow
    machine a call may also be told that too many wait (399)."""
    error = answer.json.get("error")
    return (answer.status in (502, 503, 504)
            or bool(error) and error["code"] in (302, 399))


class Kills(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.crowd = Crowd(cls.reseller.key, CALLERS)
        cls.addClassCleanup(cls.reseller.forget_mails)
        cls.addClassCleanup(cls.crowd.close)

    def test_lose_no_sign_up_and_leave_none_half(self):
        self.lost = []
        load = self.crowd.keep_calling(self.one_call)
        for number in range(KILLS):
            self.kill(number)
            self.await_progress(load)
        answers = load.stop()

        self.assertGreaterEqual(len(answers), KILLS)
        self.assertGreater(len(self.lost), 0, "the kills disturbed nobody")
        self.check_each_is_there_once(answers)
        self.check_nothing_is_half()

    def one_call(self, client):
        """A sign-up through either API; its ids."""
        headers = {"Idempotency-Key": unique("attempt")}
        if random.random() < 0.5:
            wish = {"email": unique_email(), "account_name": "Survivor",
                    "notifyToEmail": "notify@example.com"}
            return self.assert_signed_up(self.repeat_until_answered(
                lambda: client.sign_up(headers=headers, **wish)))
        wish = account_details(), user_details()
        return self.assert_result(self.repeat_until_answered(
            lambda: client.call("addAccount", *wish, headers=headers)))

    def repeat_until_answered(self, attempt):
        """The answer of a call that may be lost and is then made again."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            try:
                answer = attempt()
                if not is_unavailable(answer):
                    return answer
                self.lost.append(answer.text)
            except (http.client.HTTPException, OSError) as error:
                self.lost.append(error)
        raise AssertionError(f"no answer within {PATIENCE} s")

    def await_progress(self, load):
        """The next kill comes when calls are answered again."""
        before = len(load.answers)
        wait_for(lambda: load.failed or len(load.answers) >= before + 5,
                 "calls to be answered after a kill", PATIENCE)
        if load.failed:
            load.stop()

    # Who is killed, in turns.

    def kill(self, number):
        if number % 2 == 0:
            self.kill_worker()
        elif number % 20 == 1:
            self.kill_backend()
        else:
            self.terminate_backend()

    def kill_worker(self):
        pids = wait_for(processes.workers, "a worker to run")
        kill_process(random.choice(sorted(pids)))

    def terminate_backend(self):
        wait_for(lambda: value(
            "select count(pg_terminate_backend(pid)) from (select pid from"
            " pg_stat_activity where usename = 'provisor_api'"
            " order by random() limit 1) one"), "a backend to run")

    def kill_backend(self):
        """PostgreSQL then ends all backends, recovers and goes on."""
        pid = wait_for(lambda: (rows(
            "select pid from pg_stat_activity where usename = 'provisor_api'"
            " order by random() limit 1") or [{"pid": 0}])[0]["pid"],
            "a backend to run")
        kill_process(pid)
        wait_for(database_answers, "PostgreSQL to recover", 60)

    # What must be there in the end.

    def check_each_is_there_once(self, answers):
        ids = [answer["account_id"] for answer in answers]
        self.assertEqual(len(set(ids)), len(ids))
        accounts = self.reseller.accounts()
        self.assertEqual(sorted(ids), [account["id"] for account in accounts])
        results = value(
            "select json_agg(result order by (result->>'account_id')::bigint)"
            " from operation where account_id = :'id'",
            id=self.reseller.account_id)
        wanted = [{name: number for name, number in answer.items()
                   if name != "message"} for answer in answers]
        self.assertEqual(results, sorted(
            wanted, key=lambda answer: answer["account_id"]))

    def check_nothing_is_half(self):
        """Each of these counts what lacks something it must have."""
        for what, sql in {
                "accounts without just one owner": """
                    select count(*) from account a where parent_id = :'id'
                    and 1 <> (select count(*) from app_user u
                              where u.account_id = a.id)""",
                "users without an account": """
                    select count(*) from app_user u where not exists
                    (select from account a where a.id = u.account_id)""",
                "users whose address is not registered": """
                    select count(*) from app_user u join account a
                    on a.id = u.account_id where a.parent_id = :'id' and
                    not exists (select from email_registry r
                                where r.email = u.email)""",
                "registered addresses without their user": """
                    select count(*) from email_registry r where not exists
                    (select from app_user u where u.id = r.user_id)""",
                "operations without a contact": """
                    select count(*) from operation o where account_id = :'id'
                    and method = 'master_account' and not exists
                    (select from contact c where c.account_id = :'id'
                     and c.id = (o.result->>'contact_id')::bigint)""",
                "operations without their mails": """
                    select count(*) from operation o left join
                    (select operation_id, count(*) as mails from outbox
                     group by operation_id) m on m.operation_id = o.id
                    where account_id = :'id' and coalesce(mails, 0) <>
                    (case method when 'master_account' then 2 else 1 end)""",
                "mails of an operation that is not there": """
                    select count(*) from outbox m
                    where m.operation_id is not null and not exists
                    (select from operation o where o.id = m.operation_id)""",
                "owners without a link": """
                    select count(*) from account a join app_user u
                    on u.account_id = a.id where a.parent_id = :'id'
                    and not exists (select from token t
                                    where t.user_id = u.id)""",
                "contacts that no operation names": """
                    select count(*) from contact c where account_id = :'id'
                    and not exists (select from operation o
                    where (o.result->>'contact_id')::bigint = c.id)"""
                }.items():
            self.assertEqual(value(sql, id=self.reseller.account_id), 0, what)


def kill_process(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # it ended by itself meanwhile


def database_answers():
    try:
        execute("select")
        return True
    except AssertionError:
        return False
