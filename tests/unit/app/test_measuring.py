"""Measures and disclosures as people ask about them, in a whole service."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.unit.app.house import House, Member, again, house, seated
from vedette.access.identity.members import Membership
from vedette.access.monitor.disclosures import Disclosures
from vedette.access.monitor.nouns import Rule, Step
from vedette.access.monitor.wishes import Wish
from vedette.access.nouns import Risk
from vedette.app import monitor_answers as answers
from vedette.app import monitor_requests as asked
from vedette.app.capabilities import CAPABILITIES
from vedette.app.directory_requests import AddSeat
from vedette.app.measuring import PROPOSAL, Measuring
from vedette.app.member_requests import ShowGrants
from vedette.app.requests import ListRules
from vedette.core.errors import BadInput, Refused
from vedette.ledger.entries import Kind

HOUR = 3600.0


class Town:
    """A service, its operator, a reviewer of another house, and two of a clinic."""

    def __init__(self, place: House) -> None:
        self.place = place
        self.operator = place.operator()
        self.rex = self.operator.joined("Rex", "Council", "reviewer")
        self.ana = self.operator.joined("Ana", "Clinic")
        self.ben = self.operator.joined("Ben", "Clinic")

    @property
    def clinic(self) -> str:
        return self.ana.caller().subject.org

    def decide(self, who: Member, word: str = "decide", **how: Any) -> answers.MeasureDecided:  # noqa: ANN401 - fields of a request
        wish: dict[str, Any] = {"reason": "seen", "hours": 2.0} | how
        return who.ask(f"monitor.{word}", asked.Decide(**wish))

    def paused(self, who: Member) -> str:
        wish = Wish(
            rule=Rule.M3,
            step=Step.PAUSE,
            person=who.id,
            org=self.clinic,
            reason="six",
            remedy="wait",
            lasts=HOUR,
        )
        made = self.place.service.watched.measures.begin(wish, self.place.now)
        assert made is not None
        return made.id


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Town:
    with house(tmp_path_factory.mktemp("town") / "house") as place:
        return Town(place)


@pytest.fixture
def town(built: Town, tmp_path: Path) -> Iterator[Town]:
    with again(built, tmp_path / "house") as made:
        yield made


def kinds(town: Town, since: int) -> list[tuple[Kind, str, str]]:
    found = town.place.entries(since)
    return [
        (one.kind, one.outcome, one.reasons[0]) for one in found if one.kind in {Kind.MEASURED, Kind.LIFTED}
    ]


def test_an_operator_suspends_somebody_with_a_reason_and_an_end(town: Town) -> None:
    before = len(town.place.entries())
    made = town.decide(town.operator, person=town.ana.id, reason="shared the account").measure
    assert made is not None
    assert (made.rule, made.step, made.ends - made.made) == ("person", "suspend", 2 * HOUR)
    assert "suspended" in town.ana.refused("rules.list", ListRules()).decision.reasons
    told = town.ana.ask("monitor.list", asked.ListMeasures()).measures
    assert [(one.id, one.reason, one.by) for one in told] == [(made.id, "shared the account", "")]
    town.ana.ask("member.grants", ShowGrants())  # redress is never forbidden
    town.ben.ask("rules.list", ListRules())
    assert (Kind.MEASURED, "suspend", "person") in kinds(town, before)
    town.place.now += 2 * HOUR + 1
    town.ana.sign_in().ask("rules.list", ListRules())  # it is over by itself


def test_a_reviewer_does_it_too_and_another_word_lifts_it(town: Town) -> None:
    made = town.decide(town.rex, "review_decide", person=town.ana.id).measure
    assert made is not None
    assert made.by == town.rex.id
    before = len(town.place.entries())
    lifted = town.operator.ask("monitor.lift", asked.Lift(measure=made.id, reason="explained")).measure
    assert lifted is not None
    assert (lifted.open, lifted.why_lifted) == (False, "explained")
    town.ana.ask("rules.list", ListRules())
    assert kinds(town, before) == [(Kind.LIFTED, "suspend", "person")]


def test_an_organisation_is_suspended_by_two_people(town: Town) -> None:
    said = town.decide(town.operator, org=town.clinic, reason="a fake clinic")
    assert said.measure is None
    assert said.proposal is not None
    town.ana.ask("rules.list", ListRules())  # one person is not enough
    agree = asked.Agree(proposal=said.proposal.id, reason="I looked")
    with pytest.raises(Refused):
        town.operator.ask("monitor.agree", agree)
    waiting = town.rex.ask("monitor.list", asked.ListMeasures()).proposals
    assert [one.id for one in waiting] == [said.proposal.id]
    assert town.ana.ask("monitor.list", asked.ListMeasures()).proposals == ()
    made = town.rex.ask("monitor.review_agree", agree).measure
    assert made is not None
    assert set(made.by.split()) == {town.operator.id, town.rex.id}
    for who in (town.ana, town.ben):
        assert "suspended" in who.refused("rules.list", ListRules()).decision.reasons
    town.rex.ask("rules.list", ListRules())
    with pytest.raises(BadInput):
        town.rex.ask("monitor.review_agree", agree)


def test_a_vendor_that_is_suspended_works_in_no_seat_of_others(town: Town) -> None:
    vera = town.operator.joined("Vera", "Vendor")
    vendor = vera.caller().subject.org
    wish = AddSeat(sponsor="Clinic", cap="C2", days=7, person=vera.id, vendor="Vendor")
    seat = seated(town.operator, wish)
    door = town.place.service.ceremonies
    credential = json.loads(vera.keys.get(json.dumps(door.login_start()["options"])))
    vera.token = door.login_finish(vera.shown(), credential, "own_code", "", seat.id)["token"]
    vera.ask("rules.list", ListRules())
    said = town.decide(town.operator, org=vendor, reason="taken over").proposal
    assert said is not None
    made = town.rex.ask("monitor.review_agree", asked.Agree(proposal=said.id, reason="I looked")).measure
    assert made is not None
    assert "suspended" in vera.refused("rules.list", ListRules()).decision.reasons
    standing = town.place.service.watched.standing
    rested = standing(vera.caller(), CAPABILITIES["rules.list"], ListRules(), town.place.now).paused
    assert rested is not None
    assert rested.id == made.id


def test_a_proposal_does_not_wait_for_ever(town: Town) -> None:
    said = town.decide(town.operator, org=town.clinic)
    assert said.proposal is not None
    town.place.alone()
    town.place.now += 73 * HOUR
    town.rex.sign_in()
    with pytest.raises(BadInput):
        town.rex.ask("monitor.review_agree", asked.Agree(proposal=said.proposal.id, reason="late"))
    assert town.rex.ask("monitor.list", asked.ListMeasures()).proposals == ()
    documents = town.place.service.parts.documents
    assert len(documents.all(PROPOSAL)) == 1
    measuring = Measuring(
        watched=town.place.service.watched,
        disclosures=Disclosures(documents),
        people=town.place.service.parts.people,
        documents=documents,
        clock=town.place.service.parts.chosen.clock,
    )
    assert measuring.sweep(town.place.now) == 1
    assert documents.all(PROPOSAL) == []


def test_nobody_decides_about_themselves(town: Town) -> None:
    with pytest.raises(Refused):
        town.decide(town.operator, person=town.operator.id)
    own = town.rex.caller().subject.org
    with pytest.raises(Refused):
        town.decide(town.rex, "review_decide", org=own)
    measure = town.paused(town.rex)
    with pytest.raises(Refused):
        town.rex.ask("monitor.review_lift", asked.Lift(measure=measure, reason="mine"))


def test_nobody_lifts_what_is_about_a_colleague(town: Town) -> None:
    """Somebody who tries others' targets, and a reviewer of their house, are no two people who may go on."""
    kim = town.operator.joined("Kim", "Clinic", "reviewer")
    measure = town.paused(town.ana)
    with pytest.raises(Refused, match="colleagues"):
        kim.ask("monitor.review_lift", asked.Lift(measure=measure, reason="she is nice"))
    town.place.service.parts.people.join(town.rex.id, Membership(org=town.clinic))
    with pytest.raises(Refused, match="colleagues"):  # of the clinic too, whomever he acts for now
        town.rex.ask("monitor.review_lift", asked.Lift(measure=measure, reason="she is nice"))
    own = town.decide(kim, "review_decide", person=town.ben.id).measure
    assert own is not None
    kim.ask("monitor.review_lift", asked.Lift(measure=own.id, reason="a mistake of mine"))


