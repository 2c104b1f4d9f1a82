"""The mailer against a mail server that misbehaves on purpose."""

import collections
import email
import email.policy
import subprocess
import time

from mail_world import PROMPT, MailWorld, WorldCase, people
from smtp_server import SmtpServer
from support import BIN_DIR, VAR, wait_for

CERTIFICATE = VAR / "tls" / "certificate.pem"
KEY = VAR / "tls" / "key.pem"


class Answers(WorldCase):
    options = {"mail": PROMPT, "timeout": 1500, "text_timeout": 6000}

    def test_a_mail_is_taken_and_the_reply_is_kept(self):
        to, = self.world.queue("ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")

        self.assertEqual(self.world.attempts(to), "250 2.0.0 taken as 1")
        self.assertEqual(len(self.server.accepted(to)), 1)

    def test_4xx_is_tried_again_under_the_same_message_id(self):
        to, = self.world.queue("once-ann@example.com")
        self.world.start()
        self.world.settled(to, "deferred")
        wait = float(self.world.column(
            "extract(epoch from next_attempt_at - now())", to))
        self.assertTrue(0 < wait <= 15, wait)
        self.world.make_due()
        self.world.settled(to, "sent")

        self.assertEqual(
            self.world.attempts(to),
            "451 4.7.1 greylisted, come again (after RCPT); "
            "250 2.0.0 taken as 1")

    def test_5xx_fails_at_once(self):
        refused, rejected = self.world.queue(
            "refuse-ann@example.com", "reject-ann@example.com")
        self.world.start()
        self.world.settled(refused, "failed")
        self.world.settled(rejected, "failed")

        self.assertEqual(self.world.attempts(refused),
                         "550 5.1.1 nobody of that name (after RCPT)")
        self.assertEqual(self.world.attempts(rejected),
                         "554 5.6.0 not with this text (after the text)")

    def test_a_refused_sender_fails_no_mail(self):
        self.server.refuses_senders = True
        to, = self.world.queue("ann@example.com")
        self.world.start()
        self.world.settled(to, "deferred")
        self.assertIn("553 5.7.1", self.world.attempts(to))

        self.server.refuses_senders = False
        self.world.make_due()
        self.world.settled(to, "sent")

    def test_all_that_failed_is_tried_again_at_a_word(self):
        self.world.queue(*people(3, "refuse"), *people(1, "reject"))
        self.world.start()
        wait_for(lambda: self.world.count("failed") == 4, "all to fail")
        self.world.stop()
        command = [BIN_DIR / "provisor", "--config", self.world.config,
                   "outbox", "retry", "--state", "failed"]
        none, all_of_them = (
            subprocess.run([*command, *more], capture_output=True, text=True,
                           timeout=60).stdout
            for more in (["--since", "2100-01-01"], []))

        self.assertEqual(none, "0 mails are queued again.\n")
        self.assertEqual(all_of_them, "4 mails are queued again.\n")
        self.assertEqual(self.world.count("queued"), 4)

    def test_a_drop_behind_the_text_doubles_under_one_message_id(self):
        to, = self.world.queue("drop-ann@example.com")
        self.world.start()
        self.world.settled(to, "deferred")
        self.world.make_due()
        self.world.settled(to, "sent")

        first, second = self.server.accepted(to)
        self.assertEqual(first.message_id, second.message_id)
        self.assertEqual(first.text, second.text)

    def test_mails_that_hang_delay_the_others_by_no_more_than_their_time(self):
        hanging = self.world.queue(*people(2, "hang"), *people(1, "mute"))
        others = self.world.queue(*people(40))
        began = time.monotonic()
        self.world.start()
        for to in others:
            self.world.settled(to, "sent")
        # Three of four connections are held; nobody waits for them.
        self.assertLess(time.monotonic() - began, 4.5)

        for to in hanging:
            self.world.settled(to, "deferred")
            self.assertIn("after", self.world.attempts(to))

    def test_a_slow_server_is_waited_for(self):
        to, = self.world.queue("slow-ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")

    def test_a_server_that_ponders_over_a_text_gets_it_once(self):
        """For longer than a time-out, and than a lease."""
        to, = self.world.queue("ponder-ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")

        self.assertEqual(len(self.server.accepted(to)), 1)
        self.assertEqual(self.world.column("attempts", to), "1")

    def test_odd_replies_reach_the_database_as_one_line_of_ascii(self):
        to, = self.world.queue("noisy-ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")

        self.assertRegex(self.world.attempts(to),
                         r"^250 2\.0\.0 caf\? \?\[31m x+")
        self.assertLess(len(self.world.attempts(to)), 600)

    def test_a_crowd_shares_few_connections(self):
        crowd = self.world.queue(*people(200))
        self.world.start()
        wait_for(lambda: self.world.count("sent") == 200, "all to be sent")

        self.assertLessEqual(self.server.connections, 4)
        self.assertEqual(collections.Counter(
            r.recipient for r in self.server.received),
            collections.Counter(crowd))

    def test_a_mail_is_given_up_after_its_time(self):
        to, = self.world.queue("defer-ann@example.com")
        self.world.start()
        self.world.settled(to, "deferred")
        self.world.sql("update outbox set first_attempt_at = now()"
                       " - interval '5 days 9 seconds'")
        self.world.make_due()
        self.world.settled(to, "failed")

        self.assertTrue(self.world.column("last_answer", to).startswith(
            "given up: greylisted"))

    def test_a_mail_that_cannot_be_written_delays_nobody(self):
        brand = self.world.directory / "brandings" / "broken"
        brand.mkdir(parents=True)
        (brand / "new_contact.html").write_text("{{#never ended}}")
        broken = self.world.queue(*people(20, "broken"))
        self.world.sql("""update outbox set data = '{"branding": "broken"}'""")
        other, = self.world.queue("bob@example.com")
        self.world.start()
        self.world.settled(other, "sent")
        self.world.settled(broken[0], "deferred")
        self.assertIn("new_contact.html", self.world.attempts(broken[0]))

        (brand / "new_contact.html").unlink()
        self.world.make_due()
        self.world.settled(broken[0], "sent")

    def test_a_mistake_that_is_no_text_keeps_nobody_else_from_being_sent(self):
        brand = self.world.directory / "brandings" / "latin"
        brand.mkdir(parents=True)
        (brand / "new_contact.html").write_bytes(b"{{#caf\xe9}} {{/caf\xe8}}")
        broken, = self.world.queue("ann@example.com")
        self.world.sql("""update outbox set data = '{"branding": "latin"}'""")
        other, = self.world.queue("bob@example.com")
        self.world.start()

        self.world.settled(other, "sent")
        self.world.settled(broken, "deferred")
        self.assertIn("is not in UTF-8", self.world.attempts(broken))

    def test_an_address_cannot_speak_smtp(self):
        to, = self.world.queue("a@example.com> BODY=8BITMIME")
        self.world.start()
        self.world.settled(to, "failed")

        self.assertEqual(sum(self.server.tried.values()), 0)


