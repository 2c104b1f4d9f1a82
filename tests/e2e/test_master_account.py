"""master_account's parameters, one behaviour each."""

from client import Client
from support import (FORM, Reseller, TestCase, execute, rows, unique,
                     unique_email, value)


class MasterAccountCase(TestCase):
    """A reseller of its own for each class of tests."""

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def sign_up(self, **parameters):
        return self.assert_signed_up(self.client.sign_up(**parameters))

    def refuse(self, code, field=None, **parameters):
        return self.assert_refused(self.client.sign_up(**parameters), code,
                                   field)

    def mails(self, done):
        """Kind to recipient of the mails that a sign-up queued."""
        return {mail["kind"]: mail["recipient"] for mail in rows(
            "select kind, recipient from outbox"
            " where data->>'user_id' = :'id'", id=done["user_id"])}


class WhatIsCreated(MasterAccountCase):

    def test_an_account_under_the_reseller(self):
        done = self.sign_up(account_name="Käse & Söhne")

        account, = rows("select * from account where id = :'id'",
                        id=done["account_id"])
        self.assertEqual(account["parent_id"], self.reseller.account_id)
        self.assertEqual(account["company_name"], "Käse & Söhne")
        self.assertEqual(account["account_type"], "single")
        self.assertEqual(account["status"], "active")

    def test_its_owner_without_a_password(self):
        email = unique_email()
        done = self.sign_up(email=email, firstname="Mike", lastname="Douglas")

        user, = rows("select * from app_user where id = :'id'",
                     id=done["user_id"])
        self.assertEqual(user["account_id"], done["account_id"])
        self.assertEqual(
            [user[name] for name in ("email", "username", "first_name",
                                     "last_name", "password_hash")],
            [email, email, "Mike", "Douglas", None])

    def test_the_operation_row_names_what_was_made(self):
        done = self.sign_up()

        operation, = rows(
            "select o.result, o.method, o.remote_address from operation o"
            " where o.result->>'account_id' = :'id'", id=done["account_id"])
        self.assertEqual(operation["method"], "master_account")
        self.assertEqual(operation["result"]["contact_id"],
                         done["contact_id"])
        self.assertTrue(operation["remote_address"])


class TheEmail(MasterAccountCase):

    def test_is_unique_without_regard_to_case(self):
        email = unique_email()
        self.sign_up(email=email)

        self.refuse("email_taken", "email", email=email.upper())

    def test_is_unique_over_all_resellers(self):
        other = Client(Reseller().key)
        self.addCleanup(other.close)
        email = unique_email()
        self.sign_up(email=email)

        self.assert_refused(other.sign_up(email=email), "email_taken", "email")

    def test_stays_taken_when_its_user_is_gone(self):
        email = unique_email()
        done = self.sign_up(email=email)
        execute("update app_user set status = 'deleted', deleted_at = now(),"
                " email = :'new', username = :'new' where id = :'id'",
                id=done["user_id"], new=unique_email("gone"))

        self.refuse("email_taken", "email", email=email)

    def test_of_a_user_made_by_the_operator_is_taken_too(self):
        self.refuse("email_taken", "email", email=self.reseller.email)

    def test_of_a_user_made_by_add_account_is_taken_too(self):
        email = unique_email()
        self.assert_result(self.client.add_account(user={"email": email}))

        self.refuse("email_taken", "email", email=email)

    def test_is_trimmed_and_its_domain_written_in_ascii(self):
        word = unique("user")
        done = self.sign_up(email=f" {word}@MÜNCHEN.example ")

        self.assertEqual(value("select email from app_user where id = :'id'",
                               id=done["user_id"]),
                         f"{word}@xn--mnchen-3ya.example")

    def test_must_be_one(self):
        for text in ("XXXXX", "a@b@example.com", "@example.com", "a@",
                     "a b@example.com", "a@example", "a..b@example.com"):
            with self.subTest(text):
                self.refuse("email_malformed", "email", email=text)


