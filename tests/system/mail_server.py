"""mail_server.py PORT USER PASSWORD-FILE: takes mails of this user until it is ended."""

import pathlib
import signal
import sys

sys.path.append(str(pathlib.Path(__file__).parent.parent / "e2e"))
from smtp_server import SmtpServer  # noqa: E402

port, user, password_file = sys.argv[1:]
password = pathlib.Path(password_file).read_text().strip()
SmtpServer(auth=(user, password), port=int(port))
signal.pause()
