"""Mailers that are killed under load: nothing is lost, duplicates explained.

PROVISOR_MAILER_KILLS says how many; a duplicate is a mail whose mailer died
between the server's acceptance and our record of it.
"""

import collections
import os
import unittest

from mail_world import MailWorld
from support import wait_for

KILLS = int(os.environ.get("PROVISOR_MAILER_KILLS", "20"))
CROWD = 20 * KILLS


class Kills(unittest.TestCase):

    def setUp(self):
        self.world = MailWorld(
            mail={"poll": 20, "lease": 1000, "connections": 4})
        self.addCleanup(self.world.close)
        self.received = self.world.server.received

    def kill_a_mailer(self):
        """Once it has begun to send."""
        before = len(self.received)
        self.world.start()
        wait_for(lambda: len(self.received) > before, "a mail to be taken", 30)
        self.world.kill()

    def test_kills_lose_nothing_and_double_only_what_was_on_its_way(self):
        crowd = {f"some-{n}@example.com" for n in range(CROWD)}
        self.world.queue(*crowd)
        for _ in range(KILLS):
            self.kill_a_mailer()
            # More than one mailer's mails, so that each kill meets some.
            self.world.queue(*(fresh := {
                f"later-{len(crowd) + n}@example.com" for n in range(10)}))
            crowd |= fresh
        self.world.start()
        wait_for(lambda: self.world.count("sent") == len(crowd),
                 "all to be sent", 60)

        counts = collections.Counter(r.recipient for r in self.received)
        self.assertEqual(set(counts), crowd, "no mail is lost")
        doubled = {to for to, count in counts.items() if count > 1}
        died = set(self.world.sql(
            "select distinct recipient from outbox o join mail_attempt a"
            " on a.outbox_id = o.id where a.ended_at is null").split())
        print(f"{KILLS} kills, {len(crowd)} mails, {len(doubled)} doubled")
        self.assertLessEqual(doubled, died, "each had a mailer that died")
        for to in doubled:
            self.assertEqual(len({r.message_id for r in self.received
                                  if r.recipient == to}), 1)
