"""Each limit is an error in the endpoint's own form."""

import json
import os
import subprocess

from client import Client, account_details, user_details
from support import CACERT, FORM, RPC, URL, Reseller, TestCase


class LimitCase(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def assert_form_error(self, answer, status):
        """Of nginx or the pool: a client reads the same member of both."""
        self.assertEqual(answer.status, status, answer.text)
        self.assertTrue(answer.json["error_message"], answer.text)
        self.assertEqual(answer.headers["Content-Type"],
                         "application/json; charset=utf-8")


class FormLimits(LimitCase):

    def test_a_body_of_more_than_64_kib_is_too_large(self):
        # A connection of its own: nginx closes it after refusing.
        client = Client(self.client.key)
        self.addCleanup(client.close)
        answer = client.post_form({"source": "x" * 65537})

        self.assert_form_error(answer, 413)

    def test_a_body_of_nearly_64_kib_is_read(self):
        body = {"ignored": "x" * 65000}

        self.assert_signed_up(self.client.post_form(
            body, query=self.client.query({})))

    def test_other_methods_are_not_allowed(self):
        for method in ("PUT", "DELETE", "PATCH"):
            with self.subTest(method):
                answer = self.client.send(method, FORM)
                self.assert_form_error(answer, 405)
                self.assertEqual(answer.headers["Allow"], "GET, POST")

    def test_an_address_where_nothing_is_has_nothing(self):
        for path in ("/", "/site/api/", "/site/api/other", "/api/jsonrpc"):
            with self.subTest(path):
                self.assertEqual(self.client.send("GET", path).status, 404)

    def test_200_parameters_are_read_and_201_are_not(self):
        query = self.client.query({f"p{n}": "x" for n in range(197)})
        self.assert_signed_up(self.client.send("GET", f"{FORM}?{query}"))

        answer = self.client.send("GET", f"{FORM}?{query}&one=more")

        self.assert_refused(answer, "too_many_parameters",
                            answer.json["field"])

    def test_a_nul_is_refused_and_its_parameter_named(self):
        self.assert_refused(self.client.sign_up(firstname="a\0b"),
                            "encoding_malformed", "firstname")

    def test_what_is_not_utf8_is_refused_and_its_parameter_named(self):
        for bad in ("%FF", "%C3", "%C0%80", "%ED%A0%80", "%F5%80%80%80"):
            with self.subTest(bad):
                answer = self.client.send(
                    "GET", FORM + "?" + self.client.query({})
                    + "&firstname=" + bad)
                self.assert_refused(answer, "encoding_malformed", "firstname")

    def test_a_file_is_no_parameter(self):
        body = ("--b\r\nContent-Disposition: form-data; name=\"source\"; "
                "filename=\"a.txt\"\r\n\r\nx\r\n--b--\r\n")
        answer = self.client.send(
            "POST", FORM + "?" + self.client.query({}), body.encode(),
            {"Content-Type": "multipart/form-data; boundary=b"})

        self.assert_refused(answer, "parameter_malformed", "source")

    def test_another_content_type_is_refused(self):
        answer = self.client.send("POST", FORM, b"{}",
                                  {"Content-Type": "application/json"})

        self.assert_form_error(answer, 415)

    def test_a_text_longer_than_its_column_is_refused(self):
        self.assert_refused(self.client.sign_up(account_name="x" * 5000),
                            "parameter_malformed", "account_name")

    def test_markup_and_quotes_are_only_text(self):
        name = "Robert'); drop table account;-- <script>\\\"%00"
        done = self.assert_signed_up(self.client.sign_up(account_name=name))

        made = [account for account in self.reseller.accounts()
                if account["id"] == done["account_id"]]
        self.assertEqual(made[0]["company_name"], name)


class JsonRpcLimits(LimitCase):

    def test_a_body_of_more_than_64_kib_is_too_large(self):
        client = Client(self.client.key)
        self.addCleanup(client.close)
        answer = client.post_json(" " * 65537)

        self.assertEqual(answer.status, 413, answer.text)
        self.assertEqual(list(answer.json), ["id", "result", "error"])

    def test_an_address_that_is_too_long_is_refused(self):
        client = Client(self.client.key)
        self.addCleanup(client.close)
        answer = client.send("POST", RPC + "&x=" + "a" * 40000)

        self.assertEqual(answer.status, 414, answer.text)
        self.assertEqual(list(answer.json), ["id", "result", "error"])

    def test_only_post_is_allowed(self):
        for method in ("GET", "PUT", "HEAD"):
            with self.subTest(method):
                answer = self.client.send(method, RPC)
                self.assertEqual(answer.status, 405, answer.text)
                self.assertEqual(answer.headers["Allow"], "POST")

    def test_json_nested_too_deeply_is_refused(self):
        for depth in (33, 1000, 30000):
            with self.subTest(depth):
                self.assert_error(self.client.post_json(
                    '{"id":1,"method":"addAccount","params":'
                    + "[" * depth + "]" * depth + "}"), -32700, None)

    def test_a_batch_of_100_calls_is_read_and_101_are_not(self):
        call = {"jsonrpc": "2.0", "id": 1, "method": "getTimezoneList",
                "params": ["no-such-key-123"]}
        answer = self.client.post_json([call] * 100)
        self.assertEqual(len(answer.json), 100)

        answer = self.client.post_json([call] * 101)

        self.assertEqual(answer.json["error"]["code"], -32600)

    def test_a_nul_is_refused(self):
        for account, user in (({"company_name": "a\0b"}, {}),
                              ({}, {"username": "a\0b"}),
                              ({}, {"password": "a\0b"})):
            with self.subTest(account or user):
                answer = self.client.add_account(account, user)
                self.assertEqual(answer.status, 200)
                self.assertIsNotNone(answer.json["error"], answer.text)

    def test_what_is_not_utf8_is_refused(self):
        body = json.dumps({"id": 1, "method": "addAccount", "params": [
            self.client.key, account_details(company_name="??"),
            user_details()]}).encode().replace(b"??", b"\xff\xfe")

        self.assert_error(self.client.post_json(body), -32700, None)

    def test_numbers_beyond_64_bits_are_refused(self):
        for number in ("1e400", "99999999999999999999", "-1e999"):
            with self.subTest(number):
                body = json.dumps({"id": 1, "method": "addAccount", "params": [
                    self.client.key, account_details(contact_limit=777),
                    user_details()]}).replace("777", number)
                answer = self.client.post_json(body)
                self.assertIsNotNone(answer.json["error"], answer.text)


class RateLimits(TestCase):
    """The second nginx, with the request limits of production."""

    def setUp(self):
        url = os.environ.get("PROVISOR_LIMITED_URL")
        if not url:
            self.skipTest("PROVISOR_LIMITED_URL is not set")
        self.client = Client("no-such-key-123", url=url)
        self.addCleanup(self.client.close)

    def flood(self, send):
        """The first answer that refuses, or the last one."""
        for _ in range(3000):
            answer = send()
            if answer.status == 429:
                break
        return answer

    def assert_told(self, answer):
        self.assertEqual(answer.status, 429)
        self.assertTrue(answer.json["error_message"])
        self.assertTrue(answer.headers["Retry-After"])

    def test_a_flood_is_told_so_in_the_endpoints_form(self):
        self.assert_told(self.flood(
            lambda: self.client.sign_up(email="flood@example.com")))

    def test_what_tells_how_the_server_is_cannot_be_flooded(self):
        for path in ("/healthz", "/readyz", "/pages.css"):
            with self.subTest(path):
                self.assert_told(self.flood(
                    lambda: self.client.send("GET", path)))


class Http2Limits(TestCase):
    """nginx refuses a request of HTTP/2 on another way than one of HTTP/1.1."""

    def ask(self, path, *options, body=None):
        """The status and the JSON of the answer, which curl asks for."""
        done = subprocess.run(
            ["curl", "-sS", "--http2", "--cacert", CACERT, "--max-time", "60",
             "-w", "\n%{http_version} %{http_code}", *options, URL + path],
            input=body, check=True, capture_output=True, text=True)
        text, _, facts = done.stdout.rpartition("\n")
        version, status = facts.split()
        self.assertEqual(version, "2")
        return int(status), json.loads(text)

    def test_a_body_of_more_than_64_kib_is_too_large(self):
        status, answer = self.ask(FORM, "--data-binary", "@-", body="x" * 70000)
        self.assertEqual(status, 413)
        self.assertEqual(answer["error_code"], "body_too_large")

        status, answer = self.ask(RPC, "--data-binary", "@-", body=" " * 70000)
        self.assertEqual(status, 413)
        self.assertEqual(list(answer), ["id", "result", "error"])

    def test_so_is_one_whose_size_is_not_told_before(self):
        status, answer = self.ask(FORM, "-T", "-", "-X", "POST",
                                  body="x" * 70000)
        self.assertEqual(status, 413)
        self.assertEqual(answer["error_code"], "body_too_large")

    def test_other_methods_and_addresses_are_refused(self):
        self.assertEqual(self.ask(FORM, "-X", "DELETE")[0], 405)
        self.assertEqual(self.ask("/nothing")[0], 404)
