import pytest

from tests.unit.access.programme.people import NOW
from vedette.access.documents import Memory
from vedette.access.programme.criteria import FOUNDING
from vedette.access.programme.founding import NOT_YET, Foundings
from vedette.core.errors import Refused


class Programme:
    """One that is being founded; `enough` are reviewers of two organisations."""

    def __init__(self) -> None:
        self.enough = True
        self.founding = Foundings(Memory(), lambda _: self.enough)
        self.founding.begin(NOW)


@pytest.fixture
def programme() -> Programme:
    return Programme()


def test_it_is_over_after_a_fortnight_and_for_good(programme: Programme) -> None:
    founding = programme.founding
    assert founding.begin(NOW + 5).began == NOW, "it began once"
    assert founding.open(NOW + FOUNDING - 1)
    assert founding.ended() == NOT_YET
    assert not founding.open(NOW + FOUNDING)
    assert founding.ended() == NOW + FOUNDING
    programme.enough = False
    assert not founding.open(NOW + FOUNDING + 1), "no way back, however few reviewers are left"
    assert not founding.open(NOW)


def test_it_goes_on_until_somebody_can_be_appointed(programme: Programme) -> None:
    programme.enough = False
    assert programme.founding.open(NOW + 9 * FOUNDING)
    with pytest.raises(Refused, match="no two reviewers"):
        programme.founding.close(NOW)
    programme.enough = True
    assert not programme.founding.open(NOW + 9 * FOUNDING)


def test_nobody_keeps_it_open_by_suspending_one_of_two_reviewers(programme: Programme) -> None:
    assert programme.founding.open(NOW + 1)
    programme.enough = False
    assert programme.founding.open(NOW + FOUNDING - 1)
    assert not programme.founding.open(NOW + FOUNDING)
    assert programme.founding.ended() == NOW + FOUNDING


def test_an_operator_closes_it_early(programme: Programme) -> None:
    assert programme.founding.close(NOW + 1).closed == NOW + 1
    assert not programme.founding.open(NOW + 2)
    with pytest.raises(Refused, match="is over"):
        programme.founding.close(NOW + 3)


def test_it_begins_when_it_is_first_asked_about() -> None:
    founding = Foundings(Memory(), lambda _: True)
    assert founding.ended() == NOT_YET
    assert founding.open(NOW)
    assert not founding.open(NOW + FOUNDING)
