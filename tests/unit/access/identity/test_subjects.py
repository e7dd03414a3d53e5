"""Who asks, read afresh: roles, tiers, seats and agents as they are now (A12, A13)."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.authenticator import Holder
from tests.unit.access.tokens.house import NOON, House
from vedette.access.identity.agents import AGENTS_MAX, Agents
from vedette.access.identity.members import Membership, Role, Seat
from vedette.access.identity.people import People
from vedette.access.identity.seats import SEAT_MAX, Seats
from vedette.access.identity.subjects import Asker, Entry, Subjects
from vedette.access.nouns import Kind, Purpose, Risk, Tier
from vedette.access.tokens.challenges import Unauthenticated
from vedette.access.tokens.claims import Claims, require_human
from vedette.access.tokens.exchange import Ask, exchange
from vedette.core.errors import BadInput, Refused

KEY, ROBOT, SERVER = Holder(), Holder(), Holder()


class Town:
    """An organisation with Ada in it, a vendor with Vic, and everything they need."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        end = self.house.revocations.revoke
        self.people = People(self.house.store, end)
        self.agents = Agents(self.house.store, end)
        self.seats = Seats(self.house.store, self.people, end)
        self.tiers: dict[str, Tier] = {}
        self.subjects = Subjects(
            self.house.store, self.people, self.agents, lambda one, *_: self.tiers.get(one, Tier.T0)
        )
        self.org, self.vendor = self.people.found("CERT", NOON).id, self.people.found("Vendor", NOON).id
        self.ada, self.vic = self.people.add("Ada", NOON).id, self.people.add("Vic", NOON).id
        self.people.join(self.ada, Membership(org=self.org, team="blue"))
        self.people.join(self.vic, Membership(org=self.vendor))

    def log_in(self, person: str, entry: Entry = Entry(), now: float = NOON) -> Claims:  # noqa: B008
        login = self.subjects.login(
            person, KEY.thumbprint, entry, touched=now, purpose=Purpose.INCIDENT_RESPONSE
        )
        return self.house.sessions.start(login, now).session.claims()

    def asker(self, claims: Claims, now: float = NOON) -> Asker:
        return self.subjects.subject_for(claims, now)

    def seat(self, **other: object) -> Seat:
        asked = Seat(
            id="",
            sponsor=self.org,
            cap=Risk.C2,
            made=0,
            expires=NOON + SEAT_MAX,
            person=self.vic,
            vendor=self.vendor,
        )
        return self.seats.add(replace(asked, **other), NOON)

    def agent(self, person: Claims) -> Claims:
        agent = self.agents.add(
            require_human(person), "bot", ROBOT.thumbprint, ["code.scan", "report.verify"], NOON
        )
        issued = exchange(self.house.tokens, person, agent, Ask(tools=("code.scan",)), NOON)
        return self.house.ask(ROBOT, issued.token)

    def live(self, *claims: Claims, now: float) -> int:
        """How many of these can still do anything, at a second server."""
        other = House(self.house.keys._path.parent, self.house.store)  # noqa: SLF001
        return sum(self._alive(other, one, now) for one in claims)

    def _alive(self, house: House, claims: Claims, now: float) -> bool:
        try:
            house.revocations.check(claims, now)
            self.asker(claims, now)
        except Unauthenticated:
            return False
        return True


@pytest.fixture
def town(tmp_path: Path) -> Town:
    return Town(tmp_path)


def test_a_person_is_what_they_are_now(town: Town) -> None:
    claims = town.log_in(town.ada, Entry(org=town.org))
    subject = town.asker(claims).subject
    assert (subject.kind, subject.tier, subject.org, subject.key) == (
        Kind.PERSON, Tier.T0, town.org, KEY.thumbprint,
    )  # fmt: skip
    assert subject.roles == ("member",)
    assert subject.auth_time == NOON
    town.tiers[town.ada] = Tier.T2
    town.people.give_roles(town.ada, [Role.REVIEWER])
    town.people.join(town.ada, Membership(org=town.org, team="red", admin=True))
    later = town.asker(claims)
    assert (later.subject.tier, later.subject.roles, later.team) == (
        Tier.T2, ("reviewer", "member", "org_admin"), "red",
    )  # fmt: skip


def test_without_an_organisation_one_is_a_member_of_nothing(town: Town) -> None:
    asker = town.asker(town.log_in(town.ada))
    assert (asker.subject.org, asker.subject.roles, asker.team, asker.cap) == ("", (), "", Risk.C4)


def test_nobody_acts_for_an_organisation_they_are_not_in(town: Town) -> None:
    with pytest.raises(Unauthenticated, match="does not belong"):
        town.log_in(town.vic, Entry(org=town.org))
    claims = town.log_in(town.ada, Entry(org=town.org))
    town.people.leave(town.ada, town.org, NOON)
    with pytest.raises(Unauthenticated, match="no longer belongs"):
        town.asker(claims)


