"""Shell completion, and what the manual is made of, against the command's own --help."""

import os
import re
import subprocess
import unittest
from pathlib import Path

PROJECT = Path(__file__).parents[2]
PROGRAM = os.path.join(os.environ["PROVISOR_BIN_DIR"], "provisor")


def output_of(*command, **options):
    return subprocess.run(
        command, check=True, capture_output=True, text=True, cwd=PROJECT, **options
    ).stdout


def completion():
    facts = output_of("packaging/describe", PROGRAM)
    return output_of(
        "awk", "-v", "footer=packaging/completion.bash", "-f", "packaging/completion.awk", input=facts
    )


def commands_below(*path):
    """Every command with the words that its --help names: read otherwise than packaging/describe."""
    text = output_of(PROGRAM, *path, "--help")
    below = text.split("Subcommands:", 1)[1] if "Subcommands:" in text else ""
    names = re.findall(r"^  ([a-z]\S*)", below, re.MULTILINE)
    options = re.findall(r"^  (?:-\w,)?(--[a-z-]+)", text.split("Subcommands:")[0], re.MULTILINE)
    yield list(path), names + options
    for name in names:
        yield from commands_below(*path, name)


class Completion(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.script = completion()

    def offered(self, *words):
        ask = (
            'COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _provisor; printf "%s\\n" "${COMPREPLY[@]}"'
        )
        return output_of("bash", "-c", self.script + ask, "bash", "provisor", *words).split()

    def test_every_command_and_option_of_the_help_is_offered(self):
        seen = 0
        for path, words in commands_below():
            self.assertLessEqual(set(words), set(self.offered(*path, "")), path)
            seen += 1
        self.assertGreater(seen, 20)

    def test_a_word_that_was_begun_is_finished(self):
        self.assertEqual(self.offered("acc"), ["account"])
        self.assertEqual(self.offered("account", "create", "--virt"), ["--virtual-host"])

    def test_choices_are_offered_as_values(self):
        self.assertEqual(
            self.offered("account", "create", "--type", ""),
            ["single", "reseller", "partner", "corporate"],
        )

    def test_a_value_is_never_taken_for_a_command(self):
        self.assertIn("--label", self.offered("key", "create", "--user", "list", "--"))

    def test_files_are_offered_where_one_is_wanted(self):
        self.assertEqual(self.offered("--config", "README"), ["README.md"])
        self.assertEqual(self.offered("key", "list", "--config", "README"), ["README.md"])

    def test_general_options_are_offered_behind_a_command(self):
        self.assertIn("--json", self.offered("key", "list", "--"))


class Manual(unittest.TestCase):
    def test_every_page_can_be_made(self):
        build = Path(PROGRAM).parents[1]
        output_of("make", "--no-print-directory", "documents", f"MODE={build.name}")

        for page in ("provisor.1", "provisor.toml.5", "provisor-api.8", "provisor-mailer.8"):
            with self.subTest(page=page):
                text = (build / "documents" / page).read_text()
                self.assertIn(f'.TH "{page[:-2]}" "{page[-1]}"', text)


if __name__ == "__main__":
    unittest.main()
