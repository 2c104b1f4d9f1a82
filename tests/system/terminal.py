"""terminal.py [QUESTION ANSWER]… -- COMMAND…

Runs COMMAND on a terminal of its own and types each answer once its question is
shown. Prints what is shown and ends as COMMAND does; with 99 when it was silent
for two minutes.
"""

import os
import pty
import select
import signal
import sys


def shown_by(terminal):
    if not select.select([terminal], [], [], 120)[0]:
        raise TimeoutError
    try:
        return os.read(terminal, 4096).decode(errors="replace")
    except OSError:  # the other side is closed
        return ""


def talk(terminal, questions_and_answers):
    shown = ""
    waiting = iter(questions_and_answers)
    question = next(waiting, None)
    while text := shown_by(terminal):
        print(text, end="", flush=True)
        shown += text
        if question and question in shown:
            shown = shown.partition(question)[2]
            os.write(terminal, next(waiting).encode() + b"\n")
            question = next(waiting, None)


def main():
    end = sys.argv.index("--")
    process, terminal = pty.fork()
    if process == 0:
        os.execvp(sys.argv[end + 1], sys.argv[end + 1:])
    try:
        talk(terminal, sys.argv[1:end])
    except TimeoutError:
        os.kill(process, signal.SIGKILL)
        sys.exit(99)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))


if __name__ == "__main__":
    main()
