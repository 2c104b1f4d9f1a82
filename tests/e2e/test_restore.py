"""A dump, restored into an empty cluster, goes on where it was made."""

import pathlib
import subprocess
import tempfile

from client import Client
from support import (BIN_DIR, DATABASE, Reseller, TestCase, json, unique,
                     unique_email)

HELPER = pathlib.Path(__file__).parents[1] / "support" / "restored_stack.sh"


class Restore(TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.state = pathlib.Path(folder.name)

    def restored(self, dump):
        """The URL of a stack on what the dump holds."""
        self.addCleanup(self.run_helper, "stop", self.state)
        return self.run_helper("start", self.state, dump).strip()

    def run_helper(self, *arguments):
        done = subprocess.run([HELPER, *arguments], capture_output=True,
                              text=True, timeout=180)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done.stdout

    def findings(self, url):
        config = self.state / "provisor.toml"
        with open(config, "a") as file:
            file.write(f'[site]\nurl = "{url}"\n'
                       f'ca_file = "{self.state}/tls/certificate.pem"\n')
        done = subprocess.run(
            [BIN_DIR / "provisor", "--config", config, "--json", "check"],
            capture_output=True, text=True, timeout=60)
        return json.loads(done.stdout)

    def encodings(self):
        """Of the restored database: of its texts, and their order."""
        return subprocess.run(
            ["psql", "-XAtq", "-h", self.state / "sockets" / "postgres", "-U",
             "postgres", "-d", "provisor", "-c",
             "select pg_encoding_to_char(encoding), datcollate"
             " from pg_database where datname = current_database()"],
            capture_output=True, text=True, check=True,
            timeout=60).stdout.strip()

    def test_answers_a_repeated_call_as_the_first_one_was(self):
        reseller = Reseller()
        call = {"email": unique_email(), "account_name": unique("Company"),
                "headers": {"Idempotency-Key": "of-the-dump"}}
        client = Client(reseller.key)
        self.addCleanup(client.close)
        first = client.sign_up(**call)
        self.assert_signed_up(first)
        dump = self.state / "provisor.dump"
        subprocess.run(["pg_dump", "--format=custom", f"--file={dump}",
                        DATABASE], check=True, timeout=60)
        dump.chmod(0o644)

        url = self.restored(dump)
        elsewhere = Client(reseller.key, url,
                           cacert=self.state / "tls" / "certificate.pem")
        self.addCleanup(elsewhere.close)
        again = elsewhere.sign_up(**call)

        self.assertEqual(again.text, first.text)
        self.assertEqual(again.headers["Idempotency-Replayed"], "true")
        self.assert_signed_up(elsewhere.sign_up())
        self.assertEqual(self.encodings(), "UTF8|C.UTF-8")
        # The machine, earlier tests' mails and where they go are not of the
        # dump.
        self.assertEqual(
            [finding for finding in self.findings(url)
             if finding["level"] != "ok"
             and finding["what"] not in (
                 "free disk", "mails", "mail server", "time server",
                 "SQL files", "TLS key")], [])
