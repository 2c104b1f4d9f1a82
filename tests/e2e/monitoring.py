"""What Prometheus would read, and what the project says about it."""

import dataclasses
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Sample:
    name: str
    labels: tuple = ()

    @classmethod
    def of(cls, name, **labels):
        return cls(name, tuple(sorted(labels.items())))


class Scraped(dict):
    """Numbers by sample."""

    def number(self, sample):
        return self.get(sample, 0)


def scrape(client):
    found = Scraped()
    for line in client.send("GET", "/metrics").text.splitlines():
        parts = re.fullmatch(r"(\w+)(?:\{(.*)\})? (\S+)", line)
        if parts:
            labels = dict(re.findall(r'(\w+)="([^"]*)"', parts[2] or ""))
            found[Sample.of(parts[1], **labels)] = float(parts[3])
    return found


def families(text):
    """{name: type} of a scrape."""
    return dict(re.findall(r"^# TYPE (\w+) (\w+)$", text, re.M))


def documented_metrics():
    """The same of docs/monitoring.md: | `name` | type | …"""
    text = (ROOT / "docs/monitoring.md").read_text()
    return dict(re.findall(r"^\| `(provisor_\w+)` \| (\w+) \|", text, re.M))
