"""The rules of watching in words, with the numbers in force: made of the rules, never written beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vedette.access.monitor import (
    m1_topics,
    m2_intents,
    m3_foreign,
    m4_arrivals,
    m5_sharing,
    m6_velocity,
    m7_taint,
    m8_pairs,
    m9_glass,
    m10_record,
    m11_untold,
    m12_overturned,
)
from vedette.access.monitor.nouns import Rule
from vedette.access.monitor.thresholds import Thresholds


class Line(NamedTuple):
    """One rule."""

    rule: Rule
    looks: str
    """What it looks for, with its numbers."""
    then: str
    """What follows."""


def lines(limits: Thresholds) -> Iterator[Line]:
    """Say what each rule looks for and what follows, under these thresholds."""
    yield Line(Rule.M1, *m1_topics.words(limits.m1))
    yield Line(Rule.M2, *m2_intents.words(limits.m2))
    yield Line(Rule.M3, *m3_foreign.words(limits.m3))
    yield Line(Rule.M4, *m4_arrivals.words(limits.m4))
    yield Line(Rule.M5, *m5_sharing.words(limits.m5))
    yield Line(Rule.M6, *m6_velocity.words(limits.m6))
    yield Line(Rule.M7, *m7_taint.words(limits.m7))
    yield Line(Rule.M8, *m8_pairs.words(limits.m8))
    yield Line(Rule.M9, *m9_glass.words(limits.m9))
    yield Line(Rule.M10, *m10_record.words(limits.m10))
    yield Line(Rule.M11, *m11_untold.words(limits.m11))
    yield Line(Rule.M12, *m12_overturned.words(limits.m12))


def page(limits: Thresholds) -> str:
    """Return the rules as a table in Markdown, as the documentation has it."""
    rows = [f"| {one.rule} | {one.looks} | {one.then} |" for one in lines(limits)]
    return "\n".join(["| Rule | What it looks for | What follows |", "|---|---|---|", *rows]) + "\n"
