"""What fills slots: names, lists, numbers and choices by number, as each language writes them."""

import pytest

from vedette.core.levels import Confidence
from vedette.explain.facts.item import Item
from vedette.explain.words.fillers import Filling, listed, number
from vedette.explain.words.texts import load, taken_apart

ITEM = Item(
    kind="finding",
    ref="f",
    situation="guessed",
    confidence=Confidence.LIKELY,
    names={"hosts": ("ws01", "srv9"), "attackers": ("203.0.113.9",)},
    counts={"count": 1_450, "skipped": 1},
    first="2026-03-03T21:02:00Z",
)


def filled(text: str, language: str = "en", hidden: frozenset[str] = frozenset()) -> str | None:
    return Filling(load(language), ITEM, hidden).text(taken_apart(text))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{hosts}", "ws01 and srv9"),
        ("{host}", "ws01"),
        ("{count} {count?try|tries}", "1,450 tries"),
        ("{skipped} {skipped?item|items}", "1 item"),
        ("{hosts?it|them}", "them"),
        ("{attackers?it|them}", "it"),
        ("{who}{on}{as}", "somebody at 203.0.113.9 on ws01 and srv9"),
        ("{When}", "On 3 March 2026 at 21:02 UTC"),
        ("{sure}", "fairly sure"),
        ("{Label}", "Password guessed"),
        ("{users}", None),
        ("{nothing}", None),
    ],
)
def test_a_slot_holds_what_the_item_has_or_the_text_is_not_said(text: str, shown: str | None) -> None:
    assert filled(text) == shown


def test_who_must_not_see_a_role_does_not() -> None:
    assert filled("{who}", hidden=frozenset(("attackers",))) == "somebody"
    assert filled("{attackers}", hidden=frozenset(("attackers",))) is None


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "1,450 on ws01 and srv9"), ("de", "1.450 auf ws01 und srv9"), ("es", "1.450 en ws01 y srv9")],
)
def test_languages_write_numbers_and_lists_their_own_way(language: str, shown: str) -> None:
    assert filled("{count}{on}", language) == shown


def test_long_lists_are_counted_and_numbers_have_an_end() -> None:
    assert listed(load("en"), ["a", "b", "c", "d", "e"]) == "a, b, c and 2 more"
    assert listed(load("en"), ["a"]) == "a"
    assert listed(load("en"), []) == ""
    assert len(number(load("en"), 10**4_400)) < 30
