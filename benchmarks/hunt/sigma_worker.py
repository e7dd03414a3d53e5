"""One process that matches: rules from a saved set, events from logs; writes hits and what it cost.

`python -m benchmarks.hunt.sigma_worker RULES OUT LOG...`; with no logs it only starts.
"""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from vedette.doors.cli.entry import LOOK_FOR_CIRCLES_AFTER
from vedette.hunt.event import Event
from vedette.hunt.sigma.hits import Hits
from vedette.hunt.sigma.rules import RuleSet
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats


class Hit(msgspec.Struct, frozen=True, order=True):
    """A rule held for an event."""

    rule: str
    file: str
    record: int
    number: int
    """The record's own number in its log."""
    channel: str


class Ran(msgspec.Struct, frozen=True):
    """What one process did."""

    events: int
    cpu_s: float
    """From the first event to the last signal."""
    signals: int
    hits: list[Hit]
    bounds: list[str]
    skipped: int
    files: int = 0


def source_of(path: Path, number: int) -> Source:
    """Make a source of a file."""
    return Source(
        number=number,
        name=str(path),
        size=path.stat().st_size,
        open=lambda: path.open("rb"),
        path=path,
    )


def read(paths: list[Path], skips: Skips) -> Iterator[Event]:
    """Read logs, one after the other, as the product does."""
    for number, path in enumerate(paths):
        source = source_of(path, number)
        form = formats.recognise(source, None, skips)
        if form is not None:
            yield from form.read(source, skips)


def hit_of(rule: str, event: Event, path: Path) -> Hit:
    """Name a hit so that another tool's can be told to be the same."""
    fields: dict[str, Any] = event.fields
    record = fields.get("EventRecordID")
    own = int(str(record)) if str(record).isdecimal() else event.record
    return Hit(rule, str(path), event.record, own, str(fields.get("Channel", "")))


def run(rules: RuleSet, paths: list[Path], *, keep: bool) -> Ran:
    """Match all events of some logs."""
    hits, skips = Hits(rules), Skips()
    found: list[Hit] = []
    began, events = time.process_time(), 0
    for event in read(paths, skips):
        events += 1
        matched = hits.see(event)
        if matched and keep:
            found += [hit_of(rules.rules[rule].about.id, event, paths[event.source]) for rule in matched]
    signals = sum(1 for _ in hits.signals())
    cpu = time.process_time() - began
    return Ran(events, cpu, signals, found, list(hits.bounds()), skips.total, len(paths))


def main(arguments: list[str]) -> None:
    """Run, and write what came of it."""
    gc.set_threshold(LOOK_FOR_CIRCLES_AFTER)  # as every command does when it starts
    saved, out, *logs = arguments
    rules = RuleSet.from_bytes(Path(saved).read_bytes())
    ran = run(rules, [Path(log) for log in logs], keep=True)
    Path(out).write_bytes(msgspec.json.encode(ran))


if __name__ == "__main__":
    main(sys.argv[1:])
