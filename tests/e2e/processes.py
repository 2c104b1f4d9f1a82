"""The running programs of the stack: who they are, ended and begun again.

tests/run launches each part in a session of its own and keeps "PID START-TIME"
in a file; what is begun here is left in the same form, so that it is ended
with the rest.
"""

import os
import pathlib
import signal
import subprocess

from support import BIN_DIR, CONFIG, VAR, wait_for

_begun = []  # they outlive the tests; tests/run ends them


def pid_of(part):
    return int((VAR / "pids" / part).read_text().split()[0])


def _stat(pid):
    """The fields of /proc/PID/stat behind the name; None when it is gone."""
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    fields = text.rsplit(") ", 1)[1].split()
    return None if fields[0] == "Z" else fields


def is_gone(pid):
    return _stat(pid) is None


def workers():
    """The process ids of the pool's workers."""
    supervisor = str(pid_of("api"))
    pids = (int(path.name) for path in pathlib.Path("/proc").iterdir()
            if path.name.isdigit())
    return {pid for pid in pids
            if (fields := _stat(pid)) and fields[1] == supervisor}


def stop(part, with_signal=signal.SIGTERM):
    pid = pid_of(part)
    os.kill(pid, with_signal)
    wait_for(lambda: is_gone(pid), f"{part} to end", 40)


def start(part):
    """Of the parts "api" and "mailer"."""
    with open(VAR / "log" / f"{part}.log", "ab") as log:
        child = subprocess.Popen(
            [BIN_DIR / f"provisor-{part}", "--config", CONFIG], stdout=log,
            stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
    _begun.append(child)
    (VAR / "pids" / part).write_text(f"{child.pid} {_stat(child.pid)[19]}\n")


def kill(pid):
    os.kill(pid, signal.SIGKILL)
