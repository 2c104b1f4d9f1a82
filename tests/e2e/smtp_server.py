"""A mail server on loopback that behaves as its recipients' names ask it to.

The word before the first "-" of an address is what happens to its mail:
  defer   451 to the recipient           hang    no answer to the recipient
  once    451 the first time, then 250   drop    takes the text, hangs up, once
  refuse  550 to the recipient           mute    takes the text, no answer
  reject  554 to the text                slow    takes a second over the text
  noisy   250 with several odd lines     ponder  four seconds over its answer
Any other mail is taken. Who connects is answered "554" while `is_closed` and
"421" while there are `most_sessions`; the sender "553" while `refuses_senders`.
"""

import collections
import email
import email.policy
import socket
import ssl
import threading
import time

Received = collections.namedtuple(
    "Received", "recipient message_id connection secure user text")


class SmtpServer:

    def __init__(self, certificate=None, key=None, auth=None, tls=False,
                 port=0):
        self.received = []    # what was accepted, and what was dropped
        self.tried = collections.Counter()
        self.connections = 0
        self.is_closed = False
        self.most_sessions = 100
        self.sessions = 0
        self.refuses_senders = False
        self.auth = auth      # (user, password), or nobody signs in
        self.implicit_tls = tls
        self.context = None
        if certificate:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate, key)
        self._lock = threading.Lock()
        self._socket = socket.create_server(("127.0.0.1", port),
                                            backlog=64)
        self.port = self._socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        try:
            # Who waits for the next one would take it.
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self._socket.close()

    def accepted(self, recipient):
        return [r for r in self.received if r.recipient == recipient]

    def _accept(self):
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            with self._lock:
                self.connections += 1
                number = self.connections
            session = _Session(self, connection, number)
            threading.Thread(target=session.run, daemon=True).start()


class _Hangup(Exception):
    pass


class _Session:

    def __init__(self, server, connection, number):
        self.server = server
        self.socket = connection
        self.number = number
        self.user = None
        self.is_secure = False

    def run(self):
        with self.server._lock:
            self.server.sessions += 1
        try:
            # Small replies must not wait for each other.
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.server.implicit_tls:
                self._secure()
            self.stream = self.socket.makefile("rwb")
            self._talk()
        except (_Hangup, OSError, ValueError):
            pass
        finally:
            with self.server._lock:
                self.server.sessions -= 1
            # The stream may still hold the socket open.
            try:
                self.socket.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            self.socket.close()

    def _secure(self):
        self.socket = self.server.context.wrap_socket(
            self.socket, server_side=True)
        self.is_secure = True

    def _say(self, *lines):
        for line in lines:
            self.stream.write(line.encode("latin-1") + b"\r\n")
        self.stream.flush()

    def _talk(self):
        if self.server.is_closed:
            self._say("554 5.3.2 closed for today")
            return
        if self.server.sessions > self.server.most_sessions:
            self._say("421 4.7.0 too many connections")
            return
        self._say("220 test ESMTP")
        while line := self.stream.readline():
            verb, _, rest = line.decode().strip().partition(" ")
            if verb == "QUIT":
                self._say("221 2.0.0 bye")
                return
            getattr(self, "_" + verb.lower(), self._unknown)(rest)

    def _unknown(self, rest):
        self._say("502 5.5.1 unknown")

    def _ehlo(self, rest):
        self._say("250-test", "250-8BITMIME",
                  *(["250-STARTTLS"] if self._offers_tls() else []),
                  *(["250-AUTH PLAIN"] if self.server.auth else []),
                  "250 ENHANCEDSTATUSCODES")

    def _offers_tls(self):
        return self.server.context and not self.is_secure

    def _starttls(self, rest):
        self._say("220 2.0.0 go ahead")
        self._secure()
        self.stream = self.socket.makefile("rwb")

    def _auth(self, rest):
        import base64
        mechanism, _, initial = rest.partition(" ")
        if not initial:
            self._say("334 ")
            initial = self.stream.readline().decode().strip()
        _, user, password = base64.b64decode(initial).decode().split("\0")
        if (user, password) == self.server.auth:
            self.user = user
            self._say("235 2.7.0 welcome")
        else:
            self._say("535 5.7.8 not you")

    def _mail(self, rest):
        if self.server.auth and not self.user:
            self._say("530 5.7.0 sign in first")
        elif self.server.refuses_senders:
            self._say("553 5.7.1 not your address")
        else:
            self._say("250 2.1.0 ok")

    def _rcpt(self, rest):
        self.recipient = rest.partition("<")[2].partition(">")[0]
        self.word = self.recipient.split("@")[0].split("-")[0]
        with self.server._lock:
            self.server.tried[self.recipient] += 1
            self.times = self.server.tried[self.recipient]
        if self.word == "defer" or self.word == "once" and self.times == 1:
            self._say("451 4.7.1 greylisted, come again")
        elif self.word == "refuse":
            self._say("550 5.1.1 nobody of that name")
        elif self.word == "hang":
            self.socket.recv(1)  # until the other side gives up
            raise _Hangup
        else:
            self._say("250 2.1.5 ok")

    def _data(self, rest):
        self._say("354 go on")
        if self.word == "slow":
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            time.sleep(1)  # this is the server under test, not a test
        lines = []
        while (line := self.stream.readline()) != b".\r\n":
            if not line:
                raise _Hangup
            lines.append(line[1:] if line.startswith(b"..") else line)
        if self.word == "reject":
            self._say("554 5.6.0 not with this text")
            return
        self._keep(b"".join(lines))
        if self.word == "mute":
            self.socket.recv(1)
            raise _Hangup
        if self.word == "drop" and self.times == 1:
            raise _Hangup
        if self.word == "ponder":
            time.sleep(4)
        if self.word == "noisy":
            self._say("250-2.0.0 caf\xe9 \x1b[31m", "250-2.0.0 " + "x" * 900)
        self._say(f"250 2.0.0 taken as {len(self.server.received)}")

    def _keep(self, text):
        mail = email.message_from_bytes(text, policy=email.policy.default)
        with self.server._lock:
            self.server.received.append(Received(
                self.recipient, mail["Message-ID"], self.number,
                self.is_secure, self.user, text))
