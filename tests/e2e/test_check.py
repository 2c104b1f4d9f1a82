"""provisor check: what it finds, and what it says to do."""

import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading

from support import (BIN_DIR, CACERT, CONFIG, URL, TestCase, execute,
                     run_provisor)

# Root may look everywhere.
WITHOUT_RIGHTS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search",
                  "--inh-caps=-dac_override,-dac_read_search"
                  ] if os.geteuid() == 0 else []

# Or of earlier tests.
OF_THE_MACHINE = ["free disk", "mails", "time server", "TLS key", "service",
                  "prune"]


class Check(TestCase):

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.config = self.folder / "provisor.toml"
        self.sql = self.copied_sql()
        self.configure(f'[site]\nurl = "{URL}"\nca_file = "{CACERT}"\n')

    def copied_sql(self):
        """As a package would install it."""
        sql = self.folder / "sql"
        shutil.copytree(pathlib.Path(__file__).parents[2] / "sql", sql,
                        copy_function=shutil.copyfile)
        for path in [sql, *sql.rglob("*")]:
            path.chmod(0o755 if path.is_dir() else 0o644)
        return sql

    def configure(self, more, change=lambda text: text):
        text = pathlib.Path(CONFIG).read_text().replace(
            "[sql]\n", f'[sql]\ndirectory = "{self.sql}"\n#')
        self.config.write_text(change(text) + more)
        self.config.chmod(0o644)

    def check(self, prefix=()):
        """The findings that are not ok, by what they are about."""
        done = subprocess.run(
            [*prefix, BIN_DIR / "provisor", "--config", self.config, "check", "--json"],
            capture_output=True, text=True, timeout=60)
        findings = json.loads(done.stdout)
        worst = max(("ok", "warning", "error").index(finding["level"])
                    for finding in findings)
        self.assertEqual(done.returncode, worst)
        for finding in findings:
            self.assertEqual(finding["level"] != "ok",
                             bool(finding["remedy"]), finding)
        return {finding["what"]: finding for finding in findings
                if finding["level"] != "ok"
                and finding["what"] not in OF_THE_MACHINE}

    def test_finds_nothing_where_all_is_well(self):
        self.configure("")

        self.assertEqual(list(self.check()), ["site"])

    def test_tells_that_no_customer_gets_a_mail(self):
        found = self.check()["mail server"]

        self.assertEqual(found["level"], "warning")
        self.assertIn("nobody gets one", found["text"])

    def test_shows_a_line_for_each_finding_and_its_remedy(self):
        self.configure("")
        done = subprocess.run(
            [BIN_DIR / "provisor", "--config", self.config, "check"],
            capture_output=True, text=True, timeout=60)

        lines = done.stdout.splitlines()
        self.assertRegex(lines[0], r"^ok +configuration +.*can be used")
        self.assertRegex(done.stdout,
                         r"(?m)^warning +site +.*\n +-> Set \[site\] url")

    def test_names_what_is_wrong_in_the_configuration(self):
        self.configure("[pools]\n")

        (finding,) = self.check().values()

        self.assertEqual(finding["what"], "configuration")
        self.assertIn(": pools: there is no such key", finding["text"])

    def test_tells_that_the_database_is_away(self):
        self.configure("", lambda text: text.replace("host=/tmp/", "host=/x/"))

        found = self.check()["PostgreSQL"]

        self.assertEqual(found["level"], "error")
        self.assertNotIn("\n", found["text"])
        self.assertIn("pg_lsclusters", found["remedy"])

    def test_tells_who_may_change_a_file(self):
        self.config.chmod(0o666)

        found = self.check()["config file"]

        self.assertEqual(found["level"], "error")
        self.assertEqual(found["remedy"], f"chmod 0644 {self.config}")

    def test_tells_that_the_programs_cannot_read_the_configuration(self):
        self.config.chmod(0o600)

        found = self.check()["config file"]

        self.assertIn("0600: too few", found["text"])
        self.assertEqual(found["remedy"], f"chmod 0644 {self.config}")

    def test_tells_why_it_cannot_read_the_configuration(self):
        self.config.chmod(0)

        found = self.check(WITHOUT_RIGHTS)["configuration"]

        self.assertIn("has the mode 0000", found["text"])
        self.assertEqual(found["remedy"], f"chmod 0644 {self.config}")

    def test_tells_that_there_is_no_configuration(self):
        self.config.unlink()

        found = self.check()["configuration"]

        self.assertIn("No such file", found["text"])
        self.assertIn("--config", found["remedy"])
        self.assertIn("apt install --reinstall", found["remedy"])
        self.assertIn(" ./provisor_", found["remedy"])

    def test_names_files_as_a_shell_takes_them(self):
        self.config = self.folder / "it's mine.toml"
        self.configure("")
        self.config.chmod(0o666)

        subprocess.run(self.check()["config file"]["remedy"], shell=True,
                       check=True, timeout=60)

        self.assertNotIn("config file", self.check())

    def test_tells_whose_file_it_is(self):
        if os.geteuid() != 0:
            self.skipTest("only root can give a file away")
        os.chown(self.config, 65534, -1)

        found = self.check()["config file"]

        self.assertIn("belongs to the user nobody", found["text"])
        self.assertEqual(found["remedy"], f"chown root {self.config}")

    def test_looks_at_every_file_of_sql(self):
        function = self.sql / "functions" / "prune.sql"
        function.chmod(0o666)

        found = self.check()["SQL files"]

        self.assertEqual(found["remedy"], f"chmod 0644 {function}")

    def test_looks_at_the_files_of_passwords(self):
        secret = self.folder / "a pgpass"
        secret.write_text("*:*:*:*:x\n")
        secret.chmod(0o644)
        self.configure("", lambda text: text.replace(
            "user=provisor_mailer",
            f"user=provisor_mailer passfile = '{secret}'"))

        found = self.check()["password file"]

        self.assertEqual(found["remedy"], f"chmod 0600 '{secret}'")

    def test_leaves_alone_what_only_its_program_may_see(self):
        hidden = self.folder / "hidden"
        hidden.mkdir(mode=0)
        self.addCleanup(hidden.chmod, 0o700)
        self.configure("", lambda text: text.replace(
            "user=provisor_mailer",
            f"user=provisor_mailer passfile={hidden}/pgpass"))

        self.assertNotIn("password file", self.check(WITHOUT_RIGHTS))

    def test_tells_that_the_schema_is_old(self):
        later = self.sql / "migrations" / "9999_later.sql"
        later.write_text("select 1;\n")

        found = self.check()["schema"]

        self.assertIn("these programs at 9999", found["text"])
        self.assertEqual(found["remedy"], "sudo -u postgres provisor migrate")

    def test_tells_what_a_role_may_too_much(self):
        execute("grant select on provisor.contact to provisor_api")
        self.addCleanup(
            execute, "revoke select on provisor.contact from provisor_api")

        self.assertIn("may use the table contact", self.check()["roles"]["text"])

    def test_does_not_trust_every_certificate(self):
        self.configure(f'[site]\nurl = "{URL}"\n')

        self.assertEqual(self.check()["certificate"]["level"], "error")

    def test_tells_which_role_cannot_sign_in(self):
        execute("alter role provisor_mailer nologin")
        self.addCleanup(execute, "alter role provisor_mailer login")

        found = self.check()["roles"]

        self.assertEqual(found["text"],
                         "The role provisor_mailer may not sign in.")
        subprocess.run(found["remedy"].removeprefix("sudo -u postgres "),
                       shell=True, check=True, capture_output=True, timeout=60,
                       env={**os.environ, "PGUSER": "postgres"})
        self.assertNotIn("roles", self.check())

    def test_tells_that_nobody_answers(self):
        self.configure('[site]\nurl = "https://127.0.0.1:1"\n')

        found = self.check()

        self.assertIn("nginx", found["route"]["remedy"])
        self.assertNotIn("certificate", found)

    def test_tells_that_the_name_leads_nowhere(self):
        self.configure('[site]\nurl = "https://nowhere.invalid"\n')

        found = self.check()

        self.assertIn("DNS", found["route"]["remedy"])
        self.assertNotIn("certificate", found)

    def test_tells_what_readyz_says(self):
        port, certificate = self.serve_for_days(
            100, 503, '{"status":"the database does not answer"}')
        self.configure(f'[site]\nurl = "https://localhost:{port}"\n'
                       f'ca_file = "{certificate}"\n')

        found = self.check()["route"]

        self.assertIn("the database does not answer", found["text"])
        self.assertIn("pg_lsclusters", found["remedy"])

    def test_counts_the_days_of_the_certificate(self):
        port, certificate = self.serve_for_days(5)
        self.configure(f'[site]\nurl = "https://localhost:{port}"\n'
                       f'ca_file = "{certificate}"\n')

        found = self.check()

        self.assertRegex(found["certificate"]["text"],
                         r"^It ends in [45] days\.$")
        self.assertEqual(found["certificate"]["level"], "error")
        self.assertIn("answers 404", found["route"]["text"])
        self.assertIn("provisor-locations.conf", found["route"]["remedy"])

    def serve_for_days(self, days, status=404, body=""):
        """A server with one answer; its port and its certificate."""
        key, certificate = self.folder / "key", self.folder / "certificate"
        subprocess.run(
            ["openssl", "req", "-x509", "-days", str(days), "-nodes",
             "-newkey", "rsa:2048", "-subj", "/CN=localhost", "-addext",
             "subjectAltName=DNS:localhost", "-keyout", key, "-out",
             certificate], check=True, capture_output=True, timeout=60)

        class Monotonous(http.server.BaseHTTPRequestHandler):
            def answer(self):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body.encode())
            do_GET = do_POST = answer

            def log_message(self, *_):
                pass
        server = http.server.ThreadingHTTPServer(("localhost", 0), Monotonous)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server.server_port, certificate

    def test_asks_the_mail_server(self):
        listener = self.listen_for_mails()
        self.assertEqual(self.check(), {})

        listener.close()
        found = self.check()["mail server"]

        self.assertEqual(found["level"], "error")
        self.assertIn("provisor mail test", found["remedy"])

    def test_asks_the_mail_server_also_without_its_credentials(self):
        credentials = self.folder / "smtp"
        credentials.touch(mode=0)
        self.listen_for_mails(f'credentials = "{credentials}"\n')

        self.assertNotIn("mail server", self.check(WITHOUT_RIGHTS))

    def listen_for_mails(self, more=""):
        listener = socket.create_server(("127.0.0.1", 0))
        self.addCleanup(listener.close)
        threading.Thread(target=self.greet, args=(listener,),
                         daemon=True).start()
        self.configure(
            f'[site]\nurl = "{URL}"\nca_file = "{CACERT}"\n'
            '[smtp]\nhost = "127.0.0.1"\nsecurity = "none"\n'
            f'port = {listener.getsockname()[1]}\n' + more,
            lambda text: text.replace("[mail]\n",
                                      '[mail]\ntransport = "smtp"\n'))
        return listener

    def greet(self, listener):
        """One dialogue of a mail server that takes nothing."""
        connection, _ = listener.accept()
        with connection, connection.makefile("rw", newline="") as talk:
            talk.write("220 mail.example.com\r\n")
            talk.flush()
            for line in talk:
                talk.write("250 mail.example.com\r\n"
                           if line.startswith("EHLO") else "221 bye\r\n")
                talk.flush()

    def test_explains_itself_with_an_example(self):
        done = run_provisor("check", "--help")

        self.assertIn("provisor check", done.stdout.split("Example:")[1])
