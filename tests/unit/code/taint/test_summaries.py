"""Functions are run once per shape of their arguments, up to stated bounds; what is kept of it."""

from __future__ import annotations

import pytest

from tests.unit.code.taint.probe import reaches
from vedette.code.taint import summaries
from vedette.code.taint.scopes import Summary
from vedette.code.taint.summaries import _parts
from vedette.code.taint.values import NONE, Value

_APART = """
def main(value):
    def pick(first, second, which):
        if which == 1:
            return first
        return second
    SINK(pick(value, "safe", 1))
    SINK(pick(value, "safe", 2))
main(SOURCE())
"""


def test_constants_tell_calls_apart() -> None:
    assert reaches(_APART) == [7]


def test_beyond_the_bound_calls_are_not_told_apart_and_nothing_is_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(summaries, "SUMMARIES_MAX", 0)
    assert reaches(_APART) == [7, 8]


def test_parts_of_keys_are_kept_once_and_keys_stay_equal() -> None:
    kept: dict[object, object] = {}
    keys = [(name, ("inst", (("a", (int, 1)), ("b", None)))) for name in ("one", "other")]
    first, second = (_parts(key, kept) for key in keys)
    assert [first, second] == keys
    assert first[1] is second[1]


def test_what_nobody_calls_any_more_keeps_only_what_it_rests_on() -> None:
    summary = Summary(1, NONE, safe={1: 1}, nonlocals={"x": NONE}, uses=("m",))
    summary.settle()
    assert (summary.uses, summary.safe, summary.nonlocals) == (("m",), {}, {})
    assert summary.result is not NONE
    other = Summary(1, Value())
    other.trim()
    assert other.objects is summary.objects, "what is empty is shared"
