"""Paths are looked up under each name they have."""

from __future__ import annotations

import pytest

from vedette.code.spellings import Spellings, spellings

ALIASES = (("a.b", "c"), ("c", "d"), ("x", "y"), ("y", "x"), ("m.Old()", "m.New()"))
TYPES = (("d.app", "d.App"),)
MADE = Spellings(ALIASES, TYPES)


@pytest.mark.parametrize(
    ("path", "meant"),
    [("a.b.f", "d.f"), ("a.bc", "a.bc"), ("m.Old().f", "m.New().f"), ("x.f", "x.f"), ("", "")],
)
def test_the_longest_renamed_beginning_is_replaced_and_circles_end(path: str, meant: str) -> None:
    assert MADE.canonical(path) == meant


def test_a_row_is_looked_up_as_of_an_instance_too() -> None:
    assert MADE.of("a.b.app.run") == ("d.app.run", "d.app().run", "d.App().run")
    assert MADE.of("q") == ("q",)


def test_what_names_mean_is_worked_out_once() -> None:
    assert spellings(ALIASES, TYPES) is spellings(ALIASES, TYPES)
    assert spellings(ALIASES, ()).of("d.app.run") == ("d.app.run", "d.app().run")