def test_a_suspended_person_is_known_as_one(town: Town) -> None:
    """They may log in to ask why, and appeal; the policy sees that they are suspended."""
    before = town.log_in(town.ada)
    town.people.suspend(town.ada, NOON)
    assert town.live(before, now=NOON + 1) == 0
    assert town.asker(town.log_in(town.ada, now=NOON + 2)).suspended
    town.people.readmit(town.ada)
    town.people.suspend_organisation(town.org, NOON + 3)
    assert town.asker(town.log_in(town.ada, Entry(org=town.org), NOON + 4)).suspended


def test_an_agent_is_a_part_of_its_person(town: Town) -> None:
    town.people.give_roles(town.ada, [Role.OPERATOR])
    town.tiers[town.ada] = Tier.T3
    claims = town.agent(town.log_in(town.ada, Entry(org=town.org)))
    subject = town.asker(claims).subject
    assert (subject.id, subject.kind, subject.tier) == (town.ada, Kind.AGENT, Tier.T3)
    assert (subject.roles, subject.tools, subject.auth_time) == ((), ("code.scan",), 0)
    assert subject.agent == claims.agent


def test_an_agent_that_is_stopped_or_removed_is_nobody(town: Town) -> None:
    claims = town.agent(town.log_in(town.ada))
    with pytest.raises(Unauthenticated, match="not with this key"):
        town.asker(replace(claims, cnf=town.log_in(town.ada).cnf))
    town.agents.suspend(claims.agent, NOON)
    with pytest.raises(Unauthenticated, match="does not act"):
        town.asker(claims)
    assert town.live(claims, now=NOON + 1) == 0
    assert town.agents.remove(claims.agent, NOON)
    with pytest.raises(Unauthenticated, match="no such agent"):
        town.asker(claims)


def test_an_agent_is_registered_with_a_key_and_tools(town: Town) -> None:
    human = require_human(town.log_in(town.ada))
    for key, tools in ((KEY.thumbprint, ["t"]), ("", ["t"]), ("k", []), ("k", [str(n) for n in range(65)])):
        with pytest.raises(BadInput, match="agent"):
            town.agents.add(human, "bot", key, tools, NOON)
    for number in range(AGENTS_MAX):
        town.agents.add(human, f"bot {number}", "k", ["t"], NOON)
    with pytest.raises(BadInput, match="32 agents"):
        town.agents.add(human, "one more", "k", ["t"], NOON)
    assert town.agents.get(town.agents.of(town.ada)[0].id).person == town.ada


def test_a_contractor_acts_for_the_sponsor_up_to_the_seats_class(town: Town) -> None:
    town.people.give_roles(town.vic, [Role.OPERATOR])
    seat = town.seat()
    asker = town.asker(town.log_in(town.vic, Entry(seat=seat.id)))
    assert (asker.subject.org, asker.subject.roles, asker.cap) == (town.org, (), Risk.C2)
    assert town.seats.of(town.vic) == town.seats.sponsored(town.org) == [seat]


def test_remove_the_sponsor_and_no_session_is_left(town: Town) -> None:
    """A13: people, services and agents in the sponsor's seats, within five seconds."""
    service = town.seat(person="", vendor="", key=SERVER.thumbprint)
    vics = town.log_in(town.vic, Entry(seat=town.seat().id))
    login = town.subjects.service_login(service.id, SERVER.thumbprint, NOON, purpose=Purpose.OPERATIONS)
    services = town.house.sessions.start(login, NOON).session.claims()
    everything = (vics, services, town.agent(vics))
    assert town.live(*everything, now=NOON + 1) == 3
    assert town.seats.remove_sponsor(town.org, NOON + 2) == 2
    assert town.live(*everything, now=NOON + 2) == 0
    for entry in (Entry(seat=vics.seat), Entry(seat=service.id)):
        with pytest.raises(Unauthenticated, match="seat is over"):
            town.log_in(town.vic, entry, NOON + 3)
    assert town.live(town.log_in(town.vic, now=NOON + 3), now=NOON + 3) == 1


def test_the_vendor_gone_its_seats_sessions_are_gone(town: Town) -> None:
    claims = town.log_in(town.vic, Entry(seat=town.seat().id))
    town.people.suspend_organisation(town.vendor, NOON + 1)
    assert town.live(claims, now=NOON + 2) == 0


def test_who_leaves_the_vendor_leaves_the_seat(town: Town) -> None:
    claims = town.log_in(town.vic, Entry(seat=town.seat().id))
    town.people.leave(town.vic, town.vendor, NOON + 1)
    with pytest.raises(Unauthenticated, match="no longer belongs to the vendor"):
        town.asker(claims, NOON + 1)
    with pytest.raises(BadInput, match="does not belong to the vendor"):
        town.seat()


