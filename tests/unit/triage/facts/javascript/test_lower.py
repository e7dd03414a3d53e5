"""Bundles: functions without a telling word are left out, and what they are given passes through."""

from __future__ import annotations

from vedette.lang import ir
from vedette.triage.facts.javascript.lower import lower

QUIET = "function quiet(a) { " + "a = a + 1; " * 100 + "return a; }\n"
LOUD = "function loud(a) { " + "a = a + 1; " * 100 + "eval(a); }\n"
SHORT = "function short(a) { return a + 1; }\n"


def bodies(text: str, word: str = "eval(") -> dict[str, int]:
    """Return how many statements each function was lowered to."""
    data = text.encode()
    places = [at for at in range(len(data)) if data.startswith(word.encode(), at)]
    return {one[2]: len(one[4]) for one in lower(data, places) if one[0] == ir.FUNCTION}


def test_only_telling_functions_are_lowered_whole() -> None:
    found = bodies(QUIET + LOUD + SHORT)
    assert (found["quiet"], found["short"]) == (1, 1)
    assert found["loud"] > 100


def test_without_places_everything_is_lowered() -> None:
    (one,) = lower(QUIET.encode())
    assert len(one[4]) > 100


def test_what_stands_in_a_telling_function_is_lowered_with_it() -> None:
    module = "function module() { " + QUIET + " eval(quiet(1)); }"
    (one,) = lower(module.encode(), [module.index("eval(")])
    (inner,) = [part for part in one[4] if part[0] == ir.FUNCTION]
    assert len(inner[4]) > 100


def test_a_wrapper_of_many_modules_is_no_module() -> None:
    wrapper = "function wrapper() { " + QUIET * 60 + LOUD + " }"
    (one,) = lower(wrapper.encode(), [wrapper.index("eval(")])
    found = {part[2]: len(part[4]) for part in one[4] if part[0] == ir.FUNCTION}
    assert found["quiet"] == 1
    assert found["loud"] > 100