class MandatoryParameters(MasterAccountCase):

    def test_are_named_when_missing(self):
        for name in ("email", "account_name"):
            with self.subTest(name):
                text = self.refuse("parameter_missing", name, **{name: None})
                self.assertIn(name, text)

    def test_count_as_missing_when_empty(self):
        self.refuse("parameter_missing", "account_name", account_name="  ")

    def test_the_key_is_one(self):
        self.refuse("key_missing", "key", key=None)

    def test_a_wrong_key_is_not_repeated_in_the_answer(self):
        text = self.refuse("key_invalid", "key", key="wrong-key-1234567")

        self.assertNotIn("wrong-key", text)


class Parameters(MasterAccountCase):

    def query(self, more):
        return self.client.send(
            "GET", FORM + "?" + self.client.query({}) + more)

    def test_twice_with_equal_values_are_one(self):
        self.assert_signed_up(self.query("&source=a&source=a"))

    def test_twice_with_different_values_are_an_error(self):
        answer = self.query("&source=a&source=b")

        self.assert_refused(answer, "parameter_conflicting", "source")

    def test_in_query_and_body_with_different_values_are_an_error(self):
        answer = self.client.post_form({"source": "b"}, query=(
            self.client.query({"source": "a"})))

        self.assert_refused(answer, "parameter_conflicting", "source")

    def test_that_nobody_knows_are_ignored(self):
        self.sign_up(utm_campaign="spring", password="not asked for")

    def test_are_utf8_in_the_answer_and_in_the_database(self):
        done = self.sign_up(firstname="Zoë", lastname="日本")

        self.assertEqual(
            value("select first_name || last_name from contact"
                  " where id = :'id'", id=done["contact_id"]), "Zoë日本")


class Flags(MasterAccountCase):

    def test_other_than_1_and_2_are_errors(self):
        for name in ("send_welcome_email", "email_notify_owner"):
            for text in ("0", "3", "yes", "12"):
                with self.subTest(name, text=text):
                    self.refuse("parameter_malformed", name, **{name: text})

    def test_a_welcome_is_sent_unless_it_is_not_wanted(self):
        email = unique_email()
        for flag in (None, "1"):
            done = self.sign_up(email=unique_email(), send_welcome_email=flag)
            self.assertIn("welcome", self.mails(done), flag)
        self.assertNotIn("welcome", self.mails(
            self.sign_up(email=email, send_welcome_email="2")))

    def test_an_owner_is_told_only_when_that_is_wanted(self):
        for flag, told in ((None, False), ("2", False), ("1", True)):
            done = self.sign_up(contactowner_email=self.reseller.email,
                                email_notify_owner=flag)
            self.assertEqual("owner_notification" in self.mails(done), told,
                             flag)

    def test_without_an_owner_nobody_is_told(self):
        done = self.sign_up(email_notify_owner="1")

        self.assertEqual(list(self.mails(done)), ["welcome"])


class Notification(MasterAccountCase):

    def test_is_queued_for_a_new_contact(self):
        done = self.sign_up(notifyToEmail="notify@example.com",
                            notifyEmailSubject="Neue Kontakte!")

        self.assertEqual(self.mails(done)["new_contact"], "notify@example.com")
        self.assertEqual(value(
            "select data->>'subject' from outbox where kind = 'new_contact'"
            " and data->>'user_id' = :'id'", id=done["user_id"]),
            "Neue Kontakte!")

    def test_is_not_queued_for_a_contact_that_was_there(self):
        self.sign_up(phone="07 3257 3906")
        done = self.sign_up(phone="07 3257 3906",
                            notifyToEmail="notify@example.com")

        self.assertNotIn("new_contact", self.mails(done))

    def test_must_go_to_an_address(self):
        self.refuse("email_malformed", "notifyToEmail", notifyToEmail="boss")

    def test_cannot_carry_a_line_break_in_its_subject(self):
        self.refuse("parameter_malformed", "notifyEmailSubject",
                    notifyToEmail="notify@example.com",
                    notifyEmailSubject="Hi\r\nBcc: eve@example.net")
