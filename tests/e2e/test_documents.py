"""The examples of both documents, sent as they stand there."""

import json
import shutil
import subprocess
import unittest

from client import Client, multipart
from support import (CACERT, FORM, URL, Reseller, TestCase, execute, rows,
                     unique_email, value)

# Every optional parameter of the table with the table's sample.
SAMPLES = {
    "send_welcome_email": "1", "phone": "5645645456", "firstname": "mike",
    "lastname": "douglas", "facebook": "mike.on.facebook",
    "twitter": "mike.on.twitter", "source": "campaign1",
    "tags": "new customer, campaign1, call me",
    "notifyToEmail": "notify@example.com",
    "notifyEmailSubject": "New Contact Added",
    "contactowner_email": "owner@example.com",
    "contactowner_group": "group name", "email_notify_owner": "1"}

ADD_ACCOUNT = """\
{
    "id": 1,
    "method": "addAccount",
    "params": [
        "YOURAPIKEY",
        {
            "company_name": "Example Company",
            "billing_email": "billing@example.com",
            "referal_code": "kjDfn5ijgw2iorY4spmF",
            "company_adress": "123 Smith St",
            "company_suburb": "Brisbane CBD",
            "company_state": "QLD",
            "company_country": "Australia",
            "company_zip": "4000",
            "company_industry": "Sales & Marketing",
            "website": "http://example.com",
            "branding": "default",
            "virtual_host": "virtualhost.example.com",
            "packages": 33,
            "sub_packages": 1,
            "contact_limit": 10,
            "email_send_limit": 30,
            "sms_send_limit": 30,
            "send_cap": 10,
            "expiry_time": 1361772000,
            "account_type": 1,
            "allow_login_to_under": true,
            "allow_login_from_above": true,
            "is_trial": true,
            "is_free": false
        },
        {
            "phone": "(07) 3257 3906",
            "username": "johndoe",
            "password": "MnfkjH32k34089dkjg9t",
            "first_name": "John",
            "last_name": "Doe",
            "email": "johndoe@example.com",
            "mobile": "0412345678",
            "position": "Software Developer",
            "timezone": "Australia/Brisbane",
            "is_confirmed": false
        }
    ]
}
"""

PHP_FORM = """<?php
$context = stream_context_create(['ssl' => ['cafile' => $argv[1]]]);
echo file_get_contents($argv[2], false, $context);
"""

# The way of the service's own PHP client: the answer is read only where the
# status line is the one of HTTP/1.x with "200 OK".
PHP_RPC = """<?php
$context = stream_context_create(['http' => ['method' => 'POST',
    'header' => "Content-Type: application/json\\r\\n",
    'content' => stream_get_contents(STDIN)], 'ssl' => ['cafile' => $argv[1]]]);
$answer = file_get_contents($argv[2], false, $context);
if (!preg_match('#^HTTP/1\\.\\d 200 OK$#', $http_response_header[0])) exit(1);
echo $answer;
"""


