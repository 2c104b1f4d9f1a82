"""A mail server on loopback that takes everything and writes down when.

smtp_sink.py PORT FILE: appends "ID TIME" (Unix seconds) to FILE for each mail,
ID being that of its outbox row, out of its Message-ID. It answers without
thinking, so that it is the mailer that is measured.
"""

import asyncio
import re
import sys
import time

ANSWERS = {b"EHLO": b"250 sink\r\n", b"DATA": b"354 go on\r\n",
           b"QUIT": b"221 bye\r\n"}
END = b"\r\n.\r\n"
ID = re.compile(rb"^Message-ID: <outbox\.(\d+)\.", re.MULTILINE)


class Session(asyncio.Protocol):

    def __init__(self, file):
        self.file = file
        self.got = b""
        self.is_text = False

    def connection_made(self, transport):
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data):
        self.got += data
        while (end := self.got.find(END if self.is_text else b"\r\n")) >= 0:
            line, self.got = (self.got[:end],
                              self.got[end + (5 if self.is_text else 2):])
            self.text(line) if self.is_text else self.command(line)

    def command(self, line):
        verb = line[:4].upper()
        self.is_text = verb == b"DATA"
        self.transport.write(ANSWERS.get(verb, b"250 ok\r\n"))

    def text(self, text):
        self.is_text = False
        self.transport.write(b"250 taken\r\n")
        self.file.write(f"{ID.search(text)[1].decode()} {time.time():.6f}\n")


async def main(port, path):
    with open(path, "a", buffering=1, encoding="ascii") as file:
        server = await asyncio.get_running_loop().create_server(
            lambda: Session(file), "127.0.0.1", port)
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), sys.argv[2]))
