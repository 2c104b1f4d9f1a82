"""What every end-to-end test needs: where things are, psql, the command.

The environment is set by tests/run:
  PROVISOR_URL             base of the server, e.g. https://127.0.0.1:8443
  PROVISOR_CACERT          the certificate to trust
  PROVISOR_CONFIG          the configuration the programs run with
  PROVISOR_BIN_DIR         where the three programs are
  PROVISOR_VAR             state directory: logs, mail, process ids
  PROVISOR_AXE             axe-core, for the browser to run
  PROVISOR_ADMIN_DATABASE  libpq connection string with full rights
"""

import itertools
import json
import os
import pathlib
import secrets
import subprocess
import time
import unittest

URL = os.environ.get("PROVISOR_URL", "https://127.0.0.1:8443")
CACERT = os.environ.get("PROVISOR_CACERT", "")
CONFIG = os.environ.get("PROVISOR_CONFIG", "")
BIN_DIR = pathlib.Path(os.environ.get("PROVISOR_BIN_DIR", "build/release/bin"))
VAR = pathlib.Path(os.environ.get("PROVISOR_VAR", "var"))
DATABASE = os.environ.get("PROVISOR_ADMIN_DATABASE", "")

FORM = "/site/api/master_account"
RPC = "/api/jsonrpcserver?version=3.0"

_numbers = itertools.count(1)
_run = secrets.token_hex(4)


def unique(word):
    """A word that no other test and no earlier run has used."""
    return f"{word}-{_run}-{next(_numbers)}"


def unique_email(word="user"):
    return unique(word) + "@example.com"


def rows(sql, **values):
    """The rows of a query as dicts; :'name' in it stands for a value."""
    return _json(f"select coalesce(json_agg(t), '[]') from ({sql}) t", values)


def value(sql, **values):
    """The one value of a query that yields one row."""
    (row,) = rows(sql, **values)
    (only,) = row.values()
    return only


def execute(sql, **values):
    _psql(sql, values)


def _json(sql, values):
    return json.loads(_psql(sql, values))


def _psql(sql, values):
    command = ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", DATABASE]
    for name, text in values.items():
        command += ["-v", f"{name}={text}"]
    done = subprocess.run(
        command, input="set search_path = provisor;\n" + sql + ";\n",
        capture_output=True, text=True, timeout=60)
    if done.returncode != 0:
        raise AssertionError(f"psql: {done.stderr.strip()}")
    return done.stdout


def run_provisor(*arguments, stdin=""):
    """The operator's command, whatever it answers."""
    return subprocess.run(
        [BIN_DIR / "provisor", "--config", CONFIG, *map(str, arguments)],
        input=stdin, capture_output=True, text=True, timeout=60)


def provisor(*arguments, stdin=""):
    """What the operator's command answers in JSON; it must succeed."""
    done = run_provisor(*arguments, "--json", stdin=stdin)
    if done.returncode != 0:
        raise AssertionError(f"provisor {arguments}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def wait_for(condition, what, seconds=20):
    """The first true value of `condition`, asked again and again."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)
    return found


class Reseller:
    """A reseller's account with a user and a key, made by the command."""

    def __init__(self, *options, country="AU", type="reseller"):
        self.name = unique("Reseller")
        self.account_id = provisor(
            "account", "create", "--name", self.name, "--type", type,
            "--country", country, *options)["id"]
        self.email = unique_email("staff")
        self.username = unique("staff")
        self.user_id = self.add_user(self.username, self.email)
        self.key = self.new_key()

    def add_user(self, username, email):
        return provisor(
            "user", "create", "--account", self.account_id, "--email", email,
            "--username", username, "--first-name", "Sam",
            "--last-name", "Staff", "--timezone", "Australia/Brisbane")["id"]

    def new_key(self, *options):
        return provisor("key", "create", "--account", self.account_id,
                        "--user", self.username, "--label", unique("key"),
                        *options)["key"]

    def import_key(self, key):
        """A key of the documents' own form; another reseller may have had it
        in an earlier run on the same database."""
        execute("delete from api_key where digest = sha256(:'key')", key=key)
        provisor("key", "import", "--account", self.account_id, "--user",
                 self.username, "--label", unique("key"), stdin=key + "\n")
        self.key = key
        return key

    def add_group(self, name, usernames):
        provisor("group", "create", "--account", self.account_id,
                 "--name", name)
        for username in usernames:
            provisor("group", "add", "--account", self.account_id,
                     "--group", name, "--user", username)

    def forget_mails(self):
        """So that later tests need not wait behind thousands of mails."""
        execute("delete from outbox where account_id = :'id'"
                " and state = 'queued'", id=self.account_id)

    def contacts(self):
        return rows("select * from contact where account_id = :'id'"
                    " order by id", id=self.account_id)

    def accounts(self):
        return rows("select * from account where parent_id = :'id'"
                    " order by id", id=self.account_id)


class TestCase(unittest.TestCase):
    """Assertions about the answers of both APIs."""

    longMessage = True

    def assert_signed_up(self, answer):
        """The form API's success; its members."""
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(list(answer.json), [
            "message", "account_id", "user_id", "contact_id"], answer.text)
        self.assertEqual(answer.json["message"], "success")
        return answer.json

    def assert_refused(self, answer, code, field=None, status=200):
        """The form API's error; its text."""
        self.assertEqual(answer.status, status, answer.text)
        self.assertEqual(list(answer.json), [
            "error_message", "error_code", "field"], answer.text)
        self.assertEqual(answer.json["error_code"], code, answer.text)
        self.assertEqual(answer.json["field"], field, answer.text)
        return answer.json["error_message"]

    def assert_result(self, answer, id=1):
        """The older dialect's success; its result."""
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(list(answer.json), ["id", "result", "error"])
        self.assertEqual(answer.json["id"], id)
        self.assertIsNone(answer.json["error"], answer.text)
        self.assertIsNotNone(answer.json["result"], answer.text)
        return answer.json["result"]

    def assert_error(self, answer, code, id=1):
        """The older dialect's error; its text."""
        self.assertEqual(answer.status, 200, answer.text)
        self.assertEqual(list(answer.json), ["id", "result", "error"])
        self.assertEqual(answer.json["id"], id)
        self.assertIsNone(answer.json["result"], answer.text)
        self.assertEqual(list(answer.json["error"]), ["code", "message"])
        self.assertEqual(answer.json["error"]["code"], code, answer.text)
        return answer.json["error"]["message"]
