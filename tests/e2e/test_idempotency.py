"""Repeating a call: the header Idempotency-Key."""

import json

from client import Client, account_details, user_details
from support import FORM, Reseller, TestCase, rows, unique, unique_email


class Idempotency(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def setUp(self):
        self.headers = {"Idempotency-Key": unique("attempt")}

    def test_a_repeated_sign_up_gets_the_first_answer_again(self):
        wish = {"email": unique_email(), "account_name": "Once"}
        first = self.client.sign_up(headers=self.headers, **wish)
        again = self.client.sign_up(headers=self.headers, **wish)

        self.assertEqual(self.assert_signed_up(again), first.json)
        self.assertIsNone(first.headers["Idempotency-Replayed"])
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")

    def test_a_repeated_add_account_gets_the_first_answer_again(self):
        wish = account_details(), user_details()
        first = self.client.call("addAccount", *wish, headers=self.headers)
        again = self.client.call("addAccount", *wish, headers=self.headers)

        self.assertEqual(self.assert_result(first), self.assert_result(again))
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")

    def test_a_different_call_under_the_same_key_is_refused(self):
        wish = {"email": unique_email()}
        self.client.sign_up(headers=self.headers, account_name="A", **wish)
        other = self.client.sign_up(headers=self.headers, account_name="B",
                                    **wish)

        self.assert_refused(other, "idempotency_mismatch")

    def test_the_same_key_of_another_reseller_is_another(self):
        other = Client(Reseller().key)
        self.addCleanup(other.close)

        self.assert_signed_up(self.client.sign_up(headers=self.headers))
        self.assert_signed_up(other.sign_up(headers=self.headers))

    def test_a_refusal_is_not_remembered(self):
        self.assert_refused(
            self.client.sign_up(headers=self.headers, account_name=None),
            "parameter_missing", "account_name")

        self.assert_signed_up(self.client.sign_up(headers=self.headers))

    def test_a_malformed_key_is_refused(self):
        for key in ("x" * 256, "with a space", ""):
            with self.subTest(key):
                answer = self.client.sign_up(headers={"Idempotency-Key": key})
                self.assert_refused(answer, "idempotency_key_malformed",
                                    answer.json["field"])

    def test_two_keys_are_refused_even_when_they_are_one(self):
        for keys in (("first", "second"), ("same", "same")):
            with self.subTest(keys):
                connection = self.client.connection
                connection.putrequest("GET", FORM + "?" + self.client.query({}))
                for key in keys:
                    connection.putheader("Idempotency-Key", key)
                connection.endheaders()
                answer = json.load(connection.getresponse())
                self.assertEqual(answer["error_code"],
                                 "idempotency_key_malformed")

    def test_each_call_of_a_batch_has_a_key_of_its_own(self):
        batch = [{"jsonrpc": "2.0", "id": n, "method": "addAccount",
                  "params": [self.client.key, account_details(),
                             user_details()]} for n in range(3)]
        first = self.client.post_json(batch, self.headers)
        again = self.client.post_json(batch, self.headers)

        self.assertEqual(again.json, first.json)
        self.assertEqual(len({json.dumps(answer["result"])
                              for answer in first.json}), 3)

    def test_a_call_without_a_key_is_recorded_all_the_same(self):
        done = self.assert_signed_up(self.client.sign_up())

        operation, = rows("select key from operation"
                          " where result->>'user_id' = :'id'",
                          id=done["user_id"])
        self.assertTrue(operation["key"])
