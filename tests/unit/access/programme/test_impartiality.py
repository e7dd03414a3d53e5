"""Each bar on its own: it bars, and says why, and nothing else does."""

import pytest
from msgspec.structs import replace

from vedette.access.programme.actors import Actor
from vedette.access.programme.impartiality import About, barred

RITA = Actor(person="rita", org="hooli", reviewer=True)
ADA = Actor(person="ada", org="acme", inviter="boss")
SUE = Actor(person="sue", org="acme", orgs=("acme", "initech"), admin=True)
ABOUT = About(ADA, SUE, high=True)


def test_who_has_no_part_in_it_decides() -> None:
    assert not barred(RITA, ABOUT)
    assert not barred(replace(RITA, org="", orgs=()), ABOUT), "it is not for lack of a house"


@pytest.mark.parametrize(
    ("actor", "about", "why"),
    [
        (replace(RITA, reviewer=False), ABOUT, "only a reviewer"),
        (replace(RITA, person="ada"), ABOUT, "asked for themselves"),
        (replace(RITA, person="boss"), ABOUT, "whom they invited"),
        (replace(RITA, person="sue"), ABOUT, "one voice"),
        (replace(RITA, org="acme"), ABOUT, "own organisation"),
        (replace(RITA, orgs=("initech",)), ABOUT, "own organisation"),
        (RITA, ABOUT._replace(heard=frozenset(("rita",))), "has not decided"),
        (RITA, ABOUT._replace(against=frozenset(("hooli",))), "another organisation"),
    ],
)
def test_who_has_a_part_in_it_does_not(actor: Actor, about: About, why: str) -> None:
    assert why in barred(actor, about)


def test_lower_down_colleagues_may() -> None:
    assert not barred(replace(RITA, org="acme"), ABOUT._replace(high=False))
    assert not barred(RITA, ABOUT._replace(high=False, against=frozenset(("hooli",))))