def test_a_seat_of_a_suspended_sponsor_is_no_seat(town: Town) -> None:
    claims = town.log_in(town.vic, Entry(seat=town.seat().id))
    town.people.suspend_organisation(town.org, NOON + 1)
    with pytest.raises(Unauthenticated, match="suspended"):
        town.asker(claims, NOON + 1)
    with pytest.raises(Refused, match="further than its sponsor"):
        town.seat()


def test_a_seat_ends_by_itself(town: Town) -> None:
    claims = town.log_in(town.vic, Entry(seat=town.seat(expires=NOON + 60).id))
    assert town.asker(claims, NOON + 59).cap is Risk.C2
    with pytest.raises(Unauthenticated, match="over"):
        town.asker(claims, NOON + 60)


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires": NOON + SEAT_MAX + 1}, {"expires": NOON}, {"person": ""}, {"key": "k"}, {"person": "p-x"},
        {"sponsor": "o-x"},
    ],
)  # fmt: skip
def test_what_is_no_seat_is_not_made(town: Town, wrong: dict[str, object]) -> None:
    with pytest.raises(BadInput):
        town.seat(**wrong)


def test_a_seat_reaches_no_further_than_its_sponsor(town: Town) -> None:
    small = town.people.found("Small", NOON, cap=Risk.C1).id
    for wrong in ({"sponsor": small}, {"cap": Risk.CX}):
        with pytest.raises(Refused, match="further"):
            town.seat(**wrong)
    assert town.seat(sponsor=small, cap=Risk.C1).cap is Risk.C1


def test_nobody_sits_in_somebody_elses_seat(town: Town) -> None:
    seat = town.seat()
    with pytest.raises(Unauthenticated, match="somebody else's"):
        town.log_in(town.ada, Entry(seat=seat.id))
    vics = town.log_in(town.vic, Entry(seat=seat.id))
    with pytest.raises(Unauthenticated, match="somebody else's"):
        town.asker(replace(vics, sub=town.ada))
    with pytest.raises(Unauthenticated, match="somebody else's"):
        town.asker(replace(vics, org=town.vendor))


def test_a_service_is_its_key(town: Town) -> None:
    town.tiers[town.org] = Tier.T3
    seat = town.seat(person="", vendor="", key=SERVER.thumbprint)
    login = town.subjects.service_login(seat.id, SERVER.thumbprint, NOON, purpose=Purpose.OPERATIONS)
    claims = town.house.sessions.start(login, NOON).session.claims()
    subject = town.asker(claims).subject
    assert (subject.id, subject.kind, subject.tier, subject.auth_time) == (seat.id, Kind.SERVICE, Tier.T3, 0)
    with pytest.raises(Refused, match="only a person"):
        require_human(claims)
    for wrong in (replace(claims, cnf=replace(claims.cnf, jkt="x")), replace(claims, sub="s-x")):
        with pytest.raises(Unauthenticated, match="another key"):
            town.asker(wrong)
    for ident in (seat.id, town.seat().id):
        with pytest.raises(Unauthenticated, match="another key"):
            town.subjects.service_login(ident, KEY.thumbprint, NOON, purpose=Purpose.OPERATIONS)


def test_whoever_is_not_known_is_nobody(town: Town) -> None:
    claims = town.log_in(town.ada)
    for wrong in (replace(claims, sub="p-x"), replace(claims, seat="s-x")):
        with pytest.raises(Unauthenticated):
            town.asker(wrong)


def test_a_suspended_vendors_people_sit_nowhere_not_even_with_a_new_session(town: Town) -> None:
    seat = town.seat()
    claims = town.log_in(town.vic, Entry(seat=seat.id))
    town.people.suspend_organisation(town.vendor, NOON + 1)
    assert town.live(claims, now=NOON + 2) == 0
    with pytest.raises(Unauthenticated, match="or it is suspended"):
        town.log_in(town.vic, Entry(seat=seat.id), now=NOON + 2)


def test_a_session_lasts_no_longer_than_its_seat_and_is_what_its_owner_is_now(town: Town) -> None:
    seat = town.seat(expires=NOON + 60)
    entry = Entry(seat=seat.id)
    login = town.subjects.login(town.vic, "key", entry, touched=NOON, purpose=Purpose.OPERATIONS)
    assert town.subjects.stays(login, NOON) == 60
    assert town.subjects.stays(replace(login, seat=""), NOON) == 12 * 3600
    asker = town.subjects.stand(town.vic, entry, NOON + 59)
    assert (asker.subject.id, asker.subject.org, asker.cap) == (town.vic, town.org, Risk.C2)
    with pytest.raises(Unauthenticated, match="seat is over"):
        town.subjects.stand(town.vic, entry, NOON + 60)
    with pytest.raises(Unauthenticated, match="does not belong"):
        town.subjects.stand(town.vic, Entry(org=town.org), NOON)
