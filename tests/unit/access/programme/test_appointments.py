"""Nobody makes reviewers out of thin air: who proposes, who agrees, and for how long."""

import pytest
from msgspec.structs import replace

from tests.unit.access.programme.people import ALL_PROVED, DAY, NOW, PROGRAMS, RITA, ROB, RUTH, Town, someone
from vedette.access.documents import Memory
from vedette.access.nouns import Subject
from vedette.access.programme.actors import Actor
from vedette.access.programme.applications import Said
from vedette.access.programme.appointments import WAITS, Appointments, Stands, Voice, standing
from vedette.core.errors import BadInput, Refused

BOSS = someone("boss", "house", "operator")
NINA = Actor(person="nina", org="nimbus", orgs=("nimbus",))
SAID = Said(reason="known to me", now=NOW)


class World:
    """Appointments, and the town they are made in."""

    def __init__(self) -> None:
        self.town = Town()
        self.made = Appointments(Memory(), self.town)

    def propose(self, nominee: Actor = NINA, office: str = "reviewer", by: Subject = BOSS) -> str:
        return self.made.propose(by, nominee, office, SAID).id

    def says(self, who: Subject, ident: str, voice: Voice = Voice.AGREE, now: float = NOW) -> Stands:
        self.made.say(who, ident, voice, Said(reason="met her", now=now))
        return self.stands(ident, now)

    def stands(self, ident: str, now: float = NOW) -> Stands:
        return standing(self.made.get(ident), now).stands


@pytest.fixture
def world() -> World:
    return World()


def test_two_of_two_houses_agree_for_a_year(world: World) -> None:
    ident = world.propose()
    assert [one.id for one in world.made.waiting(NOW)] == [ident]
    assert world.says(RITA, ident) is Stands.PROPOSED
    assert world.says(RITA, ident) is Stands.PROPOSED, "one person has one voice"
    assert world.says(someone("rolf", "hooli", "reviewer"), ident) is Stands.PROPOSED, "one house has one"
    assert world.says(ROB, ident) is Stands.IN_OFFICE
    assert world.made.waiting(NOW) == []
    assert world.stands(ident, NOW + 365 * DAY - 1) is Stands.IN_OFFICE
    assert world.stands(ident, NOW + 365 * DAY) is Stands.OVER
    assert [one.id for one in world.made.of("nina")] == [ident]


def test_who_is_no_longer_a_reviewer_made_nobody_one(world: World) -> None:
    ident = world.propose()
    world.says(RITA, ident)
    world.town.retired.add("rita")
    assert world.says(ROB, ident) is Stands.PROPOSED
    assert world.says(RUTH, ident) is Stands.IN_OFFICE
    world.town.retired.add("rob")
    assert world.stands(ident) is Stands.IN_OFFICE, "what was agreed stands"


def test_two_houses_that_share_somebody_are_one(world: World) -> None:
    world.town.members |= {("rita", "umbrella")}
    ident = world.propose()
    world.says(RITA, ident)
    assert world.says(ROB, ident) is Stands.PROPOSED
    assert world.says(RUTH, ident) is Stands.IN_OFFICE


@pytest.mark.parametrize(
    ("nominee", "office", "by", "why"),
    [
        (NINA, "king", BOSS, "no office"),
        (NINA, "reviewer", RITA, "only an operator"),
        (replace(NINA, person="boss"), "reviewer", BOSS, "nobody proposes themselves"),
        (replace(NINA, operator=True), "reviewer", BOSS, "both operator and reviewer"),
        (replace(NINA, reviewer=True), "operator", BOSS, "both operator and reviewer"),
        *((NINA, "reviewer", one, "only") for one in PROGRAMS),
    ],
)
def test_not_everybody_is_proposed_by_everybody(
    world: World, nominee: Actor, office: str, by: Subject, why: str
) -> None:
    with pytest.raises((BadInput, Refused), match=why):
        world.propose(nominee, office, by)


def test_nobody_agrees_to_themselves_or_to_whom_they_brought_in(world: World) -> None:
    world.town.invited["nina"] = "rita"
    ident = world.propose()
    for who, why in (
        (RITA, "brought in"),
        (someone("nina", "nimbus", "reviewer"), "nobody appoints themselves"),
        (someone("boss", "house", "reviewer"), "proposed"),
        (someone("bo", "umbrella"), "only a reviewer"),
    ):
        with pytest.raises(Refused, match=why):
            world.says(who, ident)


def test_it_takes_a_proof_of_identity(world: World) -> None:
    ident = world.propose()
    for known in (replace(ALL_PROVED, level=1), replace(ALL_PROVED, until=NOW)):
        world.town.known = known
        with pytest.raises(Refused, match="not proved"):
            world.says(RITA, ident)


def test_one_objection_ends_it(world: World) -> None:
    ident = world.propose()
    assert world.says(RITA, ident, Voice.OBJECT) is Stands.DECLINED
    with pytest.raises(Refused, match="does not wait"):
        world.says(ROB, ident)
    assert world.propose() != ident


def test_a_proposal_waits_for_a_month(world: World) -> None:
    ident = world.propose()
    assert world.stands(ident, NOW + WAITS - 1) is Stands.PROPOSED
    assert world.stands(ident, NOW + WAITS) is Stands.DECLINED
    with pytest.raises(Refused, match="does not wait"):
        world.says(RITA, ident, now=NOW + WAITS)


def test_an_office_is_ended_by_who_has_it_or_by_who_could_give_it(world: World) -> None:
    for who in (BOSS, RUTH, someone("nina", "nimbus", "reviewer")):
        ident = world.propose()
        world.says(RITA, ident)
        world.says(ROB, ident)
        with pytest.raises(Refused, match="only an operator or a reviewer"):
            world.says(someone("bo", "acme"), ident, Voice.END)
        assert world.says(who, ident, Voice.END) is Stands.OVER
        with pytest.raises(Refused, match="is over"):
            world.says(who, ident, Voice.END)


def test_nobody_is_proposed_twice_at_once(world: World) -> None:
    world.propose()
    with pytest.raises(Refused, match="proposed already"):
        world.propose()
    for number in range(19):
        world.propose(replace(NINA, person=f"n{number}"))
    with pytest.raises(Refused, match="too many"):
        world.propose(replace(NINA, person="one more"))


def test_what_there_is_not_is_said_so(world: World) -> None:
    with pytest.raises(BadInput, match="no appointment"):
        world.made.get("nothing")
    with pytest.raises(BadInput, match="a reason of 0"):
        world.made.propose(BOSS, NINA, "reviewer", Said(reason=" ", now=NOW))
