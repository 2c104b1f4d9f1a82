"""Measures `provisor import` and `provisor export` and prints one table.

Started by bench/run, which has the stack up with empty address books.
"""

import json
import os
import subprocess
import tempfile
import time

ROWS = 100_000
STATE = os.environ["STATE"]


def provisor(*arguments):
    """Its answer and the seconds it took."""
    started = time.monotonic()
    done = subprocess.run(
        [os.environ["BIN"] + "/provisor", "--config",
         STATE + "/provisor.toml", "--json", *arguments],
        capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"provisor {arguments[0]}: {done.stderr[:2000]}")
    return json.loads(done.stdout), time.monotonic() - started


def write_people(file):
    """Every tenth has a phone number of its own."""
    file.write("email,phone,first_name,last_name,source,tags\n")
    for n in range(ROWS):
        phone = f"+1212{5_550_000 + n // 10:07d}" if n % 10 == 0 else ""
        file.write(f"person{n}@example.org,{phone},Ann{n},Ample,fair,"
                   '"new, VIP"\n')
    file.flush()


def print_row(what, rows, seconds):
    print(f"| {what} | {rows} | {seconds:.1f} | {rows / seconds:.0f} |")


def main():
    (account,) = [row for row in provisor("account", "list")[0]
                  if row["company_name"] == "Reseller 1"]
    print("| what | rows | s | rows/s |\n|---|--:|--:|--:|")
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        write_people(file)
        command = ("import", file.name, "--as", "contact", "--account",
                   str(account["id"]), "--user", "reseller-1")
        for what, options in (("import --dry-run", ["--dry-run"]),
                              ("import of contacts", []),
                              ("the same file again", [])):
            done, seconds = provisor(*command, *options)
            print_row(what, done["rows"], seconds)
    with tempfile.NamedTemporaryFile() as file:
        done, seconds = provisor("export", "contacts", "--output", file.name)
        print_row("export of contacts", done["rows"], seconds)


if __name__ == "__main__":
    main()
