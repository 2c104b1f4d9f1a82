"""Many mails and several mailers: each mail once, none before its turn."""

import collections
import signal
import socket

from mail_world import WorldCase, people
from support import wait_for


class Mailers(WorldCase):

    def test_three_mailers_send_each_mail_once(self):
        crowd = self.world.queue(*people(300))
        for _ in range(3):
            self.world.start()
        wait_for(lambda: self.world.count("sent") == 300, "all to be sent")

        self.assertEqual(collections.Counter(
            r.recipient for r in self.server.received),
            collections.Counter(crowd))

    def test_a_mailer_that_is_stopped_settles_what_it_began(self):
        self.world.queue(*people(100), *people(4, "slow"))
        self.world.start()
        wait_for(lambda: self.server.received, "the first mail")
        self.assertEqual(self.world.stop(), [0])

        self.assertEqual(self.world.count("sending"), 0)
        self.assertEqual(self.world.count("sent"), len(self.server.received))

    def test_a_mailer_that_slept_begins_nothing_that_another_took(self):
        slow = self.world.queue(*people(8, "slow"))
        sleeper = self.world.start()
        wait_for(lambda: sum(self.server.tried.values()) == 4, "four to begin")
        sleeper.send_signal(signal.SIGSTOP)
        other = self.world.start()
        for to in slow:
            self.world.settled(to, "sent")
        other.terminate()
        other.wait(40)
        self.world.queue("later@example.com")
        sleeper.send_signal(signal.SIGCONT)
        self.world.settled("later@example.com", "sent")

        # What it had begun before may come twice.
        begun = list(self.server.tried)[:4]
        counts = collections.Counter(r.recipient for r in self.server.received)
        self.assertLessEqual(
            {to for to, count in counts.items() if count > 1}, set(begun))

    def test_a_mailer_that_slept_alone_sends_each_mail_once(self):
        slow = self.world.queue(*people(4, "slow"))
        sleeper = self.world.start()
        wait_for(lambda: sum(self.server.tried.values()) == 4, "four to begin")
        sleeper.send_signal(signal.SIGSTOP)
        wait_for(lambda: self.world.sql(
            "select count(*) from outbox where lease_expires_at < now()") == "4",
            "the leases to end")
        sleeper.send_signal(signal.SIGCONT)
        for to in slow:
            self.world.settled(to, "sent")

        self.assertEqual(sorted(self.server.tried.values()), [1] * 4)

    def test_a_mailer_tells_systemd_how_it_is(self):
        address = str(self.world.directory / "notify")
        told = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.addCleanup(told.close)
        told.bind(address)
        told.settimeout(30)
        self.world.start(NOTIFY_SOCKET=address, WATCHDOG_USEC="300000")
        hears = lambda: told.recv(100).decode().strip()

        self.assertEqual(hears(), "READY=1")
        self.assertEqual([hears() for _ in range(3)], ["WATCHDOG=1"] * 3)
        self.assertEqual(self.world.stop(), [0])
        last = []
        while not last or last[-1] != "STOPPING=1":
            last.append(hears())

    def test_held_mails_go_also_while_the_mailer_never_rests(self):
        limited = self.world.add_account("0, null")
        held, = self.world.queue("held@example.com", account_id=limited)
        self.world.start()
        self.world.settled(held, "held")
        # More than three connections can do at once, all the time.
        self.world.queue(*people(40, "slow"))
        wait_for(lambda: self.server.received, "the first slow one")
        self.world.sql("update account set email_send_limit = null")
        wait_for(lambda: self.world.column("state", held) != "held",
                 "it to be released")
        self.assertGreater(self.world.count("queued"), 1, "it did not rest")
        self.world.settled(held, "sent")

    def test_an_account_at_its_cap_delays_no_other(self):
        limited = self.world.add_account("null, 2")
        self.world.queue(*people(300, "capped"), account_id=limited)
        other, = self.world.queue("bob@example.com")
        self.world.start()
        self.world.settled(other, "sent", 5)
        self.assertGreater(self.world.count("held"), 0)
        wait_for(lambda: self.world.count("sent") == 301, "all to go", 60)

    def test_what_is_over_the_month_is_held_and_says_why(self):
        limited = self.world.add_account("5, null")
        self.world.queue("in@example.com", kind="welcome", account_id=limited)
        self.world.start()
        self.world.settled("in@example.com", "sent")
        self.world.queue(*people(8), account_id=limited)
        wait_for(lambda: self.world.count("sent") == 5, "five to be sent")

        wait_for(lambda: self.world.count("held") == 4, "the rest to be held")
        self.assertEqual(self.world.sql(
            "select distinct held_for from outbox where state = 'held'"),
            "email_send_limit")

        self.world.sql("update account set email_send_limit = null")
        wait_for(lambda: self.world.count("sent") == 9, "all to be sent")
