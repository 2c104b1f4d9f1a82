"""A mail server that takes no mails for a while: it is left alone, and no mail
pays for it."""

import re
import time

from mail_world import PROMPT, WorldCase, people
from smtp_server import SmtpServer
from support import VAR, wait_for


class Unready(WorldCase):
    options = {"mail": PROMPT}

    def setUp(self):
        super().setUp()
        self.log = VAR / "log" / "mailers.log"
        self.logged_before = self.log.stat().st_size if self.log.exists() else 0

    def events(self, words):
        with self.log.open("rb") as log:
            log.seek(self.logged_before)
            return re.findall(re.escape(words), log.read().decode())

    def all_wait(self):
        """Why, when all of them wait for one reason."""
        wait_for(lambda: self.world.sql(
            "select bool_and(state = 'queued' and last_answer is not null)"
            " from outbox") == "t", "all to say why they wait")
        return self.world.sql("select min(last_answer) from outbox")

    def test_costs_no_mail_an_attempt_and_all_go_when_it_is_back(self):
        self.server.is_closed = True
        crowd = self.world.queue(*people(300))
        began = time.monotonic()
        self.world.start()
        reason = self.all_wait()
        wait_for(lambda: self.server.connections >= 4 + 2, "two more tries")
        took = time.monotonic() - began
        wait_for(lambda: self.world.sql(
            "select max(attempts), count(first_attempt_at),"
            " (select count(*) from mail_attempt) from outbox") == "0|0|0",
            "no attempt to be left")
        self.server.is_closed = False
        wait_for(lambda: self.world.count("sent") == len(crowd),
                 "all to be sent", 15)

        self.assertEqual(reason, "554 5.3.2 closed for today"
                         " (after the greeting)")
        self.assertGreater(took, 1 + 2, "the least that the two pauses last")
        self.assertEqual(self.world.sql(
            "select max(number), count(*) from mail_attempt"), "1|300")
        self.assertEqual(len(self.events("the mail server takes no mails")), 1)
        self.assertEqual(
            len(self.events("the mail server takes mails again")), 1)

    def test_is_the_same_where_nobody_listens(self):
        self.server.close()
        to, = self.world.queue("ann@example.com")
        self.world.start()
        self.assertIn("onnect", self.world.waits(to))
        self.server = self.world.server = SmtpServer(port=self.server.port)

        self.world.settled(to, "sent")

    def test_keeps_no_mail_that_is_on_its_way_from_being_taken(self):
        slow, = self.world.queue("ponder-ann@example.com")
        self.world.start()
        wait_for(lambda: self.server.received, "its text to be there")
        self.server.is_closed = True
        other, = self.world.queue("bob@example.com")
        wait_for(lambda: self.world.column("last_answer", other).startswith(
            "554"), "the other one to be turned away")
        self.world.settled(slow, "sent")

        self.assertEqual(self.world.column("attempts", slow), "1")

    def test_gives_up_what_was_tried_before_and_is_too_old(self):
        to, = self.world.queue("defer-ann@example.com")
        self.world.start()
        self.world.settled(to, "deferred")
        self.server.close()
        self.world.sql("update outbox set first_attempt_at = now()"
                       " - interval '6 days'")
        self.world.kill()  # and with it the connection that is open
        self.world.make_due()
        self.world.start()
        self.world.settled(to, "failed")

        self.assertTrue(self.world.column("last_answer", to).startswith(
            "given up: "))

    def test_that_allows_fewer_connections_is_given_no_more(self):
        self.server.most_sessions = 2
        crowd = self.world.queue(*people(200))
        self.world.start()
        wait_for(lambda: self.world.count("sent") == len(crowd),
                 "all to be sent", 30)

        self.assertEqual(self.world.sql(
            "select max(attempts) from outbox"), "1")
        # Of four at once, two are turned away, perhaps one more of three.
        self.assertLessEqual(self.server.connections, 2 * 4)

    def test_that_only_one_mailer_cannot_reach_costs_the_other_nothing(self):
        other = SmtpServer()
        self.addCleanup(other.close)
        config = self.world.directory / "other.toml"
        config.write_text(self.world.config.read_text().replace(
            f"port = {self.server.port}", f"port = {other.port}"))
        self.server.is_closed = True
        self.world.start()
        crowd = self.world.queue(*people(50))
        self.all_wait()
        self.world.start(config)

        wait_for(lambda: self.world.count("sent") == len(crowd),
                 "all to be sent")
        self.assertEqual(len(other.received), len(crowd))
