"""All hand-made layered samples in one list: each script, its language, and what lies directly under it.

Those of `shapes.json` are written as the droppers of today are; the others are made by the covers of each
language, up to six over one another. For tests only.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.unit.triage.layers import arraywraps, pythonwraps, scriptwraps, test_php, test_shell, wrapping
from tests.unit.triage.test_layers import SAMPLES
from vedette.triage.kinds import Kind

SHAPES = Path(__file__).parents[3] / "fixtures" / "triage" / "layers" / "shapes.json"
Wrap = Callable[[str], str]


class Layered(NamedTuple):
    """One sample, the outermost layer first, each with its language."""

    name: str
    layers: tuple[tuple[str, Kind], ...]


def samples() -> list[Layered]:
    """Return all samples."""
    return [*_written(), *_of_windows(), *_stacked(), *_lists()]


def _written() -> Iterator[Layered]:
    for row in json.loads(SHAPES.read_text("utf-8")):
        yield Layered(row["shape"], ((row["script"], Kind[row["kind"]]), (row["inner"], Kind.TEXT)))


def _of_windows() -> Iterator[Layered]:
    for name, (code, wraps) in SAMPLES.items():
        made = [(code, Kind.TEXT)]
        for wrap, kind in wraps:
            made.append((wrap(made[-1][0]), kind))
        yield Layered(name, tuple(reversed(made)))


def _stacked() -> Iterator[Layered]:
    """Yield stacks of one to six covers of each language, begun at each of them in turn."""
    php: list[Wrap] = [lambda text, wrap=wrap: f"<?php {wrap(text)}" for wrap in test_php.WRAPS]  # type: ignore[misc]
    stacks: tuple[tuple[Kind, str, list[Wrap]], ...] = (
        (Kind.PYTHON, "print('hi')", list(pythonwraps.WRAPS.values())),
        (Kind.JAVASCRIPT, "console.log('hi');", list(scriptwraps.WRAPS.values())),
        (Kind.SHELL, "id; echo 'done' > /tmp/x", list(test_shell.WRAPS)),
        (Kind.POWERSHELL, "Write-Host 'hi there'", list(wrapping.POWERSHELL.values())),
        (Kind.PHP, "echo 'hi there';", php),
    )
    for kind, code, wraps in stacks:
        for depth in range(1, 7):
            made = [(code, kind)]
            for number in range(depth):
                made.append((wraps[(depth + number) % len(wraps)](made[-1][0]), kind))
                if len(made[-1][0]) > _LONGEST:
                    made.pop()
                    break
            yield Layered(f"{depth} of {kind.value}", tuple(reversed(made)))


_LONGEST = 60_000


def _lists() -> Iterator[Layered]:
    for rc4 in (False, True):
        head, (call,) = arraywraps.in_list(["console.log('hi');"], rc4=rc4)
        script = f"{head}eval({call});"
        yield Layered(f"a list, RC4 {rc4}", ((script, Kind.JAVASCRIPT), ("console.log('hi');", Kind.TEXT)))


def steps(one: Layered) -> Iterator[tuple[str, Kind, str]]:
    """Yield each script of a sample, its language, and what has to come out from under it."""
    for (outer, kind), (inner, _) in pairwise(one.layers):
        yield outer, kind, inner
