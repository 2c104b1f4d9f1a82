"""What may stand between the programs and PostgreSQL: a pooler, a standby.

They lie in directories of their own below /tmp, where their paths are short
enough for sockets, and run as the user who owns the cluster.
"""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile

import processes
from support import CONFIG, VAR, value, wait_for

PRIMARY = (VAR / "sockets").resolve() / "postgres"
ROLES = ("provisor_api", "provisor_mailer", "provisor_admin")

# PostgreSQL and PgBouncer refuse to run as root.
AS_OWNER = ["setpriv", "--reuid=postgres", "--regid=postgres",
            "--init-groups"] if os.getuid() == 0 else []


@contextlib.contextmanager
def directory():
    path = pathlib.Path(tempfile.mkdtemp(prefix="provisor-test-"))
    if AS_OWNER:
        shutil.chown(path, "postgres", "postgres")
    try:
        yield path
    finally:
        shutil.rmtree(path)


class Server:
    """A program that listens on a socket in a directory."""

    def __init__(self, path, port, command):
        self.path, self.port, self.command = path, port, command
        self.process = None

    def __enter__(self):
        with open(VAR / "log" / f"{self.path.name}.log", "ab") as log:
            self.process = subprocess.Popen(
                AS_OWNER + self.command, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd=self.path)
        wait_for(self.answers, f"{self.command[0]} to answer", 60)
        return self

    def __exit__(self, *_):
        # PostgreSQL breaks its connections off, PgBouncer ends when none is
        # within a transaction. On SIGTERM both could wait for their clients.
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)

    def answers(self):
        assert self.process.poll() is None, f"{self.command[0]} ended"
        return subprocess.run(
            ["pg_isready", "-q", "-h", self.path, "-p", str(self.port), "-d",
             "provisor", "-U", "provisor_api"], check=False).returncode == 0

    def address(self, role):
        return (f"host={self.path} port={self.port} dbname=provisor"
                f" user={role}")

    def ask(self, sql, role="postgres", database="provisor"):
        """What psql shows, a line a row."""
        done = subprocess.run(
            ["psql", "-XAt", "-h", self.path, "-p", str(self.port), "-U",
             role, "-d", database, "-c", sql],
            check=False, capture_output=True, text=True, timeout=90)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def pooler(path):
    """PgBouncer in transaction mode with two connections for each role."""
    (path / "users").write_text(
        "".join(f'"{role}" ""\n' for role in (*ROLES, "postgres")))
    (path / "pgbouncer.ini").write_text(f"""
[databases]
provisor = host={PRIMARY} port=5432 dbname=provisor
[pgbouncer]
unix_socket_dir = {path}
listen_port = 6432
auth_type = trust
auth_file = {path}/users
admin_users = postgres
pool_mode = transaction
default_pool_size = 2
""")
    return Server(path, 6432, ["/usr/sbin/pgbouncer", "-q",
                               f"{path}/pgbouncer.ini"])


def standby(path, of=PRIMARY):
    """A copy of a cluster that follows it and can only be read."""
    programs = pathlib.Path(value(
        "select setting from pg_config where name = 'BINDIR'"))
    subprocess.run(
        [*AS_OWNER, programs / "pg_basebackup", "-D", path / "data", "-R",
         "--checkpoint=fast", "-h", of, "-U", "postgres"],
        check=True, cwd="/", timeout=120)
    connections = value("select current_setting('max_connections') as n")
    return Server(path, 5432, [
        str(programs / "postgres"), "-D", f"{path}/data", "-c",
        f"unix_socket_directories={path}", "-c", "listen_addresses=", "-c",
        f"max_connections={connections}"])


@contextlib.contextmanager
def reached_through(addresses):
    """The programs run anew, with these addresses by name of the setting."""
    file = pathlib.Path(CONFIG)
    before = text = file.read_text()
    for name, address in addresses.items():
        text, found = re.subn(rf'^{name} = ".*"$', f'{name} = "{address}"',
                              text, flags=re.M)
        assert found == 1, name
    try:
        _run_with(text)
        yield
    finally:
        _run_with(before)


def _run_with(text):
    pathlib.Path(CONFIG).write_text(text)
    for part in ("api", "mailer"):
        processes.stop(part)
        processes.start(part)
