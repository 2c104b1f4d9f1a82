"""addAccount's members, defaults and errors."""

import time

from client import Client, account_details, user_details
from support import Reseller, TestCase, execute, provisor, rows, unique, value


class AddAccountCase(TestCase):

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller(*cls.options)
        cls.client = Client(cls.reseller.key)
        cls.addClassCleanup(cls.client.close)

    def add(self, account=None, user=None):
        """The rows of the account and its owner."""
        result = self.assert_result(self.client.add_account(account, user))
        made, = rows("select *, extract(epoch from expires_at)::bigint as"
                     " expiry from account where id = :'id'",
                     id=result["account_id"])
        owner, = rows("select * from app_user where id = :'id'",
                      id=result["user_id"])
        return made, owner

    def refuse(self, code, account=None, user=None):
        return self.assert_error(self.client.add_account(account, user), code)


class Defaults(AddAccountCase):

    options = ("--branding", "shop", "--virtual-host", "app.example.net",
               "--sub-packages", "one,two")

    def test_are_those_of_the_table(self):
        account, owner = self.add()

        for name, wanted in {
                "branding": "shop", "virtual_host": "app.example.net",
                "sub_packages": "one,two", "packages": "home,account",
                "contact_limit": None, "email_send_limit": None,
                "sms_send_limit": None, "send_cap": None,
                "account_type": "single", "allow_login_to_under": True,
                "allow_login_from_above": True, "is_trial": False,
                "is_free": False, "is_security_check_enabled": True}.items():
            self.assertEqual(account[name], wanted, name)
        self.assertAlmostEqual(account["expiry"], time.time() + 30 * 86400,
                               delta=3700)
        self.assertEqual(owner["timezone"], "Australia/Brisbane")
        self.assertFalse(owner["is_confirmed"])

    def test_hold_for_empty_texts_and_nulls_too(self):
        account, _ = self.add({"branding": "", "packages": None})

        self.assertEqual([account["branding"], account["packages"]],
                         ["shop", "home,account"])


class Values(AddAccountCase):

    def test_integers_may_be_texts(self):
        account, _ = self.add({"contact_limit": "12", "send_cap": 7})

        self.assertEqual([account["contact_limit"], account["send_cap"]],
                         [12, 7])

    def test_booleans_may_be_numbers_and_texts(self):
        for truth, spellings in ((True, (True, 1, "1", "true")),
                                 (False, (False, 0, "0", "false"))):
            for spelling in spellings:
                with self.subTest(spelling):
                    account, _ = self.add({"is_free": spelling})
                    self.assertIs(account["is_free"], truth)

    def test_both_spellings_of_the_document_are_taken(self):
        account, _ = self.add({"referral_code": "r", "company_adress": "a"})

        self.assertEqual([account["referral_code"],
                          account["company_address"]], ["r", "a"])

    def test_account_types_have_names_and_numbers(self):
        for number, name in enumerate(
                ("single", "reseller", "partner", "corporate"), start=1):
            for sent in (name, number, str(number)):
                with self.subTest(sent):
                    account, _ = self.add({"account_type": sent})
                    self.assertEqual(account["account_type"], name)

    def test_an_expiry_of_0_is_never(self):
        self.assertIsNone(self.add({"expiry_time": 0})[0]["expires_at"])

    def test_an_expiry_in_the_past_is_accepted(self):
        account, _ = self.add({"expiry_time": 1361772000})

        self.assertEqual(account["expiry"], 1361772000)

    def test_a_trial_is_30_days_and_10_mails_whatever_was_sent(self):
        account, _ = self.add({"is_trial": True, "send_cap": 500,
                               "expiry_time": 0})

        self.assertEqual(account["send_cap"], 10)
        self.assertAlmostEqual(account["expiry"], time.time() + 30 * 86400,
                               delta=3700)

    def test_an_empty_php_array_is_an_empty_object(self):
        answer = self.client.call("addAccount", [], [])

        self.assert_error(answer, 310)

    def test_unknown_members_are_ignored(self):
        self.add({"favourite_colour": "red"}, {"shoe_size": 42})

    def test_the_email_need_not_be_unique(self):
        first = user_details()
        self.add(user=first)
        self.add(user={"email": first["email"]})

    def test_the_password_is_stored_as_a_hash_only(self):
        password = unique("a long password")
        _, owner = self.add(user={"password": password})

        self.assertNotIn(password, str(owner))
        self.assertRegex(owner["password_hash"], r"^\$(scrypt|argon2id)\$")

    def test_a_confirmed_address_gets_no_mail(self):
        for confirmed, kinds in ((True, []), (False, ["confirm_address"])):
            _, owner = self.add(user={"is_confirmed": confirmed})
            self.assertEqual([mail["kind"] for mail in rows(
                "select kind from outbox where data->>'user_id' = :'id'",
                id=owner["id"])], kinds)

    def test_no_contact_is_made(self):
        self.add()

        self.assertEqual(self.reseller.contacts(), [])


