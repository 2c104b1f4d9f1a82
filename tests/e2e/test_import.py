"""Files of contacts and accounts, in and out."""

import csv
import io
import os
import pathlib
import pty
import re
import subprocess
import tempfile

from support import (BIN_DIR, CONFIG, Reseller, TestCase, execute, provisor,
                     rows, run_provisor, unique, unique_email, value, wait_for)


class ImportCase(TestCase):

    def setUp(self):
        self.reseller = Reseller()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, text, name="file.csv"):
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def arguments(self, path, kind="contact", *options):
        return ("import", path, "--as", kind, "--account",
                self.reseller.account_id, "--user", self.reseller.username,
                *options)

    def imported(self, path, kind="contact", *options):
        return provisor(*self.arguments(path, kind, *options))

    def refused(self, path, *options, kind="contact"):
        done = run_provisor(*self.arguments(path, kind, *options))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        return done

    def people(self, count):
        return "email,first_name\n" + "".join(
            f"p{i}-{self.reseller.account_id}@example.org,P{i}\n"
            for i in range(count))


class Contacts(ImportCase):

    def test_takes_a_file_over_once(self):
        path = self.write(
            "\ufeffEmail,phone,tags,first_name,source\r\n"
            f"{unique_email()},07 3257 3906,\"new, VIP\",Ann,fair\r\n"
            f"{unique_email()},,,\"Bo\"\"b\",\r\n")

        self.assertEqual(self.imported(path)["imported"], 2)
        again = self.imported(path)

        self.assertEqual((again["imported"], again["before"]), (0, 2))
        first, second = self.reseller.contacts()
        self.assertEqual(first["phone_e164"], "+61732573906")
        self.assertEqual(second["first_name"], 'Bo"b')
        self.assertEqual(value(
            "select count(*) from contact_tag where contact_id = :'id'",
            id=first["id"]), 2)

    def test_shows_every_bad_row_and_writes_nothing(self):
        good, twice = unique_email(), unique_email()
        path = self.write(
            "email,phone,last_name\n"
            f"{good},,\"two\nlines\"\n"
            "nobody,,\n"
            f"{twice},1,\n"
            f"{unique_email()},,\n"
            "too,few\n"
            f"{good.upper()},,\n")

        for options in (["--dry-run"], []):
            done = self.refused(path, *options)
            places = [line.split(str(path))[1].split(" ")[:2]
                      for line in done.stderr.splitlines()]
            self.assertEqual(places, [
                [":2:", "last_name:"], [":4:", "email:"], [":5:", "phone:"],
                [":7:", "The"]])
            self.assertIn("4 of 6 rows are not right", done.stdout)
        self.assertEqual(self.reseller.contacts(), [])

    def test_does_not_guess_which_of_two_rows_counts(self):
        path = self.write(f"row_key,email,phone\n"
                          "1,a@example.org,0732573906\n"
                          "2,A@example.org,\n"
                          "3,b@example.org,+61 7 3257 3906\n"
                          "1,c@example.org,\n")

        done = self.refused(path)

        self.assertEqual([line.split(":")[2] for line in
                          done.stderr.replace(str(path), "f").splitlines()],
                         [" email", " phone", " row_key"])
        self.assertEqual(done.stderr.count("Line 2 has the same."), 3)

    def test_a_dry_run_writes_nothing(self):
        path = self.write(self.people(3))

        done = self.imported(path, "contact", "--dry-run")

        self.assertEqual((done["rows"], done["wrong"], done["imported"]),
                         (3, 0, 0))
        self.assertEqual(self.reseller.contacts(), [])

    def test_names_columns_that_there_are_not(self):
        for text, told in (("email,e-mail\n", "no column 'e-mail'"),
                           ("email,Email\n", "there twice"),
                           ("", "is empty"),
                           ("email\n\"a\n", "line 2: a quote is never")):
            with self.subTest(text):
                done = self.refused(self.write(text))
                self.assertIn(told, done.stderr)
        self.assertIn("cannot be read",
                      self.refused(self.folder / "none").stderr)

    def test_names_the_file_whose_quote_is_never_closed(self):
        for text in ('email\n"open@example.org\n', '"email\n'):
            path = self.write(text)
            self.assertRegex(self.refused(path).stderr,
                             f"{path}: line [12]: a quote is never closed")

    def test_takes_no_pipe_which_cannot_be_read_twice(self):
        pipe = self.folder / "pipe"
        os.mkfifo(pipe)

        self.assertIn("no regular file", self.refused(pipe).stderr)

    def test_does_the_rows_in_the_name_of_a_key_that_ends_with_it(self):
        self.imported(self.write(self.people(1), "people.csv"))

        (key,) = [key for key in provisor(
            "key", "list", "--account", self.reseller.account_id)
            if key["label"] == "import of people.csv"]
        self.assertEqual(key["state"], "revoked")
        operation = provisor("operation", "list", "--account",
                             self.reseller.account_id)[0]
        self.assertEqual(operation["method"], "import_contact")
        self.assertEqual(operation["key"], key["id"])

    def test_goes_on_after_it_was_killed(self):
        path = self.write(self.people(20000))
        command = [BIN_DIR / "provisor", "--config", CONFIG,
                   *map(str, self.arguments(path))]
        run = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL)
        wait_for(lambda: self.reseller_count() > 0, "the first rows", 60)
        run.kill()
        run.wait()
        before = self.reseller_count()

        done = self.imported(path)

        self.assertLess(before, 20000)
        self.assertEqual(done["imported"] + done["before"], 20000)
        self.assertGreaterEqual(done["before"], before)
        self.assertEqual(self.reseller_count(), 20000)

    def test_tells_when_the_file_was_cut_meanwhile(self):
        path = self.write(self.people(20000), "people.csv")
        run = self.begun(path)
        os.truncate(path, len("email,first_name\n"))
        told = run.communicate(timeout=60)[1]

        self.assertEqual(run.returncode, 1, told)
        self.assertIn("was changed while it was read", told)
        self.assert_key_has_ended()

    def test_ends_its_key_also_when_connections_broke_meanwhile(self):
        path = self.write(self.people(20000), "people.csv")
        run = self.begun(path)
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename = 'provisor_admin'")
        told = run.communicate(timeout=60)[1]

        self.assertEqual(run.returncode, 0, told)
        self.assertEqual(self.reseller_count(), 20000)
        self.assert_key_has_ended()

    def test_goes_on_when_there_is_room_again(self):
        path = self.write(self.people(600))
        execute("create or replace function no_room() returns trigger"
                " language plpgsql as $$ begin raise 'the disk is full'"
                " using errcode = '53100'; end $$;"
                " create trigger no_room before insert on contact for each row"
                f" when (new.email = 'p599-{self.reseller.account_id}"
                "@example.org') execute function no_room()")
        try:
            told = self.refused(path).stderr
        finally:
            execute("drop function no_room cascade")

        self.assertIn("SQLSTATE 53100", told)
        self.assertIn("512 of 600 rows are done. When that is mended, the same"
                      " command goes on where this one stopped.", told)
        done = self.imported(path)
        self.assertEqual((done["imported"], done["before"]), (88, 512))

    def begun(self, path):
        """An import that has written its first rows, and goes on."""
        run = subprocess.Popen(
            [BIN_DIR / "provisor", "--config", CONFIG,
             *map(str, self.arguments(path))], stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True)
        wait_for(lambda: self.reseller_count() > 0, "the first rows", 60)
        return run

    def assert_key_has_ended(self):
        self.assertEqual(value(
            "select count(*) from api_key where account_id = :'id'"
            " and label = 'import of people.csv' and revoked_at is null",
            id=self.reseller.account_id), 0)

    def reseller_count(self):
        return value("select count(*) from contact where account_id = :'id'",
                     id=self.reseller.account_id)

    def test_shows_its_progress_on_a_terminal_only(self):
        path = self.write(self.people(3000))
        terminal, other_end = pty.openpty()
        done = subprocess.run(
            [BIN_DIR / "provisor", "--config", CONFIG,
             *map(str, self.arguments(path))],
            stdout=subprocess.PIPE, stderr=other_end, timeout=60)
        os.close(other_end)
        shown = os.read(terminal, 100000).decode()
        os.close(terminal)

        self.assertEqual(done.returncode, 0)
        self.assertIn("Checking  [", shown)
        self.assertIn("Importing [", shown)
        self.assertEqual(run_provisor(*self.arguments(path)).stderr, "")


