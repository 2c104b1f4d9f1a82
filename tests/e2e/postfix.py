"""A Postfix of our own on loopback, beside whatever mail server runs here.

Its configuration, queue and mails lie in a directory of their own. Only root
can start one, so it takes root or a sudo that asks nothing; `why_not` says what
is missing. Postfix signs nobody in by itself: it asks a server that speaks
Dovecot's protocol, which is a few lines here.
"""

import base64
import email
import email.policy
import os
import pathlib
import pwd
import shutil
import socket
import socketserver
import subprocess
import tempfile
import threading

from support import wait_for

AS_ROOT = [] if os.geteuid() == 0 else ["sudo", "-n"]
BINARY = "/usr/sbin/postfix"
USER, PASSWORD = "provisor", "päss wörd"
DOMAINS = ("example.com", "xn--bcher-kva.example")


def why_not():
    if not os.path.exists(BINARY):
        return ("Postfix is not installed; where another mail server is, it "
                "would take its place")
    if AS_ROOT and subprocess.run([*AS_ROOT, "true"], check=False,
                                  capture_output=True).returncode:
        return "Postfix can be started by root only, and sudo asks for more"
    return None


class _SignIn(socketserver.StreamRequestHandler):
    """The server's side of Dovecot's authentication protocol, as of 1.1."""

    def handle(self):
        self.wfile.write(b"VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\n"
                         b"CUID\t1\nCOOKIE\t" + b"0" * 32 + b"\nDONE\n")
        for line in self.rfile:
            verb, number, *fields = line.decode().rstrip("\n").split("\t")
            if verb == "CONT":
                self.answer(number, fields[0])
            elif verb == "AUTH" and fields[-1].startswith("resp="):
                self.answer(number, fields[-1].removeprefix("resp="))
            elif verb == "AUTH":
                self.wfile.write(f"CONT\t{number}\t\n".encode())

    def answer(self, number, response):
        _, user, password = base64.b64decode(response).decode().split("\0")
        good = (user, password) == (USER, PASSWORD)
        self.wfile.write(f"{'OK' if good else 'FAIL'}\t{number}\tuser={user}\n"
                         .encode())


def _free_ports(count):
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


class Postfix:

    def __init__(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="postfix-"))
        self.root.chmod(0o755)
        self.port, self.tls_port = _free_ports(2)
        self.sign_in = socketserver.ThreadingTCPServer(
            ("127.0.0.1", 0), _SignIn)
        self.sign_in.daemon_threads = True
        threading.Thread(target=self.sign_in.serve_forever,
                         daemon=True).start()
        self._make_certificate()
        self._write_settings()
        self._run("chown", "-R", "root", self.root / "etc", self.root / "queue")
        self._run("chown", "postfix", self.root / "data")

    def _make_certificate(self):
        """For the name localhost, and for no address."""
        self.certificate = self.root / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-nodes", "-days", "2", "-newkey",
             "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-keyout", self.root / "key.pem", "-out", self.certificate],
            check=True, capture_output=True)

    def _write_settings(self):
        for name in ("etc", "queue", "data", "mail"):
            (self.root / name).mkdir()
        # Mails belong to whoever runs the tests; Postfix gives none to root.
        owner = pwd.getpwuid(os.getuid() or pwd.getpwnam("nobody").pw_uid)
        if not AS_ROOT:
            shutil.chown(self.root / "mail", owner.pw_name)
        self._write("etc/main.cf", f"""
            compatibility_level = 3.6
            queue_directory = {self.root}/queue
            data_directory = {self.root}/data
            maillog_file_prefixes = {self.root}
            maillog_file = {self.root}/log
            myhostname = postfix.example.com
            inet_interfaces = 127.0.0.1
            inet_protocols = ipv4
            mynetworks =
            mydestination =
            alias_maps =
            virtual_mailbox_domains = {", ".join(DOMAINS)}
            virtual_mailbox_base = {self.root}/mail
            virtual_mailbox_maps = regexp:{{ {{ !/^nobody@/ inbox/ }} }}
            virtual_uid_maps = static:{owner.pw_uid}
            virtual_gid_maps = static:{owner.pw_gid}
            smtpd_tls_security_level = encrypt
            smtpd_tls_cert_file = {self.certificate}
            smtpd_tls_key_file = {self.root}/key.pem
            smtpd_tls_received_header = yes
            smtpd_sasl_auth_enable = yes
            smtpd_sasl_type = dovecot
            smtpd_sasl_path = inet:127.0.0.1:{self.sign_in.server_address[1]}
            smtpd_sasl_authenticated_header = yes
            smtpd_recipient_restrictions =
              check_recipient_access inline:{{
                {{ grey@example.com = 450 4.2.0 come again later }} }},
              permit_sasl_authenticated, reject
            """)
        self._write("etc/master.cf", f"""
            127.0.0.1:{self.port} inet n - n - - smtpd
            127.0.0.1:{self.tls_port} inet n - n - - smtpd
              -o smtpd_tls_wrappermode=yes
            cleanup unix n - n - 0 cleanup
            qmgr unix n - n 300 1 qmgr
            rewrite unix - - n - - trivial-rewrite
            bounce unix - - n - 0 bounce
            defer unix - - n - 0 bounce
            trace unix - - n - 0 bounce
            error unix - - n - - error
            retry unix - - n - - error
            virtual unix - n n - - virtual
            anvil unix - - n - 1 anvil
            tlsmgr unix - - n 1000? 1 tlsmgr
            proxymap unix - - n - - proxymap
            postlog unix-dgram n - n - 1 postlogd
            """)

    def _write(self, name, text):
        """Without the margin; what is deeper continues the line above."""
        margin = " " * 12
        lines = [line.removeprefix(margin) for line in text.splitlines()]
        (self.root / name).write_text("\n".join(lines) + "\n")

    def set(self, line):
        """From the next start on."""
        self._run("/usr/sbin/postconf", "-c", self.root / "etc", "-e", line)

    def _run(self, *words):
        done = subprocess.run([*AS_ROOT, *map(str, words)], check=False,
                              capture_output=True, text=True, timeout=60)
        if done.returncode:
            raise AssertionError(f"{words}: {done.stdout}{done.stderr}"
                                 f"{self.log()}")

    def start(self):
        self._run(BINARY, "-c", self.root / "etc", "start")

    def stop(self):
        self._run(BINARY, "-c", self.root / "etc", "stop")

    def close(self):
        subprocess.run([*AS_ROOT, BINARY, "-c", self.root / "etc", "stop"],
                       check=False, capture_output=True, timeout=60)
        self.sign_in.shutdown()
        self.sign_in.server_close()
        self._run("rm", "-rf", self.root)

    def log(self):
        file = self.root / "log"
        return file.read_text() if file.exists() else ""

    def delivered(self, count):
        """So many mails, once they lie in the mailbox."""
        new = self.root / "mail" / "inbox" / "new"
        files = wait_for(
            lambda: new.exists() and len(found := list(new.iterdir())) >= count
            and found, f"{count} mails to be delivered")
        return [email.message_from_bytes(file.read_bytes(),
                                         policy=email.policy.default)
                for file in files]
