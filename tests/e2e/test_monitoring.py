"""The alert rules and the dashboard speak of metrics that exist."""

import json
import pathlib
import re
import subprocess
import tempfile

from client import Client
from monitoring import ROOT, families
from support import Reseller, TestCase

RULES = ROOT / "monitoring/provisor.rules.yml"
RULE_TESTS = ROOT / "monitoring/provisor.rules.test.yml"
DASHBOARD = ROOT / "monitoring/provisor.dashboard.json"

# What Grafana puts in before Prometheus sees the query.
VARIABLES = {"$__rate_interval": "5m", "$instance": ".*"}


def promtool(*arguments):
    return subprocess.run(["promtool", *map(str, arguments)],
                          capture_output=True, text=True, timeout=120)


def names_in(expression):
    """The metrics of a query; `up` is Prometheus' own."""
    return set(re.findall(r"\bprovisor_\w+", expression))


def expressions_of_rules():
    """{alert: expression}; the file is plain enough to do without a parser."""
    found = {}
    for block in re.split(r"^ +- alert: ", RULES.read_text(), flags=re.M)[1:]:
        name, rest = block.split("\n", 1)
        found[name] = re.search(r"expr:(.*?)^ +(?:for|labels):", rest,
                                re.S | re.M)[1]
    return found


def expressions_of_panels():
    """{title: [expression, …]}"""
    panels = json.loads(DASHBOARD.read_text())["panels"]
    return {panel["title"]: [target["expr"] for target in panel["targets"]]
            for panel in panels}


class Monitoring(TestCase):

    @classmethod
    def setUpClass(cls):
        client = Client(Reseller().key)
        cls.addClassCleanup(client.close)
        cls.families = families(client.send("GET", "/metrics").text)
        cls.names = {
            name + suffix for name, kind in cls.families.items()
            for suffix in (("_bucket", "_sum", "_count")
                           if kind == "histogram" else ("",))}

    def test_rules_are_taken_by_prometheus(self):
        done = promtool("check", "rules", RULES)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_rules_raise_each_alert_when_there_is_a_reason(self):
        done = promtool("test", "rules", RULE_TESTS)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        raised = re.split(r"exp_alerts:\s*\n", RULE_TESTS.read_text())
        tested = {re.findall(r"alertname: (\w+)", before)[-1]
                  for before in raised[:-1]}
        self.assertEqual(tested, set(expressions_of_rules()))

    def test_rules_ask_only_for_what_there_is(self):
        for alert, expression in expressions_of_rules().items():
            with self.subTest(alert):
                self.assertLessEqual(names_in(expression), self.names)

    def test_alerts_are_documented_with_their_remedies(self):
        text = (ROOT / "docs/monitoring.md").read_text()
        rows = dict(re.findall(r"^\| `(Provisor\w+)` \| (.{20,}) \|$", text,
                               re.M))

        self.assertEqual(set(rows), set(expressions_of_rules()))

    def test_panels_ask_only_for_what_there_is(self):
        panels = expressions_of_panels()

        self.assertGreater(len(panels), 10)
        for title, expressions in panels.items():
            for expression in expressions:
                with self.subTest(title):
                    names = names_in(expression)
                    self.assertTrue(names)
                    self.assertLessEqual(names, self.names)

    def test_panels_leave_out_nothing_that_is_measured(self):
        shown = {name for expressions in expressions_of_panels().values()
                 for expression in expressions for name in names_in(expression)}
        shown = {re.sub("_bucket$", "", name) for name in shown}

        self.assertEqual(set(self.families) - shown, set())

    def test_panels_ask_in_a_way_that_prometheus_takes(self):
        rules = []
        for expressions in expressions_of_panels().values():
            for expression in expressions:
                for name, text in VARIABLES.items():
                    expression = expression.replace(name, text)
                rules.append({"record": f"panel:{len(rules)}",
                              "expr": expression})
        # JSON is YAML too.
        with tempfile.TemporaryDirectory() as directory:
            file = pathlib.Path(directory) / "rules.yml"
            file.write_text(json.dumps(
                {"groups": [{"name": "panels", "rules": rules}]}))
            done = promtool("check", "rules", file)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