def test_a_decision_without_a_person_a_reason_or_an_end_is_none(town: Town) -> None:
    hers: dict[str, Any] = {"person": town.ana.id}
    for how in (
        {"person": "nobody"},
        {"org": "nowhere"},
        {},
        hers | {"org": town.clinic},
        hers | {"hours": 0.0},
        hers | {"hours": 24.0 * 365},
        hers | {"step": "end_sessions"},
        hers | {"step": "hang"},
        hers | {"risk": "C9"},
        hers | {"reason": " "},
    ):
        with pytest.raises(BadInput):
            town.decide(town.operator, **how)
        assert town.place.service.watched.measures.open(town.place.now) == [], how


def test_members_decide_nothing(town: Town) -> None:
    for word, request in (
        ("decide", asked.Decide(person=town.ben.id, reason="x")),
        ("agree", asked.Agree(proposal="x", reason="x")),
        ("lift", asked.Lift(measure="x", reason="x")),
    ):
        for name, not_theirs in ((f"monitor.{word}", town.rex), (f"monitor.review_{word}", town.operator)):
            town.ana.refused(name, request)
            not_theirs.refused(name, request)  # each office has its own word


def test_a_member_sees_what_is_about_them_and_an_office_all_that_is_in_force(town: Town) -> None:
    mine, theirs = town.paused(town.ana), town.paused(town.ben)
    assert [one.id for one in town.ana.ask("monitor.list", asked.ListMeasures()).measures] == [mine]
    for who in (town.operator, town.rex):
        assert {one.id for one in who.ask("monitor.list", asked.ListMeasures()).measures} == {mine, theirs}


