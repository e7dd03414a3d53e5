"""One JavaScript sample in, facts out."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.fact import Fact, When
from vedette.triage.facts.cutting import only_first
from vedette.triage.facts.flow.engine import INSIDE_STEPS, STEPS, flow
from vedette.triage.facts.flow.looks import looks
from vedette.triage.facts.flow.telling import told
from vedette.triage.facts.flow.words import Words
from vedette.triage.facts.javascript.library import library
from vedette.triage.sample import INSIDE, Sample

FOLLOWED_BYTES: Final = 1 << 20
"""Larger files are bundles; their first part is followed, and no more."""
BUNDLE_BYTES: Final = 1 << 16
"""Of a larger file of a package, functions without a telling word are not followed: `lowering.quiet`."""
_SCRIPT_HOST: Final = (b"ActiveXObject", b"WScript.")
"""Only the Windows Script Host knows these, and it runs a script when somebody opens it."""
_NEEDS: Final = ({"rare"}, {"runs", "network"}, {"runs", "decodes"}, {"network", "sources"})


@cache
def _words() -> Words:
    return Words("vedette.triage.facts.javascript", "words.toml")


def worth_following(data: bytes) -> bool:
    """Say whether a file of a package holds what could make a behaviour."""
    found = _words().groups(data)
    return any(need <= found for need in _NEEDS)


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a JavaScript file does. A file of a container is followed only if its words are worth it.

    Raises:
        LimitHit: some of it could not be followed; what could is yielded before.

    """
    data = sample.text.encode("utf-8", "replace")
    inside = bool(sample.parent) and INSIDE in sample.name
    if sample.name.endswith(".d.ts") or (inside and not worth_following(data)):
        return
    cut, data = len(data) > FOLLOWED_BYTES, data[:FOLLOWED_BYTES]
    from vedette.triage.facts.javascript.lower import lower  # noqa: PLC0415  loads the grammar

    allowance.burn(len(data) // 8)
    when, steps = (When.IMPORT, INSIDE_STEPS) if inside else (When.RUN, STEPS)
    if any(word in data for word in _SCRIPT_HOST):
        when = When.OPEN
    telling = _words().places(data) if inside and len(data) > BUNDLE_BYTES else None
    run = flow(lower(data, telling), library(), when, allowance, steps)
    yield from told(run.marks.values(), data)
    yield from looks(data)
    if cut:
        raise only_first(FOLLOWED_BYTES)
