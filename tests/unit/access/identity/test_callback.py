"""An organisation is called on a number found elsewhere, by somebody of another: that is a proof."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace

from tests.guessing import guesses_cost_nothing  # noqa: F401 - for every test here
from vedette.access.documents import Memory
from vedette.access.identity.callback import (
    CALL_KEPT,
    SECTOR_PLACES,
    Answered,
    Calls,
    Place,
    Seen,
    called,
    letter,
    looked_up,
)
from vedette.access.identity.proofing import LIFE, Method, Proofs, Says
from vedette.core.errors import BadInput, Refused
from vedette.core.guessable import digest

NOW = 1_800_000_000.0
SEEN = Seen(
    org="o-clinic", reviewer="p-rex", orgs=("o-town",), reason="in the list of the ministry", own_way=True
)
NUMBER = "1" * 64


def test_a_call_that_is_confirmed_is_a_proof() -> None:
    call, made = called(SEEN, Place.REGULATOR, NUMBER, Answered.CONFIRMED, NOW)
    assert made is not None
    assert (made.level, made.method, made.provider) == (0, Method.CALL_BACK, "regulator")
    assert (made.says, made.reviewers) == ((Says.REACHED,), ("p-rex",))
    assert made.expires_at == NOW + LIFE[0]
    assert (call.org, call.number, call.answered) == ("o-clinic", NUMBER, Answered.CONFIRMED)
    assert not any(one in repr((call, made)) for one in ("ministry",))
    Proofs(Memory()).keep("o-clinic", made, NOW)


@pytest.mark.parametrize("answered", [Answered.DENIED, Answered.NOBODY])
def test_a_call_that_is_not_confirmed_is_none(answered: Answered) -> None:
    call, made = called(SEEN, Place.FIRST, NUMBER, answered, NOW)
    assert (call.answered, made) == (answered, None)


@pytest.mark.parametrize("place", list(Place))
def test_a_register_says_what_kind_it_is(place: Place) -> None:
    made = looked_up(SEEN, place, NOW)
    assert (made.method, made.provider) == (Method.REGISTER, place.value)
    assert (Says.SECTOR in made.says) == (place in SECTOR_PLACES) == (place is not Place.COMPANY_REGISTER)
    Proofs(Memory()).keep("o-clinic", made, NOW)


def test_a_letter_of_a_regulator_is_about_the_sector() -> None:
    made = letter(SEEN, "a" * 64, NOW)
    assert (made.method, made.says) == (Method.LETTER, (Says.SECTOR,))
    Proofs(Memory()).keep("o-clinic", made, NOW)
    with pytest.raises(BadInput):
        letter(SEEN, "letter.pdf", NOW)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"own_way": False}, BadInput),
        ({"reason": " "}, BadInput),
        ({"reason": "x" * 2001}, BadInput),
        ({"orgs": ()}, Refused),
        ({"orgs": ("o-town", "o-clinic")}, Refused),
    ],
)
def test_what_does_not_count(wrong: dict[str, Any], error: type[Exception]) -> None:
    seen = replace(SEEN, **wrong)
    with pytest.raises(error):
        called(seen, Place.FIRST, NUMBER, Answered.CONFIRMED, NOW)
    with pytest.raises(error):
        looked_up(seen, Place.FIRST, NOW)
    with pytest.raises(error):
        letter(seen, "a" * 64, NOW)


def test_a_number_is_never_sent() -> None:
    with pytest.raises(BadInput):
        called(SEEN, Place.FIRST, "+49 30 1234567", Answered.CONFIRMED, NOW)


def test_two_reviewers_can_see_whether_they_found_one_number() -> None:
    calls = Calls(Memory())
    salt = calls.salt("o-clinic", NOW)
    assert calls.salt("o-clinic", NOW + 1) == salt != calls.salt("o-other", NOW)
    rex, uma = digest("+49 30 1234-567", salt), digest("+49301234567", salt)
    for number, same in ((rex, True), (uma, True), (digest("+49 30 999", salt), False)):
        assert calls.note(called(SEEN, Place.FIRST, number, Answered.CONFIRMED, NOW)[0]) is same
    assert len(calls.of("o-clinic", NOW)) == 3
    assert calls.of("o-clinic", NOW + CALL_KEPT) == []
    assert calls.sweep(NOW + CALL_KEPT - 1) == 0
    assert calls.sweep(NOW + CALL_KEPT) == 5  # three calls, two salts
    assert calls.salt("o-clinic", NOW + CALL_KEPT) != salt
