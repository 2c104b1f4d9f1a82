"""Calls that collide: 100 rounds of 64 at once for each thing they may want.

Whatever the order they come in, the tables must look as if they had come one
after the other, and no caller may see a fault of the server.
"""

import collections

from crowd import Crowd
from support import Reseller, TestCase, rows, unique, unique_email, value

ROUNDS = 100


class Race(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.crowd = Crowd(cls.reseller.key)
        cls.addClassCleanup(cls.reseller.forget_mails)
        cls.addClassCleanup(cls.crowd.close)

    def codes(self, answers):
        """How often each error code, or None for a success."""
        self.assertEqual({answer.status for answer in answers}, {200},
                         [answer.text for answer in answers])
        return collections.Counter(
            answer.json.get("error_code") for answer in answers)


class SameEmail(Race):

    def test_one_sign_up_of_64_wins_in_each_round(self):
        for _ in range(ROUNDS):
            email = unique_email()
            answers = self.crowd.all_at_once(
                lambda client, n: client.sign_up(email=email))
            self.assertEqual(self.codes(answers),
                             {None: 1, "email_taken": 63})

        self.assertEqual(len(self.reseller.accounts()), ROUNDS)
        self.assertEqual(len(self.reseller.contacts()), ROUNDS)
        self.assertEqual(value(
            "select count(*) from email_registry r join app_user u"
            " on u.id = r.user_id join account a on a.id = u.account_id"
            " where a.parent_id = :'id'", id=self.reseller.account_id), ROUNDS)


class SameUsername(Race):

    def test_one_account_of_64_is_added_in_each_round(self):
        for _ in range(ROUNDS):
            name = unique("user")
            answers = self.crowd.all_at_once(
                lambda client, n: client.add_account(user={
                    "username": name if n % 2 else name.upper()}))
            errors = collections.Counter(
                (answer.json["error"] or {}).get("code") for answer in answers)
            self.assertEqual(errors, {None: 1, 322: 63})

        self.assertEqual(len(self.reseller.accounts()), ROUNDS)


class SameIdempotencyKey(Race):

    def test_64_equal_calls_are_one_sign_up_in_each_round(self):
        for _ in range(ROUNDS):
            wish = {"email": unique_email(), "account_name": "Once"}
            headers = {"Idempotency-Key": unique("attempt")}
            answers = self.crowd.all_at_once(
                lambda client, n: client.sign_up(headers=headers, **wish))
            self.codes(answers)
            self.assertEqual(len({answer.text for answer in answers}), 1)
            replayed = [answer.headers["Idempotency-Replayed"]
                        for answer in answers]
            self.assertEqual(collections.Counter(replayed),
                             {None: 1, "true": 63})

        self.assertEqual(len(self.reseller.accounts()), ROUNDS)


class SamePhone(Race):

    def test_64_sign_ups_share_one_contact_in_each_round(self):
        for turn in range(ROUNDS):
            phone = f"+61 411 000 {turn:03}"
            answers = self.crowd.all_at_once(
                lambda client, n: client.sign_up(
                    phone=phone, send_welcome_email="2"))
            self.assertEqual(self.codes(answers), {None: 64})
            self.assertEqual(len({answer.json["contact_id"]
                                  for answer in answers}), 1)

        self.assertEqual(len(self.reseller.contacts()), ROUNDS)
        self.assertEqual(len(self.reseller.accounts()), ROUNDS * 64)


class SameGroup(Race):

    def test_its_members_differ_by_at_most_one_contact(self):
        names = [unique("member") for _ in range(5)]
        for name in names:
            self.reseller.add_user(name, unique_email())
        self.reseller.add_group("sales", names)

        for turn in range(1, ROUNDS + 1):
            answers = self.crowd.all_at_once(
                lambda client, n: client.sign_up(
                    contactowner_group="sales", send_welcome_email="2"))
            self.assertEqual(self.codes(answers), {None: 64})
            counts = [row["count"] for row in rows(
                "select count(*) from contact where account_id = :'id'"
                " group by owner_user_id", id=self.reseller.account_id)]
            self.assertEqual(sum(counts), turn * 64)
            self.assertEqual(len(counts), 5)
            self.assertLessEqual(max(counts) - min(counts), 1)
