"""Small rules as text, and events they are asked of."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from vedette.hunt.event import Event, Logsource, Value
from vedette.hunt.sigma.matcher import Matcher
from vedette.hunt.sigma.reading import load_rules
from vedette.hunt.sigma.rules import RuleSet

# Those in Python take longer than what is tested.
_Reader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Writer: Final = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
APP = Logsource("app", "", "")
TABLES = sorted((Path(__file__).parent / "conformance").glob("*.txt"))


class Case(NamedTuple):
    """A detection, an event, and whether the one matches the other."""

    where: str
    detection: str
    event: dict[str, Value]
    matches: bool


def rule(
    detection: str | dict[str, Any],
    *,
    title: str = "a rule",
    logsource: dict[str, str] | None = None,
    **more: Any,  # noqa: ANN401
) -> str:
    """Write a whole rule around a detection; without a condition, the detection is the selection."""
    found = _Reader(detection).get_single_data() if isinstance(detection, str) else detection
    if not (isinstance(found, dict) and "condition" in found):
        found = {"selection": found, "condition": "selection"}
    ident = str(uuid.uuid5(uuid.NAMESPACE_URL, title))
    whole = {"title": title, "id": ident, "logsource": logsource or {"product": "app"}, "detection": found}
    return yaml.dump(whole | more, Dumper=_Writer, allow_unicode=True, sort_keys=False)


def loaded(*texts: str) -> RuleSet:
    """Load rules that must all be usable."""
    ruleset = load_rules((f"rule{number}.yml", text) for number, text in enumerate(texts))
    assert ruleset.unusable == ()
    return ruleset


def event(fields: dict[str, Any] | None = None, logsource: Logsource = APP, **columns: Any) -> Event:  # noqa: ANN401
    """Make an event."""
    given = {"source": 0, "record": 1} | columns
    return Event(logsource=logsource, fields=fields or {}, **given)


def matches(text: str, fields: dict[str, Any]) -> bool:
    """Whether one rule matches one event."""
    return Matcher(loaded(text)).match(event(fields)) == [0]


def windows(channel: str, number: int, **fields: Any) -> Event:  # noqa: ANN401
    """Make an event of a Windows log."""
    return event({"Channel": channel, "EventID": number, **fields}, Logsource("windows", "", ""))


def cases(path: Path) -> Iterator[Case]:
    """Read a table: a detection in YAML, then events that match (+) and that do not (-)."""
    for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
        lines = [line for line in block.split("\n") if not line.startswith("# ")]
        start = next(number for number, line in enumerate(lines) if line.startswith("+ "))
        detection = "\n".join(lines[:start])
        for line in lines[start:]:
            yield Case(
                f"{path.stem}: {detection[:60]} {line}", detection, json.loads(line[2:]), line[0] == "+"
            )
