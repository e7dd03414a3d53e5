"""What stands on something ends with it: sponsors, memberships, organisations, seats."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from msgspec import structs

from tests.unit.app.house import DAY, House, Member, again, codes, house, promoted, seated
from vedette.access.nouns import Risk
from vedette.access.tokens.challenges import Unauthenticated
from vedette.app import directory_requests as directory
from vedette.app import programme_requests as asked
from vedette.app.asking import Request
from vedette.app.capability import Capability
from vedette.core.errors import BadInput, Refused


@dataclass(frozen=True)
class Answer:
    """Nothing."""

    def counts(self) -> Mapping[str, int | str]:
        return {}


@dataclass(frozen=True)
class Strike(Request[Answer]):
    """Something of class C4."""

    target: str = "198.51.100.7"


STRIKE: Capability[Answer] = Capability(
    id="strike",
    does="act on a host",
    reads="a host",
    risk=Risk.C4,
    request=Strike,
    cost_unit="runs",
    scoped=True,
    own_input=False,
)


class Town:
    """An operator, two reviewers, and Ana of the mill, who is of T3."""

    def __init__(self, place: House) -> None:
        self.place, self.operator = place, place.operator()
        self.reviewers = [
            self.operator.joined(name, org, "reviewer")
            for name, org in (("Rex", "Council"), ("Ria", "County"))
        ]
        self.ana = self.operator.joined("Ana", "Mill")
        self.case = promoted(self.ana, self.operator, self.reviewers)

    @property
    def sponsor(self) -> str:
        return self.case.sponsor

    @property
    def mill(self) -> str:
        return self.ana.caller().subject.org

    def tier(self) -> str:
        return self.ana.caller().subject.tier.name

    def revoke(self, **what: str) -> int:
        return self.operator.ask("access.revoke", asked.Revoke(reason="over", **what)).ended


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Town:
    with house(tmp_path_factory.mktemp("town") / "house") as made:
        return Town(made)


@pytest.fixture
def town(built: Town, tmp_path: Path) -> Iterator[Town]:
    with again(built, tmp_path / "house") as made:
        yield made


def test_a_reviewer_who_finds_a_grant_not_in_order_ends_it_and_so_does_who_has_it(town: Town) -> None:
    end = asked.End(application=town.case.id, reasons="not in order")
    stranger = town.operator.joined("Sid", "Elsewhere")
    with pytest.raises(Refused, match="only an operator or a reviewer"):
        stranger.ask("access.end", end)
    ron = town.operator.joined("Ron", "Canton", "reviewer")
    done = ron.ask("access.end", end)
    assert (done.state, done.act) == ("revoked", "revoke")
    assert town.tier() == "T2"
    own = next(
        one for one in town.ana.ask("access.list", asked.ListAccess()).applications if one.wants == "T2"
    )
    assert town.ana.ask("access.end", asked.End(application=own.id, reasons="I leave")).state == "revoked"
    assert town.tier() != "T2"


def test_a_grant_an_operator_takes_back_is_counted_as_any_other(town: Town) -> None:
    """Its decision can be appealed against by its id, and no report goes on counting it."""
    told = town.operator.run("access.revoke", asked.Revoke(reason="over", grant=town.case.id))
    (ended,) = [
        one for one in town.place.entries() if one.kind == "ended" and one.id == told.receipt.decision
    ]
    counted = {name: ended.counts[name] for name in ("case", "wants", "act", "state")}
    assert counted == {"case": town.case.id, "wants": "T3", "act": "revoke", "state": "revoked"}
    appeal = asked.Appeal(decision=told.receipt.decision, statement="it was in order")
    assert town.ana.ask("access.appeal", appeal).state == "open"


def test_a_grant_rests_when_its_sponsor_is_suspended_or_leaves(town: Town) -> None:
    assert town.tier() == "T3"
    mill = town.mill
    assert town.revoke(person=town.sponsor, org=mill) == 1
    assert town.tier() == "T2"
    told = town.ana.ask("access.list", asked.ListAccess())
    assert {one.state for one in told.applications} == {"granted", "resting"}
    assert town.case.id not in told.grants


def test_a_grant_rests_when_its_sponsors_own_is_taken(town: Town) -> None:
    own = town.place.service.parts.applications.of(town.sponsor)[0]
    town.revoke(grant=own.id)
    assert town.tier() == "T2"


def test_who_has_what_rests_is_told_so_and_not_only_to_apply(town: Town) -> None:
    """R2: somebody who was approved is told what is missing of it, not as if they never had been."""
    gate = structs.replace(
        town.place.service.gate, capabilities={"strike": STRIKE}, handlers={"strike": lambda *_: Answer()}
    )
    assert "rests" not in town.ana.refused("strike", Strike(), gate).told
    town.revoke(person=town.sponsor, org=town.mill)
    assert "sponsor is gone" in town.ana.ask("identity.me", asked.Me()).rests
    refused = town.ana.refused("strike", Strike(), gate)
    assert "apply_tier" in codes(refused.decision)
    assert refused.told["rests"].startswith("your T3 rests: its sponsor is gone")


def test_who_is_suspended_answers_for_nobody(town: Town) -> None:
    town.revoke(person=town.sponsor)
    assert town.tier() == "T2"


def test_who_leaves_an_organisation_signs_in_anew_and_has_nothing_of_it(town: Town) -> None:
    person, mill = town.ana.id, town.mill
    assert town.revoke(person=person, org=mill) == 1
    with pytest.raises(Unauthenticated):
        town.ana.caller()
    town.place.now += 1
    assert town.ana.sign_in().caller().subject.tier.name == "T2"
    assert town.ana.caller().subject.org == ""


def test_a_suspended_organisation_takes_all_it_answers_for_along(town: Town) -> None:
    vera = town.operator.joined("Vera", "Vendor")
    wish = directory.AddSeat(sponsor="Mill", cap="C1", days=7, person=vera.id, vendor="Vendor")
    seat = seated(town.operator, wish)
    parts = town.place.service.parts
    mill = town.mill
    assert town.revoke(org=mill) == 2, "Ana's session and her sponsor's"
    with pytest.raises(Unauthenticated):
        town.ana.caller()
    assert parts.seats.get(seat.id).removed
    assert parts.people.organisation(mill).suspended


def test_a_grant_that_ends_ends_with_no_session_left_above_it(town: Town) -> None:
    """The tier is read afresh with each request: a session opened on T3 is of T2 a second after its end."""
    ends = town.case.until
    assert town.ana.ask("identity.me", asked.Me()).ends_soon == ""
    town.place.now = ends - 14 * DAY
    town.ana.sign_in()
    assert town.ana.ask("identity.me", asked.Me()).ends_soon.startswith("your T3 ends on ")
    for moment, tier in ((ends - 1, "T3"), (ends, "T2")):
        town.place.now = moment
        assert town.ana.sign_in().caller().subject.tier.name == tier
    town.place.now = ends - 1
    town.ana.sign_in()
    town.place.now = ends + 1
    assert town.tier() == "T2", "the same session, a moment later"


def test_one_thing_is_taken_back_at_a_time(town: Town) -> None:
    whats: tuple[dict[str, str], ...] = (
        {},
        {"grant": "a", "seat": "b"},
        {"person": "a", "org": "b", "seat": "c"},
        {"org": "a", "session": "b"},
    )
    for what in whats:
        with pytest.raises(BadInput, match="one thing"):
            town.revoke(**what)


def test_a_seats_session_is_over_with_its_seat(town: Town) -> None:
    program = Member(town.place)
    wish = directory.AddSeat(sponsor="Mill", cap="C1", days=1, key=program.holder.thumbprint)
    seat = seated(town.operator, wish)
    town.place.now += DAY - 60
    begun = town.place.service.ceremonies.service(program.shown(), seat.id, "operations")
    program.token = begun["token"]
    assert program.caller().subject.id == seat.id
    sessions = town.place.service.parts.sessions
    assert [one.expires for one in sessions.of(seat.id, town.place.now)] == [seat.expires]
    town.place.now += 60
    assert sessions.of(seat.id, town.place.now) == ()
    with pytest.raises(Unauthenticated):
        program.caller()