class Accounts(ImportCase):

    def test_takes_accounts_over_whose_owners_are_invited(self):
        name = unique("owner")
        path = self.write(
            "company_name,billing_email,username,first_name,last_name,email,"
            "phone,contact_limit,is_trial,send_welcome_email\n"
            f"One,one@example.com,{name},A,B,{unique_email()},123,5,false,\n"
            f"Two,two@example.com,{name}2,A,B,{unique_email()},123,,1,false\n")

        self.assertEqual(self.imported(path, "account")["imported"], 2)
        self.assertEqual(self.imported(path, "account")["before"], 2)

        one, two = self.reseller.accounts()
        self.assertEqual((one["contact_limit"], one["is_trial"]), (5, False))
        self.assertEqual((two["send_cap"], two["is_trial"]), (10, True))
        self.assertEqual(rows(
            "select kind, data ->> 'username' as username from outbox"
            " where account_id = :'id'", id=self.reseller.account_id),
            [{"kind": "welcome", "username": name}])

    def test_invites_owners_for_as_long_as_the_settings_say(self):
        config = self.write(pathlib.Path(CONFIG).read_text()
                            + "\n[links]\ninvitation = 7200000\n",
                            "provisor.toml")
        name = unique("owner")
        path = self.write(
            "company_name,billing_email,username,first_name,last_name,email,"
            "phone,send_welcome_email\n"
            f"Example,billing@example.com,{name},Olga,Owner,{unique_email()},"
            "0732573906,1\n")

        subprocess.run([BIN_DIR / "provisor", "--config", config,
                        *map(str, self.arguments(path, "account"))],
                       check=True, capture_output=True, timeout=60)

        self.assertEqual(value(
            "select (expires_at - created_at)::text from token where user_id ="
            " (select id from app_user where username = :'name')", name=name),
            "02:00:00")

    def test_says_which_rows_the_database_refused(self):
        path = self.write(
            "company_name,billing_email,username,first_name,last_name,email,"
            "phone\n"
            f"One,one@example.com,{self.reseller.username},A,B,a@example.com,"
            "123\n"
            f"Two,two@example.com,{unique('owner')},A,B,a@example.com,123\n")

        done = self.refused(path, kind="account")

        self.assertIn(f"{path}:2: username: ", done.stderr)
        self.assertIn("Imported 1 accounts", done.stdout)
        self.assertEqual(len(self.reseller.accounts()), 1)


