"""docs/events.md lists exactly the events that the programs write."""

import pathlib
import re
import shlex
import subprocess
import tempfile

from client import Client
from support import BIN_DIR, VAR, Reseller, TestCase, unique, wait_for

ROOT = pathlib.Path(__file__).resolve().parents[2]

# An event is written by log::LEVEL("event", …), or handed to a Complaint, which
# writes it as an error with a task and a reason.
CALL = re.compile(r"log::(error|warning|notice|info|debug|write)\(|"
                  r"complaint_?\.(raise)\(")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
FIELD = re.compile(r'\{\s*"([a-z_]+)",')


def arguments(source, start):
    """The text from the parenthesis at `start` to the one that closes it."""
    depth, place = 0, start
    while True:
        if source[place] == '"':
            place = TEXT.match(source, place).end()
            continue
        depth += {"(": 1, ")": -1}.get(source[place], 0)
        place += 1
        if depth == 0:
            return source[start + 1:place - 1]


def written(call, source):
    """(event, its fields) of one call; None for a call that only passes on."""
    inside = arguments(source, call.end() - 1)
    before_fields = inside.split("{", 1)[0]
    texts = TEXT.findall(before_fields)
    if not texts:
        return None
    # Of log::write the level may depend on something that is text too.
    fields = FIELD.findall(inside)
    return texts[-1], tuple(fields or (["task", "reason"] if call[2] else []))


def events_of_the_code():
    found, unnamed = {}, []
    for path in sorted((ROOT / "src").rglob("*")):
        if path.suffix not in (".cc", ".h") or path.parent.name == "base":
            continue
        source = path.read_text()
        for call in CALL.finditer(source):
            event = written(call, source)
            if event:
                found.setdefault(event[0], set()).update(event[1])
            else:
                unnamed.append(path.name)
    return found, unnamed


def events_of_the_document():
    """Rows of the tables: | `event` | level | `field`, … | meaning |"""
    text = (ROOT / "docs/events.md").read_text()
    return {row[1]: (row[2], set(re.findall(r"`(\w+)`", row[3])))
            for row in re.finditer(
                r"^\| `([^`]+)` \| ([a-z, ]+) \|([^|]*)\|", text, re.M)}


class Events(TestCase):

    def test_are_documented_and_the_documented_ones_exist(self):
        code, _ = events_of_the_code()
        document = events_of_the_document()

        self.assertGreater(len(code), 20)
        self.assertEqual(set(code), set(document))
        self.assertEqual(
            {event: fields for event, (_, fields) in document.items()}, code)

    def test_are_literals_wherever_they_are_written(self):
        """All but the one inside Complaint, which gets a literal."""
        _, unnamed = events_of_the_code()

        self.assertLessEqual(len(unnamed), 1, unnamed)

    def test_stand_in_the_logs_as_documented(self):
        client = Client(Reseller().key)
        self.addCleanup(client.close)
        client.sign_up()
        marker = client.sign_up(email=unique("none"))
        request_id = marker.headers["X-Request-ID"]
        wait_for(lambda: request_id in self.text("api"), "the event")

        document = events_of_the_document()
        for program in ("api", "mailer"):
            for line in self.text(program).splitlines():
                level, event, fields = self.parsed(line)
                self.assertIn(event, document, line)
                levels, names = document[event]
                self.assertIn(level, levels, line)
                self.assertLessEqual(set(fields), names, line)

    def test_tell_of_a_configuration_that_cannot_be_used(self):
        with tempfile.TemporaryDirectory() as folder:
            config = pathlib.Path(folder) / "provisor.toml"
            config.write_text("[pool]\nthreads = 0\n")
            for program in ("api", "mailer"):
                with self.subTest(program):
                    done = subprocess.run(
                        [BIN_DIR / f"provisor-{program}", "--config", config],
                        capture_output=True, text=True, timeout=60)
                    self.assertEqual(done.returncode, 78)
                    level, event, fields = self.parsed(done.stderr)
                    self.assertEqual((level, event), (
                        "error", "configuration cannot be used"))
                    self.assertIn(f"{config}:2: pool.threads: ",
                                  fields["reason"])

    def test_of_a_call_names_the_request_the_caller_and_the_durations(self):
        reseller = Reseller()
        client = Client(reseller.key)
        self.addCleanup(client.close)
        answer = client.add_account()
        request_id = answer.headers["X-Request-ID"]

        line = wait_for(lambda: next(
            (line for line in self.text("api").splitlines()
             if request_id in line), None), "the event")

        _, event, fields = self.parsed(line)
        self.assertEqual(event, "call")
        self.assertEqual(fields["endpoint"], "/api/jsonrpcserver")
        self.assertEqual(fields["operation"], "add_account")
        self.assertEqual(fields["outcome"], "success")
        self.assertEqual(fields["account"], str(reseller.account_id))
        self.assertGreater(int(fields["key"]), 0)
        parts = [float(fields[name])
                 for name in ("wait_ms", "hash_ms", "database_ms")]
        self.assertGreater(parts[1], 1)
        self.assertGreater(parts[2], 0)
        self.assertLessEqual(sum(parts), float(fields["ms"]) + 1)

    def text(self, program):
        return (VAR / "log" / f"{program}.log").read_text(errors="replace")

    def parsed(self, line):
        """Level, event and fields of "TIME LEVEL EVENT NAME=VALUE…"."""
        _, level, rest = line.split(" ", 2)
        event = re.split(r" [a-z_]+=", rest, maxsplit=1)[0]
        fields = dict(word.split("=", 1)
                      for word in shlex.split(rest[len(event):]))
        return level, event, fields
