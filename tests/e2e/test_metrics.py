"""/metrics: well-formed, documented, and right."""

import subprocess
import time

import processes
from client import Client
from monitoring import Sample, documented_metrics, families, scrape
from support import Reseller, TestCase, execute, rows, value, wait_for


class Metrics(TestCase):

    def setUp(self):
        self.reseller = Reseller()
        self.client = Client(self.reseller.key)
        self.addCleanup(self.client.close)

    def number(self, name, **labels):
        return scrape(self.client).number(Sample.of(name, **labels))

    def test_are_what_promtool_takes_for_good(self):
        self.client.add_account()
        text = self.client.send("GET", "/metrics").text

        done = subprocess.run(["promtool", "check", "metrics"], input=text,
                              capture_output=True, text=True, timeout=30)

        self.assertEqual((done.returncode, done.stdout, done.stderr),
                         (0, "", ""))

    def test_are_documented_and_the_documented_ones_exist(self):
        text = self.client.send("GET", "/metrics").text

        self.assertEqual(families(text), documented_metrics())

    def test_count_a_call_by_operation_outcome_and_time(self):
        before = scrape(self.client)
        self.assert_result(self.client.add_account())

        after = scrape(self.client)

        grown = {sample: number - before.number(sample)
                 for sample, number in after.items()}
        of = {"operation": "add_account"}
        for sample in (
                Sample.of("provisor_outcomes_total", outcome="success", **of),
                Sample.of("provisor_request_duration_seconds_count", **of),
                Sample.of("provisor_database_wait_seconds_count", **of),
                Sample.of("provisor_database_duration_seconds_count", **of),
                Sample.of("provisor_password_hash_wait_seconds_count"),
                Sample.of("provisor_password_hash_duration_seconds_count")):
            self.assertEqual(grown[sample], 1, sample)
        hashed = grown[Sample.of("provisor_password_hash_duration_seconds_sum")]
        took = grown[Sample.of("provisor_request_duration_seconds_sum",
                               operation="add_account")]
        self.assertGreater(hashed, 0)
        self.assertGreaterEqual(took, hashed)

    def test_tell_why_a_worker_was_replaced(self):
        before = scrape(self.client)
        victim = sorted(processes.workers())[0]

        processes.kill(victim)

        name = "provisor_worker_restarts_total"
        wait_for(lambda: self.number(name, cause="crash")
                 == before.number(Sample.of(name, cause="crash")) + 1,
                 "the crash to be counted")
        self.assertEqual(self.number(name, cause="reload"),
                         before.number(Sample.of(name, cause="reload")))

    def test_tell_when_the_pool_was_started_and_not_its_workers(self):
        before = self.number("provisor_start_time_seconds")
        processes.kill(sorted(processes.workers())[0])
        wait_for(lambda: self.client.send("GET", "/readyz").status == 200,
                 "another worker")
        self.assertEqual(self.number("provisor_start_time_seconds"), before)

        begin = int(time.time())
        processes.stop("api")
        processes.start("api")
        wait_for(lambda: self.client.send("GET", "/readyz").status == 200,
                 "the pool to be ready again")

        after = self.number("provisor_start_time_seconds")
        self.assertLessEqual(begin, after)
        self.assertLessEqual(after, time.time())

    def test_tell_the_version_that_runs_and_the_schema(self):
        (build,) = [sample for sample in scrape(self.client)
                    if sample.name == "provisor_build_info"]
        self.assertRegex(dict(build.labels)["version"], r"^\d+\.\d+\.\d+")
        self.assertEqual(self.number("provisor_schema_version"), value(
            "select max(number) from migration"))

    def test_tell_what_waits_in_the_outbox_by_state(self):
        self.assert_signed_up(self.client.sign_up())
        self.addCleanup(execute, "delete from outbox where state = 'failed'"
                        " and account_id = :'id'", id=self.reseller.account_id)
        wait_for(lambda: value("select count(*) from outbox where state ="
                               " 'sent' and account_id = :'id'",
                               id=self.reseller.account_id), "the mail")
        before = self.number("provisor_outbox_mails", state="failed")

        execute("update outbox set state = 'failed', sent_at = null,"
                " failed_at = now() - interval '9 days'"
                " where account_id = :'id'", id=self.reseller.account_id)

        self.assertEqual(self.number("provisor_outbox_mails", state="failed"),
                         before + 1)
        self.assertGreaterEqual(self.number(
            "provisor_outbox_oldest_age_seconds", state="failed"), 9 * 86400)
        states = {row["state"] for row in rows(
            "select unnest(enum_range(null::mail_state))::text as state")}
        told = {dict(sample.labels)["state"] for sample in scrape(self.client)
                if sample.name == "provisor_outbox_mails"}
        self.assertEqual(told, states - {"sent", "cancelled"} | {"asked"})
