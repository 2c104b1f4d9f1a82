"""No key, password or token stands in any log, whatever goes wrong."""

import hashlib
import re
import socket
import ssl
import urllib.parse

import processes
from client import Client, account_details, user_details
from support import (CACERT, FORM, RPC, URL, VAR, Reseller, TestCase,
                     execute, rows, unique, wait_for)
from test_mail import DROP


def logs():
    """The files of nginx, the pool, the mailer and PostgreSQL."""
    return [path for path in (VAR / "log").rglob("*") if path.is_file()]


def sha256(text):
    return hashlib.sha256(text.encode()).hexdigest()


BAD_SETTINGS = {
    "log_statement": "all", "log_duration": "on",
    "log_min_duration_statement": "0", "log_min_error_statement": "debug5",
    "log_parameter_max_length": "-1",
    "log_parameter_max_length_on_error": "-1",
    "log_error_verbosity": "verbose",
    "debug_print_parse": "on", "debug_print_rewritten": "on",
    "debug_print_plan": "on",
    "session_preload_libraries": "auto_explain",
    "auto_explain.log_min_duration": "0", "auto_explain.log_verbose": "on",
    "auto_explain.log_nested_statements": "on",
}


class Secrets(TestCase):

    @classmethod
    def setUpClass(cls):
        cls.reseller = Reseller()
        cls.foreign = cls.reseller.import_key(unique("foreign-canary-key"))
        cls.key = cls.reseller.new_key()
        cls.wrong_key = "pv_live_" + "C4nary" * 6 + "xx"
        cls.password = unique("canary password /+ü")
        cls.secrets = {cls.key, cls.foreign, cls.wrong_key, cls.password,
                       urllib.parse.quote(cls.password, safe=""),
                       urllib.parse.quote_plus(cls.password)}
        cls.client = Client(cls.key)
        cls.addClassCleanup(cls.client.close)

    def test_are_in_no_log_after_all_that_can_happen(self):
        marker = unique("marker")
        self.all_that_can_happen()
        self.client.send("GET", "/" + marker)

        wait_for(lambda: self.files_with([marker]), "the access log")
        self.assert_in_no_log()

    def test_are_in_no_log_of_a_database_that_is_told_to_log_all(self):
        """Only the settings of the roles protect them then."""
        self.log_all_of_the_database()
        self.all_that_can_happen()

        # It did log: statements, and errors with theirs.
        self.assertTrue(self.files_with(["api.master_account($1::jsonb)"]))
        self.assertTrue(self.files_with(
            ['violates check constraint "fails"']))
        self.assert_in_no_log()

    def test_would_be_found_in_the_log_of_a_database_without_those(self):
        """The test above can fail."""
        self.log_all_of_the_database()
        kept = rows("select unnest(setconfig) as line from pg_db_role_setting"
                    " where setrole = 'provisor_api'::regrole"
                    " and setdatabase = 0")
        self.addCleanup(self.reconnect)
        for row in kept:
            name, setting = row["line"].split("=", 1)
            if name in BAD_SETTINGS:
                execute(f"alter role provisor_api reset {name}")
                self.addCleanup(execute, f"alter role provisor_api set {name}"
                                         f" = '{setting}'")
        self.reconnect()
        other = Reseller()
        client = Client(other.key)
        self.addCleanup(client.close)

        self.assert_result(self.add_account(client))

        self.assertTrue(self.files_with([sha256(other.key)]))

    def all_that_can_happen(self):
        self.calls_that_succeed()
        self.calls_that_are_refused()
        self.requests_that_nginx_refuses()
        self.requests_that_are_no_http()
        self.calls_while_the_database_fails()
        self.calls_while_the_pool_is_away()

    def log_all_of_the_database(self):
        """As an operator in search of something may do. What is set for a
        database goes before what the cluster's files and command line say."""
        for name, setting in BAD_SETTINGS.items():
            execute(f"alter database provisor set {name} = '{setting}'")
        self.addCleanup(self.reconnect)
        self.addCleanup(execute, "alter database provisor reset all")
        self.reconnect()

    def reconnect(self):
        execute("select pg_terminate_backend(pid) from pg_stat_activity"
                " where usename like 'provisor%' and pid <> pg_backend_pid()")

    def assert_in_no_log(self):
        self.assertEqual(self.files_with(
            self.secrets | self.tokens() | self.digests()), {})

    def digests(self):
        """What is stored of keys and passwords."""
        hashes = rows("select u.password_hash from app_user u join account a"
                      " on a.id = u.account_id where a.parent_id = :'id'"
                      " and u.password_hash is not null",
                      id=self.reseller.account_id)
        self.assertGreater(len(hashes), 0)
        return ({row["password_hash"] for row in hashes}
                | {sha256(key) for key in (self.key, self.foreign,
                                           self.wrong_key)})

    def files_with(self, texts):
        """Log files and which of the texts stand in them."""
        found = {}
        for path in logs():
            text = path.read_text(errors="replace")
            there = [one for one in texts if one in text]
            if there:
                found[path.name] = there
        return found

    def tokens(self):
        """Of this reseller's mails, as their recipients read them."""
        def mails():
            ids = rows("select id, state from outbox where account_id = :'id'",
                       id=self.reseller.account_id)
            return (all(row["state"] == "sent" for row in ids) and ids)
        tokens = set()
        for row in wait_for(mails, "the mails to be sent", 30):
            text = (DROP / f"{row['id']}.eml").read_text()
            text = text.replace("=\n", "")
            tokens |= set(re.findall(r"/(?:welcome|confirm)/(\S{20,})", text))
        self.assertGreater(len(tokens), 0)
        return tokens

    def add_account(self, client, **changes):
        return client.call("addAccount", account_details(), user_details(
            password=self.password, **changes))

    def calls_that_succeed(self):
        foreign = Client(self.foreign)
        self.addCleanup(foreign.close)
        for client in (self.client, foreign):
            self.assert_signed_up(client.sign_up())
            self.assert_result(self.add_account(client))
            self.assert_signed_up(client.sign_up(
                key=None, headers={"Authorization": "Bearer " + client.key}))

    def calls_that_are_refused(self):
        wrong = Client(self.wrong_key)
        self.addCleanup(wrong.close)
        wrong.sign_up()
        self.add_account(wrong)
        self.client.sign_up(email="none", password=self.password)
        self.client.sign_up(phone=self.password, account_name="a\0b")
        self.client.send("GET", f"{FORM}?key={self.key}&key={self.wrong_key}")
        self.add_account(self.client, username="", email="none")
        self.add_account(self.client, timezone=self.password)
        self.client.post_json('{"id":1,"params":["' + self.key)
        self.client.post_json([self.key, self.password])
        self.client.call(self.key, self.password)
        self.client.post_json({"id": self.key, "method": "addAccount",
                               "params": {"key": self.key}})

    def requests_that_nginx_refuses(self):
        query = "key=" + self.key + "&password=" + urllib.parse.quote(
            self.password)
        for method, path in (
                ("PUT", FORM), ("GET", "/site/api/other"), ("GET", RPC),
                ("GET", "/" + self.key), ("GET", FORM + "/" + self.key)):
            self.client.send(method, path + "?" + query.replace(" ", ""))
        self.client.send("GET", FORM + urllib.parse.quote("?" + query))
        for path, body in ((FORM, {"key": self.key, "x": "x" * 70000}),
                           (FORM + "?" + query, {"x": "x" * 70000})):
            client = Client(self.key)
            self.assertEqual(client.post_form(body).status, 413)
            client.send("POST", path, b"x" * 70000)
            client.close()
        client = Client(self.key)
        client.send("GET", FORM + "?" + query + "x" * 40000)
        client.close()
        self.client.send("GET", "/nothing", headers={
            "Referer": f"https://example.com/{FORM}?{query}",
            "User-Agent": self.key, "X-Request-ID": self.key})

    def requests_that_are_no_http(self):
        parts = urllib.parse.urlsplit(URL)
        context = ssl.create_default_context(cafile=CACERT)
        line = f"{FORM}?key={self.key}"
        for text in (f"GET {line}\r\n\r\n", f"{line} GET HTTP/1.1\r\n\r\n",
                     f"GET {line} HTTP/9.9\r\n\r\n", f"{self.key}\r\n\r\n",
                     f"GET {line} HTTP/1.1\r\nHost: {self.key} x\r\n\r\n",
                     f"GET {line} HTTP/1.1\r\n{self.key}\r\n\r\n",
                     f"POST {line} HTTP/1.1\r\nHost: localhost\r\n"
                     "Content-Length: nonsense\r\n\r\n"):
            with socket.create_connection(
                    (parts.hostname, parts.port), 10) as plain, \
                    context.wrap_socket(
                        plain, server_hostname=parts.hostname) as secure:
                secure.sendall(text.encode())
                while secure.recv(4096):
                    pass
            with socket.create_connection(
                    (parts.hostname, parts.port), 10) as plain:
                plain.sendall(text.encode())
                while plain.recv(4096):
                    pass

    def calls_while_the_database_fails(self):
        """Its own functions raise; PostgreSQL logs the statement."""
        for table in ("account", "app_user"):
            execute(f"alter table {table} add constraint fails"
                    " check (id < 0) not valid")
            try:
                self.client.sign_up()
                self.add_account(self.client)
            finally:
                execute(f"alter table {table} drop constraint fails")

    def calls_while_the_pool_is_away(self):
        processes.stop("api")
        try:
            self.assertEqual(self.client.sign_up().status, 502)
            self.assertEqual(self.add_account(self.client).status, 502)
        finally:
            processes.start("api")
            wait_for(lambda: self.client.send("GET", "/readyz").status == 200,
                     "the pool to be ready again")
