"""Both dialects of JSON-RPC, as clients in the field speak them."""

import json

from client import Client, account_details, user_details
from support import Reseller, TestCase


class JsonRpcCase(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def wish(self):
        return [self.client.key, account_details(), user_details()]


class OlderDialect(JsonRpcCase):

    def test_echoes_the_id_with_its_type(self):
        for id in (1, 0, -7, "1", "abc", "ü", None, 2 ** 53):
            with self.subTest(id):
                answer = self.client.call("getTimezoneList", id=id)
                self.assertIn("Australia/Brisbane",
                              self.assert_result(answer, id))
                self.assertIs(type(answer.json["id"]), type(id))

    def test_answers_a_call_without_an_id(self):
        answer = self.client.post_json(
            {"method": "getTimezoneList", "params": [self.client.key]})

        self.assert_result(answer, id=None)

    def test_is_spoken_on_every_spelling_of_the_path(self):
        for path in ("/api/jsonrpcserver", "/api/jsonrpcserver.php",
                     "/api/JsonRpcServer", "/api/jsonRPCServer.PHP",
                     "/api/jsonrpcserver?version=3.3"):
            with self.subTest(path):
                answer = self.client.post_json(
                    {"id": 1, "method": "getTimezoneList",
                     "params": [self.client.key]}, path=path)
                self.assert_result(answer)

    def test_is_spoken_whatever_the_client_calls_its_json(self):
        body = json.dumps({"id": 1, "method": "getTimezoneList",
                           "params": [self.client.key]})
        for content_type in ("application/json", "application/json-rpc",
                             "application/json; charset=utf-8",
                             "application/JSON;charset=UTF-8"):
            with self.subTest(content_type):
                self.assert_result(self.client.post_json(
                    body, {"Content-Type": content_type}))
        # http.client adds none by itself when the body is bytes.
        self.assert_result(self.client.send(
            "POST", "/api/jsonrpcserver", body.encode()))

    def test_reads_escapes_as_php_writes_them(self):
        name = "Caf\u00e9 \u65e5\u672c / \U0001f642"
        body = json.dumps({"id": 1, "method": "addAccount", "params": [
            self.client.key, account_details(company_name=name),
            user_details()]}).replace("/", "\\/")

        self.assert_result(self.client.post_json(body))
        self.assertEqual(self.reseller.accounts()[-1]["company_name"], name)

    def test_answers_errors_with_the_codes_in_force(self):
        for body, code, id in (
                ("", 106, None), ("{", -32700, None), ("nonsense", -32700, None),
                ('{"id":1,"method":"noSuchMethod","params":["x"]}', 104, 1),
                ('{"id":1,"method":7,"params":["x"]}', 107, 1),
                ('{"id":1,"method":"addAccount","params":[]}', 301, 1),
                ('{"id":1,"method":"addAccount","params":[""]}', 301, 1),
                ('{"id":1,"method":"getTimezoneList",'
                 '"params":["no-such-key-123"]}', 300, 1)):
            with self.subTest(body):
                self.assert_error(self.client.post_json(body), code, id)

    def test_has_a_result_or_an_error_and_the_other_null(self):
        text = self.client.call("getTimezoneList").text

        self.assertTrue(text.startswith('{"id":1,"result":['), text[:40])
        self.assertTrue(text.endswith(',"error":null}'), text[-40:])

    def test_takes_the_key_as_a_bearer_token_too(self):
        answer = self.client.post_json(
            {"id": 1, "method": "addAccount", "params": self.wish()[1:]},
            {"Authorization": "Bearer " + self.client.key})

        self.assert_result(answer)


class SecondDialect(JsonRpcCase):

    def post(self, body):
        answer = self.client.post_json(body)
        self.assertEqual(answer.status, 200, answer.text)
        return answer

    def call(self, method="getTimezoneList", id=1, **members):
        return {"jsonrpc": "2.0", "id": id, "method": method,
                "params": [self.client.key], **members}

    def test_has_exactly_one_of_result_and_error(self):
        self.assertEqual(set(self.post(self.call()).json),
                         {"jsonrpc", "id", "result"})
        self.assertEqual(set(self.post(self.call("nothing")).json),
                         {"jsonrpc", "id", "error"})

    def test_tells_symbol_and_field_of_an_error(self):
        error = self.post(self.call("addAccount", params=[
            self.client.key, account_details(company_name=...),
            user_details()])).json["error"]

        self.assertEqual(error["code"], 310)
        self.assertEqual(error["data"], {"symbol": "parameter_missing",
                                         "field": "company_name"})

    def test_is_silent_on_a_notification(self):
        call = self.call()
        del call["id"]

        self.assertEqual(self.post(call).text, "")

    def test_answers_a_batch_in_order_without_the_notifications(self):
        quiet = self.call()
        del quiet["id"]
        answers = self.post([self.call(id="a"), quiet, self.call("nothing", 2),
                             self.call("addAccount", 3, params=self.wish()),
                             7]).json

        self.assertEqual([answer["id"] for answer in answers],
                         ["a", 2, 3, None])
        self.assertEqual([answer.get("error", {}).get("code")
                          for answer in answers], [None, -32601, None, -32600])

    def test_is_silent_on_a_batch_of_notifications(self):
        quiet = self.call()
        del quiet["id"]

        self.assertEqual(self.post([quiet, quiet]).text, "")

    def test_signs_up_each_call_of_a_batch(self):
        batch = [self.call("addAccount", n, params=self.wish())
                 for n in range(10)]

        answers = self.post(batch).json

        self.assertEqual(len({answer["result"]["account_id"]
                              for answer in answers}), 10)

    def test_answers_malformed_requests_by_the_specification(self):
        for body, code in (('{"jsonrpc":"2.0","method":1,"id":1}', -32600),
                           ('{"jsonrpc":"2.0","method"', -32700), ("[]", -32600),
                           ('{"jsonrpc":"2.0","id":1,"method":"addAccount",'
                            '"params":"x"}', -32602)):
            with self.subTest(body):
                error = self.post(body).json["error"]
                self.assertEqual(error["code"], code)
