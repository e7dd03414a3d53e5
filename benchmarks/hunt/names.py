"""Names drawn at random against names of people: ours by letters alone, a classifier beside it, and by host.

The classifier is a naive Bayes over three letters, taught with one half of the labelled set and asked about
the other: a baseline that knows the families, which ours does not. By host: the first two hundred example
domains of each family are asked for in vain by one host, among thirty of people's making.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from math import log
from pathlib import Path
from typing import Any, Final
from zlib import crc32

from vedette.hunt import actions
from vedette.hunt.event import Event, Logsource
from vedette.hunt.patterns.dga import Dga
from vedette.hunt.patterns.letters import looks_random
from vedette.hunt.patterns.names import registrable

_EXAMPLES: Final = 200
_HONEST: Final = 30


def rows(data: Path) -> Iterator[dict[str, Any]]:
    """Give the values of each row."""
    file = data / "dga-chrmor" / "dga_domains_sample.csv"
    if not file.exists():
        return
    named = _labelled(file)
    test = [(name, made_up) for name, made_up in named if crc32(name.encode()) & 1]
    taught = _taught([(name, made_up) for name, made_up in named if not crc32(name.encode()) & 1])
    yield _row("ours", looks_random, test)
    yield _row("naive Bayes, taught with half", taught, test)
    folder = data / "dga-baderj"
    if folder.exists():
        yield from _by_host(folder, [name for name, made_up in named if not made_up][:_HONEST])


def _labelled(file: Path) -> list[tuple[str, bool]]:
    with file.open(encoding="utf-8", newline="") as lines:
        found = [
            (registrable(row[2].lower()).partition(".")[0], row[0] == "dga")
            for row in csv.reader(lines)
            if row
        ]
    return [(name, made_up) for name, made_up in found if name]


def _row(who: str, judge: Callable[[str], bool], test: Sequence[tuple[str, bool]]) -> dict[str, Any]:
    return {
        "pattern": "random names",
        "set": "dga-chrmor, half",
        "who": who,
        "cases": sum(made_up for _, made_up in test),
        "found": sum(made_up and judge(name) for name, made_up in test),
        "false": sum(not made_up and judge(name) for name, made_up in test),
    }


def _taught(half: Iterable[tuple[str, bool]]) -> Callable[[str], bool]:
    counts: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    for name, made_up in half:
        counts[made_up].update(_threes(name))
    totals = {made_up: sum(counter.values()) + 50_000 for made_up, counter in counts.items()}

    def judge(name: str) -> bool:
        odds = sum(
            log((counts[True][three] + 1) / totals[True]) - log((counts[False][three] + 1) / totals[False])
            for three in _threes(name)
        )
        return odds > 0

    return judge


def _threes(name: str) -> list[str]:
    text = f"^{name}$"
    return [text[at : at + 3] for at in range(len(text) - 2)]


def _by_host(folder: Path, honest: Sequence[str]) -> Iterator[dict[str, Any]]:
    families = sorted({file.parent for file in folder.rglob("*example_domains*.txt")})
    said: Counter[str] = Counter()
    for family in families:
        file = min(family.glob("*example_domains*.txt"))
        lines = file.read_text(encoding="utf-8", errors="replace").split()
        asked = [line.lower() for line in lines if "." in line][:_EXAMPLES]
        said.update(_rules([*asked, *(f"{name}.com" for name in honest)]))
    whole = said["pattern:dga"] + said["pattern:nxdomain-burst"]
    for pattern, found in (("pattern:dga", said["pattern:dga"]), ("pattern:dga or burst", whole)):
        yield {
            "pattern": pattern,
            "set": f"dga-baderj, {len(families)} families as hosts",
            "cases": len(families),
            "found": found,
            "false": 0,
        }


def _rules(asked: Iterable[str]) -> set[str]:
    detector = Dga()
    for number, name in enumerate(asked):
        detector.see(
            Event(
                source=0,
                record=number + 1,
                time=number * 5_000_000,
                logsource=Logsource(),
                fields={},
                action=actions.DNS,
                source_ip="10.0.0.1",
                domain=name,
                response="NXDOMAIN",
            )
        )
    return {signal.rule for signal in detector.signals()}