class Security(WorldCase):

    def setUp(self):
        pass

    def begin(self, server, **smtp):
        self.world = MailWorld(server, PROMPT, **smtp)
        self.addCleanup(self.world.close)
        to, = self.world.queue("ann@example.com")
        self.world.start()
        return to

    def credentials(self, text):
        import tempfile
        file = tempfile.NamedTemporaryFile("w")
        self.addCleanup(file.close)
        file.write(text)
        file.flush()
        return file.name

    def test_starttls_with_a_certificate_that_is_trusted(self):
        server = SmtpServer(CERTIFICATE, KEY, auth=("ann", "päss wörd"))
        to = self.begin(server, security="starttls", ca_file=CERTIFICATE,
                        credentials=self.credentials("ann\r\npäss wörd\r\n"))
        self.world.settled(to, "sent")

        received, = server.received
        self.assertTrue(received.secure)
        self.assertEqual(received.user, "ann")

    def test_tls_from_the_first_byte(self):
        server = SmtpServer(CERTIFICATE, KEY, tls=True)
        to = self.begin(server, security="tls", ca_file=CERTIFICATE)
        self.world.settled(to, "sent")

        self.assertTrue(server.received[0].secure)

    def test_a_certificate_nobody_vouches_for_gets_no_mail(self):
        server = SmtpServer(CERTIFICATE, KEY)
        to = self.begin(server, security="starttls")

        self.assertIn("certificate", self.world.waits(to))
        self.assertEqual(server.received, [])

    def test_a_server_without_tls_gets_no_mail_when_tls_is_asked_for(self):
        server = SmtpServer()
        to = self.begin(server, security="starttls")

        self.assertIn("STARTTLS", self.world.waits(to))
        self.assertEqual(server.received, [])

    def test_a_wrong_password_fails_no_mail(self):
        server = SmtpServer(CERTIFICATE, KEY, auth=("ann", "right"))
        to = self.begin(server, security="starttls", ca_file=CERTIFICATE,
                        credentials=self.credentials("ann\nwrong\n"))

        self.assertIn("535 5.7.8 not you", self.world.waits(to))

    def test_missing_credentials_fail_no_mail(self):
        server = SmtpServer(CERTIFICATE, KEY, auth=("ann", "right"))
        to = self.begin(server, security="starttls", ca_file=CERTIFICATE)
        self.world.settled(to, "deferred")

        self.assertIn("530", self.world.attempts(to))


