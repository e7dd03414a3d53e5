"""Functions are run once per shape of their arguments, up to stated bounds; what is kept of it."""

from __future__ import annotations

import pytest

from tests.unit.code.taint.probe import reaches
from vedette.code.taint import summaries
from vedette.code.taint.scopes import Frame, Module, Origin, Summary
from vedette.code.taint.summaries import EXACT, _shapes
from vedette.code.taint.values import NONE, Obj, State, Value

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


def test_objects_of_one_shape_have_one_number() -> None:
    def numbered(*items: tuple[str, Value]) -> object:
        inner = Obj("dict", items=dict(items))
        outer = Obj("list", seq=[Value(obj=1)])
        state = State({}, {1: inner, 2: outer}, {})
        return _shapes([Value(obj=2)], state, [], EXACT, kept)[0]

    kept: dict[object, int] = {}
    first = numbered(("a", Value(const=1)), ("b", Value()))
    count = len(kept)
    assert numbered(("a", Value(const=1)), ("b", Value(1))) == first, "what flows in is told apart by slots"
    assert len(kept) == count, "an object in another is kept once as well"
    others = [
        numbered(("a", Value(const=True)), ("b", Value())),
        numbered(("b", Value()), ("a", Value(const=1))),
        numbered(("a", Value(const=1))),
    ]
    assert len({first, *others}) == 1 + len(others)


def test_what_nobody_calls_any_more_keeps_only_what_it_rests_on() -> None:
    summary = Summary(1, NONE, safe={1: 1}, nonlocals={"x": NONE}, uses=("m",))
    summary.settle()
    assert (summary.uses, summary.safe, summary.nonlocals) == (("m",), {}, {})
    assert summary.result is not NONE
    other = Summary(1, Value())
    other.trim()
    assert other.objects is summary.objects, "what is empty is shared"


def test_what_a_function_was_asked_for_by_two_names_is_two_values() -> None:
    assert reaches("""
        def asked(name):
            return SOURCE().get(name)

        def kind_is_checked():
            kind, value = asked('kind'), asked('value')
            if kind == 'a':
                SINK(value)
                SINK(kind)

        def asked_twice():
            if asked('kind') == 'a':
                SINK(asked('kind'))
    """) == [8]


def test_what_is_asked_for_by_thousands_of_names_makes_no_value_wide() -> None:
    frame = Frame(Module("", ""), None)
    origin = Origin("remote", frame.module, 1, "what somebody asks")
    labels = {frame.label(origin, (f"name {number}",)) for number in range(1000)}
    assert max(labels).bit_length() <= 65
