"""The mailer against Postfix, as Debian has it, over TLS and signed in."""

import pathlib
import re
import tempfile
import unittest

import postfix
from mail_world import PROMPT, MailWorld
from postfix import PASSWORD, USER, Postfix
from support import wait_for

NEW_CONTACT = '{"email": "new@example.com", "first_name": "Zoë", '\
    '"last_name": "Käsemann", "branding": "Müller & Söhne"}'


@unittest.skipIf(postfix.why_not(), postfix.why_not())
class PostfixCase(unittest.TestCase):

    def setUp(self):
        self.server = Postfix()
        self.addCleanup(self.server.close)
        self.server.start()

    def begin(self, mail=PROMPT, password=PASSWORD, **smtp):
        file = pathlib.Path(tempfile.mkdtemp()) / "credentials"
        file.write_text(f"{USER}\n{password}\n")
        self.world = MailWorld(self.server, mail, **({
            "security": "starttls", "ca_file": self.server.certificate,
            "credentials": file, "ehlo_name": "mailer.example.net"} | smtp))
        self.addCleanup(self.world.close)

    def assert_waits(self, recipient, reason):
        self.assertRegex(self.world.waits(recipient), reason)
        self.assertNotIn("postfix/qmgr", self.server.log(), "none was taken")

    def test_takes_mails_over_starttls_from_who_signs_in(self):
        self.begin()
        to, = self.world.queue("ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")
        mail, = self.server.delivered(1)

        self.assertEqual(mail["Delivered-To"], to)
        self.assertEqual(mail["Return-Path"], "<provisor@localhost>")
        received = " ".join(mail["Received"].split())
        self.assertIn("from mailer.example.net (", received)
        self.assertRegex(received, r"using TLSv1\.[23] with cipher")
        self.assertIn(f"(Authenticated sender: {USER})", received)
        self.assertIn("with ESMTPSA id", received)
        self.assertRegex(self.world.column("last_answer", to),
                         "^Ok: queued as ")

    def test_takes_mails_over_tls_from_the_first_byte(self):
        self.begin(security="tls", port=self.server.tls_port)
        to, = self.world.queue("ann@example.com")
        self.world.start()
        self.world.settled(to, "sent")

        mail, = self.server.delivered(1)
        self.assertIn("with ESMTPSA id", mail["Received"])

    def test_hands_on_what_was_written_in_any_language(self):
        self.begin()
        to, = self.world.queue("ann@xn--bcher-kva.example")
        self.world.sql(f"update outbox set data = '{NEW_CONTACT}'")
        self.world.start()
        self.world.settled(to, "sent")
        mail, = self.server.delivered(1)

        self.assertEqual(mail["To"], to)
        self.assertEqual(mail["From"].addresses[0].display_name,
                         "Müller & Söhne")
        self.assertEqual(mail["Subject"], "New contact: Zoë Käsemann")
        plain, html = [part.get_content() for part in mail.iter_parts()]
        self.assertIn("Name: Zoë Käsemann\n", plain)
        self.assertIn("Müller &amp; Söhne", html)
        self.assertEqual(mail.defects, [])

    def test_has_many_mails_over_one_connection(self):
        self.begin(PROMPT | {"connections": 1})
        crowd = self.world.queue(*(f"some-{n}@example.com" for n in range(60)))
        self.world.start()
        mails = self.server.delivered(60)
        wait_for(lambda: self.world.count("sent") == 60, "all to be sent")
        self.world.stop()

        self.assertEqual(sorted(mail["To"] for mail in mails), sorted(crowd))
        counts = wait_for(lambda: re.search("disconnect from (.*)",
                                            self.server.log()), "the end")[1]
        self.assertIn("starttls=1 auth=1 mail=60 rcpt=60 data=60", counts)

    def test_gets_no_mail_with_a_certificate_nobody_vouches_for(self):
        self.begin(ca_file="/etc/ssl/certs/ca-certificates.crt")
        to, = self.world.queue("ann@example.com")
        self.world.start()

        self.assert_waits(to, "certificate")

    def test_gets_no_mail_with_the_certificate_of_another_host(self):
        self.begin(host="127.0.0.1")
        to, = self.world.queue("ann@example.com")
        self.world.start()

        self.assert_waits(to, "certificate|subject")

    def test_loses_no_mail_to_a_wrong_password(self):
        self.begin(password="wrong")
        to, = self.world.queue("ann@example.com")
        self.world.start()

        self.assert_waits(to, r"authentication failed.*\(after AUTH\)")

    def test_may_turn_mails_away_and_go_away_itself(self):
        self.begin()
        grey, nobody = self.world.queue("grey@example.com",
                                        "nobody@example.com")
        self.world.start()
        self.world.settled(grey, "deferred")
        self.world.settled(nobody, "failed")
        self.assertEqual(self.world.attempts(grey),
                         "450 4.2.0 <grey@example.com>: Recipient address "
                         "rejected: come again later (after RCPT)")
        self.assertRegex(self.world.attempts(nobody), "^550 5.1.1 .*unknown")

        self.server.stop()
        self.world.make_due()
        wait_for(lambda: "onnect" in self.world.column("last_answer", grey),
                 "nobody to answer")
        self.assertEqual(self.world.column("attempts", grey), "1")
        self.server.set("smtpd_recipient_restrictions ="
                        " permit_sasl_authenticated, reject")
        self.server.start()
        self.world.make_due()
        self.world.settled(grey, "sent")

        mail, = self.server.delivered(1)
        self.assertEqual(mail["To"], grey)
