"""A database of its own with an outbox, and mailers that work on it."""

import os
import re
import pathlib
import subprocess
import tempfile
import unittest

import support
from processes import is_gone
from support import BIN_DIR, CONFIG, VAR, unique, wait_for
from smtp_server import SmtpServer

PROMPT = {"poll": 20, "lease": 3000, "connections": 4}


class MailWorld:

    def __init__(self, server=None, mail=PROMPT, **smtp):
        self.server = server or SmtpServer()
        self.name = unique("mails").replace("-", "_")
        self.directory = pathlib.Path(tempfile.mkdtemp())
        self.mailers = []
        support.execute(f"create database {self.name}")
        self.database = re.sub(r"dbname=\S+", f"dbname={self.name}",
                               support.DATABASE)
        self.config = self.directory / "provisor.toml"
        self._write_config(mail, {"host": "localhost", "security": "none",
                                  "port": self.server.port} | smtp)
        self._command("migrate")
        self.account_id = self.add_account()

    def _write_config(self, mail, smtp):
        text = re.sub(r"dbname=\w+", f"dbname={self.name}",
                      pathlib.Path(CONFIG).read_text())
        text = re.sub("(?m)^brandings = .*$",
                      f'brandings = "{self.directory}/brandings"', text)
        lines = ['transport = "smtp"'] + [
            f"{key} = {_toml(value)}" for key, value in mail.items()]
        text = text.replace("[mail]\n", "[mail]\n" + "\n".join(lines) + "\n")
        text += "\n[smtp]\n" + "".join(
            f"{key} = {_toml(value)}\n" for key, value in smtp.items())
        self.config.write_text(text)

    def _command(self, *arguments):
        subprocess.run([BIN_DIR / "provisor", "--config", self.config,
                        *map(str, arguments)], check=True,
                       capture_output=True, timeout=60)

    def close(self):
        self.kill()
        self.server.close()
        support.execute(f"drop database if exists {self.name} with (force)")

    def sql(self, statement):
        done = subprocess.run(
            ["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", "-d", self.database,
             "-c", "set search_path = provisor", "-c", statement],
            capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise AssertionError(done.stderr.strip())
        return done.stdout.strip()

    def add_account(self, limits="null, null"):
        return int(self.sql(
            "insert into account (company_name, country_code,"
            f" email_send_limit, send_cap) values ('A', 'AU', {limits})"
            " returning id"))

    def queue(self, *recipients, kind="new_contact", account_id=None):
        """Mails, one to each; the same tuple is returned."""
        names = ",".join(f"'{name}'" for name in recipients)
        self.sql(
            "insert into outbox (account_id, kind, recipient, data)"
            f" select {account_id or self.account_id}, '{kind}', name,"
            """ '{"email": "new@example.com"}'"""
            f" from unnest(array[{names}]) name")
        return recipients

    def column(self, what, recipient):
        return self.sql(f"select {what} from outbox"
                        f" where recipient = '{recipient}'")

    def attempts(self, recipient):
        """What was answered to each, in a line."""
        return self.sql(
            "select string_agg(concat_ws(' ', reply_code, enhanced_code,"
            " answer), '; ' order by number) from mail_attempt a"
            " join outbox o on o.id = a.outbox_id"
            f" where recipient = '{recipient}'")

    def count(self, state):
        return int(self.sql(
            f"select count(*) from outbox where state = '{state}'"))

    def settled(self, recipient, state, seconds=20):
        wait_for(lambda: self.column("state", recipient) == state,
                 f"{recipient} to be {state}", seconds)

    def waits(self, recipient):
        """Why it goes on waiting without having been tried."""
        return wait_for(
            lambda: self.column("last_answer", recipient)
            if self.column("state", recipient) == "queued" else "",
            f"{recipient} to say why it waits")

    def make_due(self):
        """As if the time of what was deferred had come."""
        self.sql("update outbox set next_attempt_at = now()"
                 " where state = 'deferred'")

    def start(self, config=None, **environment):
        with open(VAR / "log" / "mailers.log", "ab") as log:
            child = subprocess.Popen(
                [BIN_DIR / "provisor-mailer", "--config",
                 config or self.config],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                env=os.environ | environment, start_new_session=True)
        self.mailers.append(child)
        return child

    def kill(self):
        for child in self.mailers:
            child.kill()
            child.wait()
        self.mailers.clear()

    def stop(self):
        for child in self.mailers:
            child.terminate()
        statuses = [child.wait(40) for child in self.mailers]
        self.mailers.clear()
        return statuses


def _toml(value):
    return str(value) if isinstance(value, int) else f'"{value}"'


def people(count, word="some"):
    return [f"{word}-{n}@example.com" for n in range(count)]


class WorldCase(unittest.TestCase):
    options = {}

    def setUp(self):
        self.world = MailWorld(**self.options)
        self.addCleanup(self.world.close)
        self.server = self.world.server