class Errors(AddAccountCase):

    def test_each_mandatory_member_is_named_when_missing(self):
        for name in account_details():
            with self.subTest(name):
                self.assertIn(name, self.refuse(310, {name: ...}))
        for name in user_details():
            with self.subTest(name):
                self.assertIn(name, self.refuse(310, user={name: ...}))

    def test_a_wrong_address_is_317(self):
        self.refuse(317, {"billing_email": "billing"})
        self.refuse(317, user={"email": "john@"})

    def test_a_username_is_one_without_regard_to_case(self):
        name = unique("John")
        self.add(user={"username": name})

        self.refuse(322, user={"username": name.upper()})

    def test_malformed_values_are_310(self):
        for name, sent in (("contact_limit", -1), ("contact_limit", "many"),
                           ("send_cap", 1.5), ("is_free", "perhaps"),
                           ("account_type", "wizard"), ("expiry_time", "soon"),
                           ("company_name", {"a": 1})):
            with self.subTest(name, sent=sent):
                self.assertIn(name, self.refuse(310, {name: sent}))

    def test_a_timezone_that_does_not_exist_is_310(self):
        self.refuse(310, user={"timezone": "Mars/Olympus"})

    def test_the_arguments_must_be_two_objects(self):
        for arguments in ((), ("text", {}), (account_details(),),
                          (account_details(), 7)):
            with self.subTest(arguments):
                self.assert_error(
                    self.client.call("addAccount", *arguments), 310)

    def test_a_refused_call_leaves_nothing(self):
        before = len(self.reseller.accounts())
        self.refuse(317, user={"email": "john@"})

        self.assertEqual(len(self.reseller.accounts()), before)


class Caller(TestCase):
    """Who may call at all; both APIs ask alike."""

    def refused(self, reseller, code, symbol, account=None):
        client = Client(reseller.key)
        self.addCleanup(client.close)
        self.assert_error(client.add_account(account), code)
        self.assert_refused(client.sign_up(), symbol, "key")
        self.assertEqual(reseller.accounts(), [])

    def test_must_not_be_deactivated(self):
        reseller = Reseller()
        provisor("account", "deactivate", reseller.account_id)
        self.refused(reseller, 300, "account_deactivated")

        provisor("account", "reactivate", reseller.account_id)
        client = Client(reseller.key)
        self.addCleanup(client.close)
        self.assert_signed_up(client.sign_up())

    def test_must_not_be_expired(self):
        self.refused(Reseller("--expires", "2020-01-01"), 300,
                     "account_expired")

    def test_must_be_a_reseller(self):
        self.refused(Reseller(type="single"), 321, "not_a_reseller")

    def test_must_be_an_active_user(self):
        reseller = Reseller()
        execute("update app_user set status = 'deactivated',"
                " deactivated_at = now() where id = :'id'",
                id=reseller.user_id)
        self.refused(reseller, 300, "key_invalid")

    def test_on_trial_creates_trials_only(self):
        reseller = Reseller("--trial")
        client = Client(reseller.key)
        self.addCleanup(client.close)

        self.assert_error(client.add_account({"is_trial": False}), 329)
        done = self.assert_result(client.add_account())
        self.assertTrue(value("select is_trial from account where id = :'id'",
                              id=done["account_id"]))
