"""The operator's command."""

import concurrent.futures
import subprocess
import tempfile

from client import Client
from command import CommandCase
from support import (BIN_DIR, execute, provisor, rows, run_provisor, unique,
                     unique_email, value)


class Things(CommandCase):

    def test_are_listed_as_aligned_tables_for_people(self):
        name = unique("Zoë & Söhne 日本")
        provisor("account", "create", "--name", name, "--country", "Germany")
        done = run_provisor("account", "list")

        heading, *lines = done.stdout.splitlines()
        line = next(line for line in lines if name in line)
        self.assertEqual(line.index(name), heading.index("company_name"))
        self.assertEqual(line.index("active"), heading.index("status"))
        self.assertIn("DE", line)

    def test_show_no_escape_sequences_to_a_terminal(self):
        name = unique("Red") + "\x1b[31m\u009b31m"
        id = provisor("account", "create", "--name", unique("Red"),
                      "--country", "NZ")["id"]
        execute("update account set company_name = :'name' where id = :'id'",
                name=name, id=id)
        done = run_provisor("account", "list")

        self.assertIn(name.replace("\x1b", "?").replace("\u009b", "?"),
                      done.stdout)

    def test_have_names_of_one_line_that_is_not_too_long(self):
        for name in ("a\x1b[31m", "a\u009b31m", "a\nb", "a\u2028b", "\u200b",
                     "ä" * 201):
            with self.subTest(name):
                done = run_provisor("account", "create", "--name", name,
                                    "--country", "NZ")
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn("--name: '", done.stderr)
                self.assertIn("' is not one line of at most 200 characters",
                              done.stderr)
                self.assertNotIn("\x1b", done.stderr)
                self.assertNotIn("\u009b", done.stderr)
                self.assertLess(len(done.stderr), 300)
        provisor("account", "create", "--name", "ä" * 200, "--country", "NZ")

    def test_can_be_shown_deactivated_and_reactivated(self):
        id = provisor("account", "create", "--name", unique("One"),
                      "--country", "NZ", "--contact-limit", 7)["id"]

        self.assertEqual(provisor("account", "show", id)["contact_limit"], 7)
        provisor("account", "deactivate", id)
        self.assertEqual(provisor("account", "show", id)["status"],
                         "deactivated")
        provisor("account", "reactivate", id)
        self.assertEqual(provisor("account", "show", id)["status"], "active")

    def test_trials_become_full_accounts_and_their_owners_are_told(self):
        id = provisor("account", "create", "--name", unique("Trial"),
                      "--country", "NZ", "--trial")["id"]
        address = unique_email()
        provisor("user", "create", "--account", id, "--username", address,
                 "--email", address, "--first-name", "Tia",
                 "--last-name", "Trial")

        approved = provisor("account", "approve", id, "--expires",
                            "2040-01-31", "--send-cap", "50")
        self.assertEqual([approved["is_trial"], approved["send_cap"]],
                         [False, 50])
        mail = value("select data from outbox where recipient = :'to'"
                     " and kind = 'trial_approved' and account_id = :'id'",
                     to=address, id=id)
        self.assertEqual([mail["username"], mail["expires"]],
                         [address, "31 January 2040"])
        again = run_provisor("account", "approve", id)
        self.assertIn("no trial", again.stderr)

    def test_users_have_their_addresses_registered(self):
        address = unique_email()
        id = self.reseller.add_user(unique("User"), address.upper())

        self.assertEqual(value("select user_id from email_registry"
                               " where email = :'email'", email=address), id)
        user = next(user for user in provisor(
            "user", "list", "--account", self.reseller.account_id)
            if user["id"] == id)
        self.assertEqual(user["email"], address)

    def test_are_kept_as_the_api_keeps_them(self):
        id = provisor("account", "create", "--name", unique("Kept"),
                      "--country", "NZ", "--virtual-host", "App.Bücher.example",
                      "--packages", " home, account,home")["id"]
        name = unique("zoe\u0308")
        provisor("user", "create", "--account", id, "--username", name,
                 "--email", unique_email(), "--first-name", "Z",
                 "--last-name", "Y")

        account = provisor("account", "show", id)
        self.assertEqual(account["virtual_host"],
                         "app.xn--bcher-kva.example")
        self.assertEqual(account["packages"], "home,account")
        self.assertEqual(provisor("user", "list", "--account", id)[0]
                         ["username"], name.replace("e\u0308", "ë"))

    def test_that_the_api_would_refuse_are_mistakes(self):
        account = ("account", "create", "--name", "x", "--country", "AU")
        user = ("user", "create", "--account", self.reseller.account_id,
                "--email", unique_email(), "--first-name", "A",
                "--last-name", "B", "--username")
        for arguments in ((*account, "--virtual-host", "a b/c"),
                          (*account, "--packages", "home;account"),
                          (*account, "--branding", "a\nb"),
                          (*user, "a b"), (*user, unique("a"), "--timezone",
                                           "Mars/Olympus"),
                          (*user, unique("a"), "--phone", "\x1b[1m")):
            with self.subTest(arguments):
                self.refused(*arguments, status=2)

    def test_a_taken_username_is_refused(self):
        text = self.refused(
            "user", "create", "--account", self.reseller.account_id,
            "--username", self.reseller.username.upper(), "--email",
            unique_email(), "--first-name", "A", "--last-name", "B")

        self.assertIn("taken", text)

    def test_groups_gain_and_lose_members(self):
        account = ("--account", self.reseller.account_id)
        self.reseller.add_group("sales", [self.reseller.username])
        member = *account, "--group", "sales", "--user", self.reseller.username

        self.assertEqual([row["username"] for row in provisor(
            "group", "list", *account)], [self.reseller.username])
        self.assertFalse(provisor("group", "add", *member)["changed"])
        self.assertTrue(provisor("group", "remove", *member)["changed"])
        self.assertEqual([row["username"] for row in provisor(
            "group", "list", *account)], [None])
        self.refused("group", "create", *account, "--name", "SALES")

    def test_mails_and_operations_are_listed(self):
        client = Client(self.reseller.key)
        self.addCleanup(client.close)
        address = unique_email()
        done = self.assert_signed_up(client.sign_up(email=address))

        mail = next(mail for mail in provisor("outbox", "list")
                    if mail["recipient"] == address)
        self.assertEqual(mail["kind"], "welcome")
        operation = provisor("operation", "list", "--account",
                             self.reseller.account_id)[0]
        self.assertEqual(operation["result"]["account_id"],
                         done["account_id"])