def test_findings_are_told_of_or_marked_as_one_s_own(town: Town) -> None:
    record = asked.RecordDisclosure
    made = town.ana.ask("disclosure.record", record(asset="app.example.org"))
    assert made.open
    assert made.tell_by == made.found + 14 * 24 * HOUR
    told = town.ana.ask("disclosure.record", record(asset="app.example.org", whom="its maintainers"))
    assert (told.id, told.open, told.whom) == (made.id, False, "its maintainers")
    town.ana.ask("disclosure.record", record(asset="ours", own=True))
    listed = town.ana.ask("disclosure.list", asked.ListDisclosures()).disclosures
    assert sorted((one.asset, one.open) for one in listed) == [("app.example.org", False), ("ours", False)]
    assert town.ben.ask("disclosure.list", asked.ListDisclosures()).disclosures == ()
    with pytest.raises(BadInput):
        town.ana.ask("disclosure.record", record(asset=" "))


def test_the_record_holds_ids_and_counts_only(town: Town) -> None:
    measure = town.decide(town.operator, person=town.ana.id, step="notice").measure
    assert measure is not None
    assert measure.counts() == {}
    assert answers.MeasureDecided(measure=measure).counts() == {"measure": measure.id, "step": "notice"}
    assert measure.risk == Risk.C2
    for name in ("Ana", "Clinic", town.ana.id):
        for entry in town.place.entries():
            assert name not in repr(entry)