class FormDocument(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller(country="US")
        cls.reseller.import_key("12134651Gsuid7349")
        cls.client = Client("12134651Gsuid7349")
        cls.addClassCleanup(cls.client.close)

    def url(self, **more):
        return FORM + "?" + self.client.query({**SAMPLES, **more})

    def test_the_example_as_printed_is_told_what_it_lacks(self):
        answer = self.client.send(
            "GET", FORM + "?key=12134651Gsuid7349&email=XXXXX")

        self.assertEqual(answer.status, 200)
        self.assertIn(answer.json["field"], ("email", "account_name"))

    def test_the_example_with_an_account_name_signs_up(self):
        answer = self.client.sign_up()

        self.assert_signed_up(answer)
        self.assertEqual(answer.headers["Content-Type"],
                         "application/json; charset=utf-8")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")

    def test_every_sample_of_the_table_signs_up_by_query_string(self):
        self.assert_signed_up(self.client.send("GET", self.url()))

    def test_every_sample_signs_up_by_a_urlencoded_body(self):
        answer = self.client.post_form(self.parameters())

        self.assert_signed_up(answer)

    def test_every_sample_signs_up_by_a_multipart_body(self):
        body, content_type = multipart(self.parameters())
        answer = self.client.send("POST", FORM, body,
                                  {"Content-Type": content_type})

        self.assert_signed_up(answer)

    def test_a_post_may_carry_part_in_the_query_string(self):
        parameters = self.parameters()
        key = parameters.pop("key")

        answer = self.client.post_form(parameters, query="key=" + key)

        self.assert_signed_up(answer)

    def test_a_post_may_carry_all_in_the_query_string(self):
        self.assert_signed_up(self.client.send("POST", self.url()))

    def test_the_sample_key_of_digits_works(self):
        reseller = Reseller()
        client = Client(reseller.import_key("374593457034859"))
        self.addCleanup(client.close)

        self.assert_signed_up(client.sign_up())

    @unittest.skipUnless(shutil.which("php"), "php is not installed")
    def test_php_reads_the_answer(self):
        done = subprocess.run(
            ["php", "-r", PHP_FORM.removeprefix("<?php\n"), CACERT,
             URL + self.url()], capture_output=True, text=True, timeout=60)

        self.assertEqual(json.loads(done.stdout)["message"], "success", done)

    def test_curl_reads_the_answer(self):
        done = subprocess.run(
            ["curl", "-sS", "--cacert", CACERT, URL + FORM]
            + [word for name, text in self.parameters().items()
               for word in ("--data-urlencode", f"{name}={text}")],
            capture_output=True, text=True, timeout=60)

        self.assertEqual(json.loads(done.stdout)["message"], "success", done)

    def parameters(self):
        return {"key": self.client.key, "email": unique_email(),
                "account_name": "Company Test Account", **SAMPLES}


class JsonRpcDocument(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def setUp(self):
        # The example's username is one in the whole installation.
        execute("update app_user set username = username || '-' || id"
                " where lower(username) = 'johndoe'")
        self.body = ADD_ACCOUNT.replace("YOURAPIKEY", self.reseller.key)

    def test_the_example_gives_the_example_answer(self):
        answer = self.client.post_json(self.body)

        result = self.assert_result(answer)
        self.assertEqual(list(result), ["account_id", "user_id"])
        self.assertTrue(all(type(id) is int for id in result.values()))

    def test_every_member_of_the_example_has_its_effect(self):
        result = self.assert_result(self.client.post_json(self.body))

        account, = rows("select *, extract(epoch from expires_at - created_at)"
                        " as lifetime from account where id = :'id'",
                        id=result["account_id"])
        self.assertEqual(account["parent_id"], self.reseller.account_id)
        for name, wanted in {
                "company_name": "Example Company",
                "billing_email": "billing@example.com",
                "referral_code": "kjDfn5ijgw2iorY4spmF",
                "company_address": "123 Smith St",
                "company_suburb": "Brisbane CBD", "company_state": "QLD",
                "company_country": "Australia", "country_code": "AU",
                "company_zip": "4000",
                "company_industry": "Sales & Marketing",
                "website": "http://example.com", "branding": "default",
                "virtual_host": "virtualhost.example.com", "packages": "33",
                "sub_packages": "1", "contact_limit": 10,
                "email_send_limit": 30, "sms_send_limit": 30, "send_cap": 10,
                "account_type": "single", "allow_login_to_under": True,
                "allow_login_from_above": True, "is_trial": True,
                "is_free": False, "is_security_check_enabled": True}.items():
            self.assertEqual(account[name], wanted, name)
        self.assertAlmostEqual(account["lifetime"], 30 * 86400, delta=3700)

        user, = rows("select * from app_user where id = :'id'",
                     id=result["user_id"])
        for name, wanted in {
                "account_id": result["account_id"], "username": "johndoe",
                "first_name": "John", "last_name": "Doe",
                "email": "johndoe@example.com", "phone": "(07) 3257 3906",
                "mobile": "0412345678", "position": "Software Developer",
                "timezone": "Australia/Brisbane",
                "is_confirmed": False}.items():
            self.assertEqual(user[name], wanted, name)
        self.assertRegex(user["password_hash"], r"^\$(scrypt|argon2id)\$")

    def test_the_example_a_second_time_finds_its_username_taken(self):
        self.assert_result(self.client.post_json(self.body))

        self.assert_error(self.client.post_json(self.body), 322)

    def test_the_example_without_a_key_gives_the_documented_error(self):
        answer = self.client.post_json(ADD_ACCOUNT.replace("YOURAPIKEY", ""))

        self.assertEqual(
            self.assert_error(answer, 301), "Server Error: Authorisation "
            "Failed - Please provide an API key")

    def test_the_placeholder_is_no_key(self):
        self.assert_error(self.client.post_json(ADD_ACCOUNT), 300)

    @unittest.skipUnless(shutil.which("php"), "php is not installed")
    def test_php_reads_the_answer(self):
        done = subprocess.run(
            ["php", "-r", PHP_RPC.removeprefix("<?php\n"), CACERT,
             URL + "/api/jsonrpcserver?version=3.0"],
            input=self.body, capture_output=True, text=True, timeout=60)

        self.assertEqual(list(json.loads(done.stdout)),
                         ["id", "result", "error"], done)

    def test_a_trial_account_keeps_the_trials_limits(self):
        body = json.loads(self.body)
        body["params"][1]["send_cap"] = 5000
        result = self.assert_result(self.client.post_json(body))

        self.assertEqual(value("select send_cap from account where id = :'id'",
                               id=result["account_id"]), 10)


if __name__ == "__main__":
    unittest.main()