class Command(CommandCase):

    def test_explains_each_command_with_an_example(self):
        for words in (("migrate",), ("prune",), ("import",), ("export",), *(
                (topic, verb) for topic, verbs in {
                    "config": ("check", "show"),
                    "account": ("create", "list", "show", "deactivate",
                                "reactivate", "approve"),
                    "user": ("create", "list"),
                    "group": ("create", "add", "remove", "list"),
                    "key": ("create", "import", "list", "rotate", "revoke"),
                    "outbox": ("list", "show", "retry", "cancel"),
                    "operation": ("list",), "mail": ("preview", "test")}.items()
                for verb in verbs)):
            with self.subTest(words):
                done = run_provisor(*words, "--help")
                self.assertEqual(done.returncode, 0)
                self.assertIn("provisor " + " ".join(words),
                              done.stdout.split("Example")[1])

    def test_tells_mistakes_in_the_line_apart(self):
        for arguments in ((), ("no-such-topic",), ("account",),
                          ("account", "create"), ("account", "show", "x"),
                          ("account", "show", "-1"),
                          ("account", "create", "--name", "x", "--country",
                           "Atlantis"),
                          ("key", "rotate", "1", "--overlap", "soon"),
                          ("account", "create", "--name", "x", "--country",
                           "AU", "--expires", "2027-02-30")):
            with self.subTest(arguments):
                self.refused(*arguments, status=2)

    def test_names_what_it_does_not_know(self):
        for arguments in (("no-such-word",), ("key", "no-such-word"),
                          ("account", "create", "--no-such-word"),
                          ("account", "show", "no-such-word"),
                          ("account", "list", "--limit", "no-such-word")):
            with self.subTest(arguments):
                self.assertIn("no-such-word",
                              self.refused(*arguments, status=2))

    def test_tells_what_a_number_may_be(self):
        account = ("account", "create", "--name", "x", "--country", "AU")
        for arguments, range in (
                (("account", "show", "abc"), "a number from 1 on"),
                ((*account, "--contact-limit", "2147483648"),
                 "a number from 0 to 2147483647"),
                (("outbox", "list", "--limit", "0"),
                 "a number from 1 to 10000")):
            with self.subTest(arguments):
                self.assertIn(range, self.refused(*arguments, status=2))

    def test_tells_that_something_does_not_exist(self):
        text = self.refused("account", "show", 999999999)

        self.assertIn("provisor account list", text)

    def test_tells_that_the_database_is_away(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write('[database]\nadmin = "host=/nonexistent"\n'
                       'owner = "host=/nonexistent"\n')
            file.flush()
            for command in (("account", "list"), ("migrate",)):
                done = self.run_with(file.name, *command)

                self.assertEqual(done.returncode, 3, done.stderr)
                self.assertIn("[database]", done.stderr)

    def test_shows_nothing_of_an_address_that_it_cannot_read(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write('[database]\nadmin = "postgresql://h/gehe%im"\n')
            file.flush()
            done = self.run_with(file.name, "account", "list")

        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertNotIn("gehe", done.stderr)

    def test_takes_no_password_from_the_configuration(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write('[database]\nadmin = "postgresql://u:geheim@h/x"\n')
            file.flush()
            for command in (("account", "list"), ("config", "show")):
                done = self.run_with(file.name, *command)

                self.assertEqual(done.returncode, 4)
                self.assertIn("passfile=", done.stderr)
                self.assertNotIn("geheim", done.stdout + done.stderr)

    def test_checks_and_shows_the_configuration(self):
        self.assertIn("can be used", run_provisor("config", "check").stdout)
        shown = run_provisor("config", "show").stdout
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write(shown)
            file.flush()
            again = self.run_with(file.name, "config", "show").stdout
        self.assertEqual(again, shown)
        settings = {row["key"]: row for row in provisor("config", "show")}
        self.assertEqual(settings["pool.threads"], {
            "key": "pool.threads", "value": "192", "default": "192",
            "type": "integer", "range": "1 … 512"})

    def test_tells_what_is_wrong_in_the_configuration(self):
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as file:
            file.write("[database]\nadmn = 'x'\n")
            file.flush()
            done = self.run_with(file.name, "account", "list")

        self.assertEqual(done.returncode, 4, done.stderr)
        self.assertIn(":2:", done.stderr)
        self.assertEqual(
            self.run_with("/nonexistent.toml", "account", "list").returncode, 4)

    def run_with(self, config, *arguments):
        return subprocess.run(
            [BIN_DIR / "provisor", "--config", config, *arguments],
            capture_output=True, text=True, timeout=60)

    def test_migrates_again_and_at_once_without_harm(self):
        before = rows("select count(*) from account")
        with concurrent.futures.ThreadPoolExecutor(4) as threads:
            reports = list(threads.map(lambda _: provisor("migrate"),
                                       range(4)))

        self.assertEqual([report["applied"] for report in reports], [[]] * 4)
        self.assertEqual(rows("select count(*) from account"), before)

    def test_tells_its_version(self):
        self.assertRegex(run_provisor("--version").stdout,
                         r"^provisor \d+\.\d+")


class Retention(CommandCase):

    def test_prunes_nothing_that_is_promised(self):
        client = Client(self.reseller.key)
        self.addCleanup(client.close)
        call = {"email": unique_email(), "account_name": unique("Company")}
        first = client.sign_up(headers={"Idempotency-Key": "k"}, **call)
        self.assert_signed_up(first)
        execute("update operation set created_at = '2001-01-01'"
                " where account_id = :'id'", id=self.reseller.account_id)

        self.assertEqual(
            {row["what"]: row["kept"] for row in provisor("prune", "--dry-run")},
            {"operations": "for ever", "links": "30 days",
             "sent_mails": "90 days", "failed_mails": "365 days"})
        provisor("prune")

        again = client.sign_up(headers={"Idempotency-Key": "k"}, **call)
        self.assertEqual(again.text, first.text)
