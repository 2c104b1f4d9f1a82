"""From a sign-up to the mail in the drop directory."""

import email
import email.policy
import hashlib
import re
import signal

import processes
from client import Client
from support import (VAR, Reseller, TestCase, rows, unique_email, value,
                     wait_for)

DROP = VAR / "mail"


def mail_for(kind, user_id):
    """The mail of that kind about that user, once it has been dropped."""
    row = wait_for(lambda: rows(
        "select id from outbox where kind = :'kind' and state = 'sent'"
        " and data->>'user_id' = :'id'", kind=kind, id=user_id),
        f"the mail {kind} about user {user_id}", 30)[0]
    text = (DROP / f"{row['id']}.eml").read_bytes()
    return email.message_from_bytes(text, policy=email.policy.default)


def text_of(mail, kind="plain"):
    return mail.get_body((kind,)).get_content()


class MailCase(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller("--virtual-host", "app.example.net")
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def sign_up(self, **parameters):
        return self.assert_signed_up(self.client.sign_up(**parameters))

    def token_in(self, mail, page):
        """The token of the mail's link; the database has its hash only."""
        token = re.search(rf"^https://app\.example\.net/{page}/(\S+)\r?$",
                          text_of(mail), re.MULTILINE).group(1)
        self.assertEqual(value(
            "select count(*) from token where hash = decode(:'hash', 'hex')"
            " and used_at is null and expires_at > now()",
            hash=hashlib.sha256(token.encode()).hexdigest()), 1)
        return token


class Letters(MailCase):

    def test_welcome_the_new_owner_with_a_link(self):
        address = unique_email()
        done = self.sign_up(email=address, account_name="Käse & Söhne",
                            firstname="Zoë")
        mail = mail_for("welcome", done["user_id"])

        self.assertEqual(mail["To"], address)
        self.assertIn("Käse & Söhne", text_of(mail))
        self.assertIn("Hello Zoë,", text_of(mail))
        self.assertIn(address, text_of(mail))
        token = self.token_in(mail, "welcome")
        self.assertGreaterEqual(len(token), 32)

    def test_ask_the_owner_of_an_added_account_to_confirm(self):
        done = self.assert_result(self.client.add_account(
            {"virtual_host": "app.example.net"}))
        mail = mail_for("confirm_address", done["user_id"])

        self.token_in(mail, "confirm")

    def test_tell_of_a_new_contact_under_the_callers_subject(self):
        done = self.sign_up(
            notifyToEmail="notify@example.com", firstname="Mike",
            notifyEmailSubject="Neuer Kontakt: schöne Grüße, €" + " x" * 60,
            tags="vip, new", source="fair", phone="07 3257 3906")
        mail = mail_for("new_contact", done["user_id"])

        self.assertEqual(mail["To"], "notify@example.com")
        self.assertEqual(mail["Subject"],
                         "Neuer Kontakt: schöne Grüße, €" + " x" * 60)
        for text in ("Mike", "vip", "new", "fair", "07 3257 3906"):
            self.assertIn(text, text_of(mail))

    def test_tell_the_owner_of_a_contact(self):
        done = self.sign_up(contactowner_email=self.reseller.email,
                            email_notify_owner="1", lastname="Douglas")
        mail = mail_for("owner_notification", done["user_id"])

        self.assertEqual(mail["To"], self.reseller.email)
        self.assertIn("Douglas", text_of(mail))

    def test_have_lines_and_headers_as_the_standards_want_them(self):
        done = self.sign_up(account_name="x" * 200)
        mail_for("welcome", done["user_id"])
        row, = rows("select id from outbox where data->>'user_id' = :'id'",
                    id=done["user_id"])
        text = (DROP / f"{row['id']}.eml").read_bytes()

        self.assertLessEqual(max(map(len, text.split(b"\r\n"))), 78)
        self.assertNotRegex(text.replace(b"\r\n", b""), rb"[\r\n\x80-\xff]")
        mail = email.message_from_bytes(text, policy=email.policy.default)
        self.assertEqual([part.get_content_type() for part in mail.iter_parts()],
                         ["text/plain", "text/html"])
        for name in ("From", "Date", "Message-ID", "MIME-Version"):
            self.assertTrue(mail[name], name)
        self.assertEqual(mail.defects, [])


class Outbox(MailCase):

    def test_forgets_the_token_once_the_mail_is_sent(self):
        done = self.sign_up()
        mail_for("welcome", done["user_id"])

        row, = rows("select * from outbox where data->>'user_id' = :'id'",
                    id=done["user_id"])
        self.assertEqual([row["secret"], row["state"], row["attempts"]],
                         [None, "sent", 1])

    def test_keeps_mails_while_the_mailer_is_away(self):
        processes.stop("mailer")
        done = self.sign_up()
        self.assertEqual(value("select state from outbox"
                               " where data->>'user_id' = :'id'",
                               id=done["user_id"]), "queued")

        processes.start("mailer")

        mail_for("welcome", done["user_id"])

    def test_loses_and_doubles_nothing_when_the_mailer_is_killed(self):
        done = [self.sign_up() for _ in range(40)]
        processes.stop("mailer", signal.SIGKILL)
        processes.start("mailer")

        # What the killed one had claimed is free again after its lease.
        wait_for(lambda: value(
            "select count(*) from outbox where account_id = :'id'"
            " and state <> 'sent'", id=self.reseller.account_id) == 0,
            "all mails to be sent", 90)
        for one in done:
            mail = mail_for("welcome", one["user_id"])
            self.assertEqual(len(mail.get_all("Message-ID")), 1)
