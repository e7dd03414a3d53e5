"""Events made by hand, and what detectors say of them."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import count
from typing import Any, TypeAlias

from vedette.hunt.actions import FAILURE, HTTP, LOGIN, PROCESS_START, SUCCESS
from vedette.hunt.detector import Detector
from vedette.hunt.event import Event, Logsource
from vedette.hunt.instants import SECOND
from vedette.hunt.signal import Signal

Column: TypeAlias = Any

START = 1_772_409_600 * SECOND
"""Monday, 2 March 2026."""
WINDOWS = Logsource(product="windows", service="security")
_records = count(1)


def event(time: int | None = START, **columns: Column) -> Event:
    """Make one; its fields are its columns, unless they are given."""
    fields = columns.pop("fields", None)
    if fields is None:
        fields = {name: value for name, value in columns.items() if isinstance(value, str | int | float)}
    columns.setdefault("logsource", WINDOWS)
    return Event(source=0, record=next(_records), time=time, fields=fields, **columns)


def login(
    time: int, user: str, source: str, *, good: bool = False, host: str = "srv", **more: Column
) -> Event:
    """Make a login, failed unless said otherwise."""
    outcome = SUCCESS if good else FAILURE
    return event(time, action=LOGIN, outcome=outcome, user=user, source_ip=source, host=host, **more)


def request(url: str, source: str = "203.0.113.9", time: int = START, **more: Column) -> Event:
    """Make a GET request that was answered with 200."""
    columns = {"method": "GET", "status": 200, "domain": "shop.example", **more}
    return event(time, action=HTTP, url=url, source_ip=source, **columns)


def process(parent: str, child: str, command: str = "", time: int = START, **more: Column) -> Event:
    """Make the start of a program."""
    columns = {"host": "pc1", "user": "anna", **more}
    return event(
        time, action=PROCESS_START, parent=parent, process=child, command_line=command or child, **columns
    )


def said(detector: Detector, events: Iterable[Event]) -> list[Signal]:
    """Show events to a detector, and return what it says."""
    for one in events:
        if not detector.actions or one.action in detector.actions:
            detector.see(one)
    return list(detector.signals())


def holds_its_word(make: type[Detector], events: list[Event], block: int = 1) -> list[Signal]:
    """Check what every detector promises (no order of files, restarts, evidence); return what it says."""
    signals = said(make(), events)
    blocks = [events[at : at + block] for at in range(0, len(events), block)]
    random.Random(1).shuffle(blocks)  # noqa: S311  not a secret
    shuffled = [one for some in blocks for one in some]
    assert _essence(said(make(), shuffled)) == _essence(signals)
    first = make()
    said(first, events[: len(events) // 2])
    second = make()
    second.restore(first.save())
    assert _essence(said(second, events[len(events) // 2 :])) == _essence(signals)
    assert list(second.bounds()) == []
    for one in signals:
        assert one.rule.startswith(f"pattern:{second.name}") or one.rule.startswith("pattern:web-")
        assert one.places
        assert one.message.isprintable()
        assert one.reason
        assert one.numbers
    return signals


def _essence(signals: list[Signal]) -> list[tuple[object, ...]]:
    """What must not depend on order: what is said of whom."""
    made = [
        (
            one.rule,
            one.title,
            one.severity,
            one.count,
            one.first,
            one.last,
            sorted(one.actors),
            sorted(one.targets),
        )
        for one in signals
    ]
    return sorted(made, key=str)
