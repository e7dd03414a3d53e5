"""Whose word a seat takes: nobody seats others alone, nor an operator with any one person."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from msgspec.structs import replace

from vedette.access.identity.consents import ADMIN, REVIEWER, Around, Voice, agreed, asked, may
from vedette.access.identity.members import Organisation, Seat
from vedette.access.nouns import Risk
from vedette.core.errors import Refused

NOW = 1_770_000_000.0
CLINIC = Organisation(id="clinic", name="Clinic", made=0)


def seat(cap: Risk = Risk.C2, **other: tuple[str, ...]) -> Seat:
    made = Seat(
        id="s",
        sponsor="clinic",
        cap=cap,
        made=NOW,
        expires=NOW + 60,
        person="vera",
        vendor="vendor",
        asked_by="op",
        asked_from=("house", "the operator's club"),
    )
    return replace(made, **other)


def voice(person: str, *houses: str, speaks: bool = False, reviewer: bool = False) -> Voice:
    return Voice(person, speaks, reviewer, frozenset(houses))


PEOPLE = (
    voice("op", "house"),
    voice("admin", "clinic", speaks=True),
    voice("other admin", "clinic", speaks=True),
    voice("member", "clinic"),
    voice("rita", "council", reviewer=True),
    voice("colleague of the operator", "house", reviewer=True),
    voice("of the operator's club", "the operator's club", reviewer=True),
    voice("colleague of the admin", "clinic", reviewer=True),
    voice("colleague of the vendor", "vendor", reviewer=True),
    voice("admin and reviewer", "clinic", speaks=True, reviewer=True),
    voice("vera", "vendor", "clinic", speaks=True, reviewer=True),
    voice("of no house", reviewer=True),
)
FOUNDED = Around(founding=False, admins=frozenset(("admin", "other admin")), speaks=False)


def stands(made: Seat) -> bool:
    return made.live(CLINIC, NOW)


def after(made: Seat, *voices: Voice) -> Seat:
    for one in voices:
        try:
            made = agreed(made, one, NOW)
        except Refused:
            continue
    return made


@pytest.mark.parametrize("one", PEOPLE, ids=lambda one: one.person)
def test_no_operator_and_one_other_seat_anybody_where_it_reaches_what_is_proved(one: Voice) -> None:
    """Whoever the other is, and however often and in whatever order the two of them try."""
    for order in product((PEOPLE[0], one), repeat=4):
        assert not stands(after(asked(seat(), FOUNDED), *order))


def test_nobody_alone_gives_a_seat_of_any_class() -> None:
    for cap in (Risk.C0, Risk.C1, Risk.C2, Risk.C3, Risk.C4):
        made = asked(seat(cap), FOUNDED)
        assert not stands(made)
        assert not stands(after(made, PEOPLE[0], PEOPLE[0]))


def test_those_who_lend_their_name_and_somebody_apart_do() -> None:
    found = {
        frozenset((one.person, other.person))
        for one, other in combinations(PEOPLE, 2)
        if stands(after(asked(seat(), FOUNDED), one, other))
    }
    assert found == {frozenset((one, "rita")) for one in ("admin", "other admin", "admin and reviewer")}
    assert stands(after(asked(seat(Risk.C1), FOUNDED), PEOPLE[1])), "no more than any member has"


def test_whoever_speaks_for_the_house_asks_for_it_and_a_reviewer_is_still_needed_from_c2_on() -> None:
    own = FOUNDED._replace(speaks=True)
    assert stands(asked(seat(Risk.C1, asked_from=("clinic",)), own))
    made = asked(seat(asked_from=("clinic",)), own)
    assert made.waits == (REVIEWER,)
    assert stands(after(made, voice("rita", "council", reviewer=True)))


def test_while_founding_a_seat_stands_alone_where_nobody_is_there_to_agree_and_bears_it() -> None:
    alone = asked(seat(), Around(founding=True, admins=frozenset(), speaks=False))
    assert (stands(alone), alone.founding) == (True, True)
    made = asked(seat(), FOUNDED._replace(founding=True))
    assert (made.waits, made.founding) == ((ADMIN,), True)
    assert stands(after(made, PEOPLE[1]))
    low = asked(seat(Risk.C1), FOUNDED._replace(founding=True))
    assert (low.waits, low.founding) == ((ADMIN,), False)


def test_what_is_over_or_waits_for_nobody_takes_no_word() -> None:
    made = asked(seat(), FOUNDED)
    admin = PEOPLE[1]
    assert may(made, admin)
    with pytest.raises(Refused, match="over"):
        agreed(made, admin, NOW + 60)
    with pytest.raises(Refused, match="over"):
        agreed(replace(made, removed=True), admin, NOW)
    once = agreed(made, admin, NOW)
    assert not may(once, admin)
    with pytest.raises(Refused, match="no voice"):
        agreed(once, admin, NOW)
    with pytest.raises(Refused, match="waits for a reviewer of another organisation"):
        agreed(once, PEOPLE[2], NOW)
    with pytest.raises(Refused, match="it stands"):
        agreed(after(once, PEOPLE[4]), PEOPLE[2], NOW)


def test_seats_made_before_anybody_had_to_agree_stand_until_they_end() -> None:
    assert stands(replace(seat(), asked_by="", asked_from=()))
