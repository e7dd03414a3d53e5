import random

import pytest

from vedette.hunt.patterns.letters import looks_random, unlikeness


@pytest.mark.parametrize(
    "label", ["weather-service", "northwind", "kindergarten", "openstreetmap", "bibliotheque"]
)
def test_names_people_make_do_not_look_random(label: str) -> None:
    assert not looks_random(label)
    assert unlikeness(label) < 0


@pytest.mark.parametrize("label", ["xjqzkvwpyfhd", "5f2a9c0e7b1d", "q7x2k9v4m1z8", "tpizdqlfihiuoj"])
def test_letters_drawn_at_random_do(label: str) -> None:
    assert looks_random(label)


def test_too_short_or_in_another_script_says_nothing() -> None:
    assert not looks_random("xjqzkv")
    assert not looks_random("xn--80abnkkiqomm6gva")


def test_hyphens_do_not_matter() -> None:
    assert unlikeness("north-wind") == unlikeness("northwind")


def test_nine_of_ten_random_labels_are_recognised() -> None:
    chance = random.Random(3)  # noqa: S311
    drawn = ["".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=12)) for _ in range(300)]
    assert sum(map(looks_random, drawn)) > 270


def test_any_text_is_weighed() -> None:
    assert isinstance(unlikeness("ünï\\cøde \x00"), float)
    assert not looks_random("")
