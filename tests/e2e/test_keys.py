"""The keys of callers, from the operator's side."""

import json
import tempfile

from client import Client
from command import CommandCase
from support import provisor, run_provisor, unique, value


class Keys(CommandCase):

    def works(self, key):
        client = Client(key)
        self.addCleanup(client.close)
        answer = client.sign_up()
        self.assertEqual(answer.status, 200)
        return "message" in answer.json

    def key_row(self, key_id):
        return next(key for key in provisor(
            "key", "list", "--account", self.reseller.account_id)
            if key["id"] == key_id)

    def create(self, *options):
        return provisor("key", "create", "--account", self.reseller.account_id,
                        "--user", self.reseller.username, "--label", "shop",
                        *options)

    def test_are_shown_once_and_listed_by_their_first_characters(self):
        made = self.create()

        self.assertRegex(made["key"], r"^pv_live_[0-9A-Za-z]{38}$")
        row = self.key_row(made["id"])
        self.assertEqual([row["prefix"], row["label"], row["state"]],
                         [made["key"][:12], "shop", "active"])
        self.assertNotIn(made["key"], json.dumps(row))
        self.assertEqual(value("select encode(digest, 'hex') = encode("
                               "sha256(:'key'), 'hex') from api_key"
                               " where id = :'id'", **made), True)

    def test_stop_working_at_once_when_revoked(self):
        made = self.create()
        self.assertTrue(self.works(made["key"]))

        provisor("key", "revoke", made["id"])

        self.assertFalse(self.works(made["key"]))
        self.assertEqual(self.key_row(made["id"])["state"], "revoked")

    def test_work_beside_their_successor_until_the_overlap_is_over(self):
        made = self.create()
        new = provisor("key", "rotate", made["id"], "--overlap", "1h")
        self.assertTrue(self.works(made["key"]) and self.works(new["key"]))

        newer = provisor("key", "rotate", new["id"], "--overlap", "0s")

        self.assertFalse(self.works(new["key"]))
        self.assertTrue(self.works(newer["key"]))

    def test_hand_their_life_span_on_unless_another_is_wished(self):
        made = self.create("--expires-in", "2d")
        new = provisor("key", "rotate", made["id"])
        newer = provisor("key", "rotate", new["id"], "--expires",
                         "2099-01-31")

        self.assertIsNotNone(self.key_row(new["id"])["expires_at"])
        self.assertEqual(self.key_row(newer["id"])["expires_at"],
                         "2099-01-31T00:00:00Z")
        endless = provisor("key", "rotate", self.create()["id"])
        self.assertIsNone(self.key_row(endless["id"])["expires_at"])

    def test_can_expire(self):
        self.assertFalse(self.works(
            self.create("--expires", "2020-01-01")["key"]))
        self.assertTrue(self.works(self.create("--expires-in", "90d")["key"]))

    def test_that_are_dead_already_are_made_with_a_warning(self):
        arguments = ("key", "create", "--account", self.reseller.account_id,
                     "--user", self.reseller.username, "--label", "x")
        for expiry in (("--expires", "2020-01-31"), ("--expires-in", "0d")):
            with self.subTest(expiry):
                done = run_provisor(*arguments, *expiry)
                self.assertEqual(done.returncode, 0)
                self.assertIn("warning: this key has expired", done.stderr)
        self.assertEqual(
            run_provisor(*arguments, "--expires-in", "1d").stderr, "")

    def test_that_are_revoked_cannot_be_rotated(self):
        made = self.create()
        provisor("key", "revoke", made["id"])

        text = self.refused("key", "rotate", made["id"])

        self.assertIn("cannot be rotated. It is revoked.", text)

    def test_can_be_bound_to_networks(self):
        here = self.create("--network", "127.0.0.0/8", "--network", "::1")
        elsewhere = self.create("--network", "192.0.2.0/24")

        self.assertTrue(self.works(here["key"]))
        self.assertFalse(self.works(elsewhere["key"]))
        self.assertEqual(self.key_row(here["id"])["networks"],
                         ["127.0.0.0/8", "::1/128"])

    def test_of_others_are_read_from_standard_input_or_a_file(self):
        arguments = ("key", "import", "--account", self.reseller.account_id,
                     "--user", self.reseller.username, "--label", "old")
        first, second = unique("foreign-key"), unique("foreign-key")
        provisor(*arguments, stdin=first + "\n")
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(second + "\n")
            file.flush()
            provisor(*arguments, "--file", file.name)

        self.assertTrue(self.works(first) and self.works(second))
        self.refused(*arguments, first, status=2)
        for nothing in ("short\n", ""):
            text = self.refused(*arguments, stdin=nothing)
            self.assertIn("is not valid. A key is 12 to 128", text)
        self.assertIn("API key is there already",
                      self.refused(*arguments, stdin=first + "\n"))

    def test_of_users_that_do_not_exist_are_refused(self):
        text = self.refused("key", "create", "--account",
                            self.reseller.account_id, "--user", "nobody",
                            "--label", "x")

        self.assertIn("provisor user list", text)