class Commands(WorldCase):

    def provisor(self, *arguments):
        return subprocess.run(
            [BIN_DIR / "provisor", "--config", self.world.config, "mail",
             *arguments], capture_output=True, text=True, timeout=60)

    def test_mail_test_shows_the_conversation(self):
        done = self.provisor("test", "ann@example.com")

        self.assertEqual(done.returncode, 0, done.stderr)
        for line in ("< 220 test ESMTP", "> RCPT TO:<ann@example.com>",
                     "< 250 2.1.5 ok", "accepted: taken as 1"):
            self.assertIn(line, done.stdout)
        self.assertEqual(len(self.server.accepted("ann@example.com")), 1)

    def test_mail_test_fails_when_the_server_refuses(self):
        done = self.provisor("test", "refuse-ann@example.com")

        self.assertEqual(done.returncode, 1)
        self.assertIn("refused: nobody of that name", done.stderr)

    def test_mail_preview_shows_a_branding(self):
        brand = self.world.directory / "brandings" / "acme"
        brand.mkdir(parents=True)
        (brand / "branding.toml").write_text(
            'product_name = "Acmé"\nfrom = "hello@acme.example.com"\n'
            'reply_to = "help@acme.example.com"\ncolour = "#0b6b3a"\n')
        done = self.provisor("preview", "welcome", "--branding", "acme")

        mail = email.message_from_string(done.stdout,
                                         policy=email.policy.default)
        self.assertEqual(mail["From"], "Acmé <hello@acme.example.com>")
        self.assertEqual(mail["Reply-To"], "help@acme.example.com")
        self.assertIn("#0b6b3a", mail.get_body(("html",)).get_content())
        self.assertEqual(mail.defects, [])

    def test_mails_say_how_long_their_links_work(self):
        with self.world.config.open("a") as config:
            config.write("[links]\ninvitation = 259200000\n"
                         "confirmation = 3600000\nreset = 5400000\n")
        for kind, words in (("welcome", "within 3 days"),
                            ("confirm_address", "within 1 hour"),
                            ("password_reset", "within 90 minutes")):
            for part in ("text", "html"):
                done = self.provisor("preview", kind, "--part", part)
                self.assertIn(words, done.stdout)

    def test_a_reset_whose_link_has_ended_is_given_up(self):
        late, = self.world.queue("late@example.com", kind="password_reset")
        self.world.sql("update outbox set secret = repeat('ab', 32)")
        self.world.start()
        self.world.settled(late, "failed")

        self.assertEqual(self.world.attempts(late), "its link has ended")
        self.assertEqual(self.server.accepted(late), [])

    def test_mails_go_out_as_their_branding_says(self):
        brand = self.world.directory / "brandings" / "acme"
        brand.mkdir(parents=True)
        (brand / "branding.toml").write_text(
            'from = "hello@acme.example.com"\n')
        to, = self.world.queue("ann@example.com")
        self.world.sql("""update outbox set data = '{"branding": "acme"}'""")
        self.world.start()
        self.world.settled(to, "sent")

        received, = self.server.accepted(to)
        self.assertIn(b'"acme" <hello@acme.example.com>', received.text)
