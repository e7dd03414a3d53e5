"""One Python sample in, facts out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vedette.core.errors import BadInput, LimitHit
from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.fact import Fact, When
from vedette.triage.facts.cutting import only_first, too_deep
from vedette.triage.facts.flow.engine import INSIDE_STEPS, STEPS, flow
from vedette.triage.facts.flow.looks import looks
from vedette.triage.facts.flow.telling import told
from vedette.triage.facts.python.library import library
from vedette.triage.facts.python.prefilter import odd, worth_following
from vedette.triage.sample import INSIDE, Sample

FOLLOWED_BYTES: Final = 1 << 20
"""Larger files are data more often than code; their words are looked at, and no more."""
_SETUP: Final = expression(r"(^|[/])setup\.py$")


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a Python file does. A file of a container is followed only if its words are worth it.

    Raises:
        LimitHit: some of it could not be followed; what could is yielded before.

    """
    data = sample.text.encode("utf-8", "replace")
    when = module_level(sample)
    if sample.parent and when is not When.INSTALL and not (worth_following(data) or odd(data)):
        return
    cut = len(data) > FOLLOWED_BYTES
    if cut:
        data = data[:FOLLOWED_BYTES].rpartition(b"\n")[0]
    from vedette.lang.python import lower  # noqa: PLC0415  the grammar loads when it is needed

    try:
        lowered = lower(data)
    except LimitHit:
        raise too_deep() from None
    except BadInput:
        return
    allowance.burn(len(data) // 8)
    steps = INSIDE_STEPS if sample.parent and when is not When.INSTALL else STEPS
    run = flow(lowered.body, library(), when, allowance, steps)
    yield from told(run.marks.values(), data)
    yield from looks(data)
    if cut:
        raise only_first(FOLLOWED_BYTES)


def module_level(sample: Sample) -> When:
    """Say when the module level of a file runs, by its name and whether it came in a container."""
    name = sample.name.rpartition(INSIDE)[2]
    if _SETUP.search(name):
        return When.INSTALL
    if name.endswith("__main__.py") or not sample.parent or INSIDE not in sample.name:
        return When.RUN
    return When.IMPORT