class Exports(ImportCase):

    def table(self, *arguments):
        done = run_provisor("export", *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return list(csv.DictReader(io.StringIO(done.stdout, newline="")))

    def test_contacts_come_back_as_they_went(self):
        path = self.write(
            "email,phone,first_name,last_name,facebook,twitter,source,tags,"
            "owner_email\n"
            f'{unique_email()},07 3257 3906,"A ""b"", c",Ä,f,t,Fair,"x, Y",'
            f"{self.reseller.email}\n"
            f"{unique_email()},,,,,,,,\n")
        self.imported(path)
        out = self.folder / "out.csv"
        written = provisor("export", "contacts", "--account",
                           self.reseller.account_id, "--output", out)
        self.assertEqual(written["rows"], 2)
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        first = self.reseller
        self.reseller = Reseller()
        self.reseller.add_user(unique("owner"), first.email)

        self.assertEqual(self.imported(out)["imported"], 2)

        def told(account):
            return [{name: text for name, text in row.items()
                     if name not in ("id", "account_id", "created_at",
                                     "updated_at")}
                    for row in self.table("contacts", "--account", account)]
        self.assertEqual(told(self.reseller.account_id),
                         told(first.account_id))
        self.assertEqual(told(first.account_id)[0], {
            "email": value("select min(email) from contact where source_id ="
                           " (select id from source where account_id = :'id')",
                           id=first.account_id),
            "phone": "07 3257 3906", "first_name": 'A "b", c',
            "last_name": "Ä", "facebook": "f", "twitter": "t",
            "source": "Fair", "tags": "x, Y", "owner_email": first.email,
            "phone_e164": "+61732573906"})

    def test_accounts_come_back_under_other_names(self):
        name = unique("owner")
        path = self.write(
            "company_name,billing_email,username,first_name,last_name,email,"
            "phone,company_address,is_confirmed,expiry_time,sms_send_limit,"
            "company_country,timezone\n"
            f'One,one@example.com,{name},A,B,a@example.com,123,"1 Way\nTown",'
            "true,0,7,Germany,Europe/Berlin\n")
        self.imported(path, "account")
        (row,) = self.table("accounts", "--account", self.reseller.account_id)
        text = run_provisor("export", "accounts", "--account",
                            self.reseller.account_id).stdout
        first = self.reseller
        self.reseller = Reseller()

        again = self.write(text.replace(name, name + "-2"), "again.csv")
        self.assertEqual(self.imported(again, "account")["imported"], 1)

        (copy,) = self.table("accounts", "--account",
                             self.reseller.account_id)
        self.assertNotEqual(copy["id"], row["id"])
        different = {key for key in row if row[key] != copy[key]}
        self.assertLessEqual(
            different, {"id", "parent_id", "username", "created_at"})
        self.assertEqual(row["company_address"], "1 Way\nTown")
        self.assertEqual(row["expiry_time"], "0")

    def test_users_are_listed_without_their_passwords(self):
        (row,) = self.table("users", "--account", self.reseller.account_id)

        self.assertEqual(row["username"], self.reseller.username)
        self.assertEqual(row["has_password"], "false")
        self.assertFalse([name for name in row if "hash" in name])

    def test_an_empty_table_has_its_header(self):
        done = run_provisor("export", "contacts", "--account",
                            self.reseller.account_id)

        self.assertEqual(len(done.stdout.splitlines()), 1)
        self.assertTrue(done.stdout.startswith("id,account_id,email,phone,"))

    def test_replaces_a_file_that_others_could_read(self):
        out = self.folder / "out.csv"
        out.write_text("old")
        out.chmod(0o644)
        run_provisor("export", "users", "--account",
                     self.reseller.account_id, "--output", out)

        self.assertIn(self.reseller.username, out.read_text())
        self.assertEqual(out.stat().st_mode & 0o777, 0o600)
        self.assertEqual(list(self.folder.iterdir()), [out])

    def test_leaves_the_file_alone_when_it_fails(self):
        out = self.folder / "out.csv"
        out.write_text("old")
        config = self.folder / "provisor.toml"
        config.write_text('[database]\nowner = "host=/nonexistent"\n')
        done = subprocess.run(
            [BIN_DIR / "provisor", "--config", config, "export", "users",
             "--output", out], capture_output=True, text=True, timeout=60)

        self.assertEqual(done.returncode, 3, done.stderr)
        self.assertEqual(out.read_text(), "old")
        self.assertEqual(sorted(self.folder.iterdir()), [out, config])

    def test_tells_that_it_cannot_write(self):
        done = run_provisor("export", "users", "--output", "/dev/full")

        self.assertEqual(done.returncode, 1)
        self.assertIn("cannot be written: No space left", done.stderr)

    def test_tells_whoever_may_not_export_who_may(self):
        config = self.folder / "provisor.toml"
        without = re.sub("(?m)^owner = .*", "", pathlib.Path(CONFIG).read_text())
        config.write_text(re.sub("(?m)^admin = ", "owner = ", without))
        done = subprocess.run(
            [BIN_DIR / "provisor", "--config", config, "export", "users"],
            capture_output=True, text=True, timeout=60)

        self.assertEqual(done.returncode, 1)
        self.assertIn("SQLSTATE 42501: ", done.stderr)
        self.assertIn("sudo -u postgres provisor export", done.stderr)
