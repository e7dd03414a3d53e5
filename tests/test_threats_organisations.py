"""A14: somebody applies in the name of an organisation that is not theirs, or is made to.

What stands against it: people are seen by two others, the organisation is called back on a number found
elsewhere and looked up in registers, T4 takes a week to come into effect, and a new grant reaches a tenth as
far at first. Each step is on the record.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.browser import Answer, Browser
from tests.guessing import guesses_cost_nothing  # noqa: F401 - for every test here
from tests.serving import Served, joined, served
from tests.unit.app.house import DAY, House, Member, house, promoted, prove, raised
from vedette.access.identity.callback import Answered, Place
from vedette.access.identity.proofing import Method, Proofs
from vedette.access.nouns import Decision, Risk, Tier, Verdict
from vedette.app import programme_requests as programme
from vedette.app import proofing_requests as proofing
from vedette.app.capabilities import CAPABILITIES
from vedette.app.capability import Capability
from vedette.app.caps import A_CAPABILITY, NEW_DAYS, NEW_SHARE
from vedette.core.errors import Refused
from vedette.core.guessable import digest
from vedette.ledger.entries import Kind

DOCUMENT, NUMBER = "C01X 00T478", "+49 30 1234567"
TOLD = {"reason": "asked the switchboard for the head of IT", "own_way": True}


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served(tmp_path_factory.mktemp("service")) as made:
        yield made


@dataclass
class Cast:
    """Who is there: an operator, two reviewers of two organisations."""

    service: Served
    operator: Browser
    rex: Browser
    uma: Browser

    def joined(self, name: str, org: str, *, admin: bool = False) -> Browser:
        body = {"name": name, "org": org, "admin": admin}
        made = self.service.somebody()
        made.enrol(self.operator.ask("POST", "/v1/identity/invitations", body)["result"]["link"])
        made.sign_in()
        return made


@pytest.fixture(scope="module")
def cast(service: Served) -> Cast:
    operator = service.somebody()
    operator.enrol(service.link)
    operator.sign_in("operations")
    rex = joined(service, operator, "Rex", "Council", "reviewer")
    uma = joined(service, operator, "Uma", "Response", "reviewer")
    return Cast(service, operator, rex, uma)


def does(who: Browser, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
    said: dict[str, Any] = who.ask("POST", path, body or None)["result"]
    return said


def looks(who: Browser, path: str) -> dict[str, Any]:
    said: dict[str, Any] = who.ask("GET", path)["result"]
    return said


def seen(who: Browser, cast: Cast) -> None:
    """Have somebody seen by both reviewers."""
    sitting = does(who, "/v1/proofing/sittings", in_person=False)["sitting"]
    here = f"/v1/proofing/sittings/{sitting}"
    for one in (cast.rex, cast.uma):
        does(one, f"{here}/seat")
    heard = does(who, f"{here}/phrase")["phrase"]
    for one in (cast.rex, cast.uma):
        row = next(row for row in looks(one, "/v1/proofing")["sittings"] if row["sitting"] == sitting)
        body = {
            "yes": True,
            "reason": "her, and her card",
            "heard": heard,
            "document": digest(DOCUMENT, row["salt"]),
            "mark": digest(DOCUMENT, row["mark_salt"]),
        }
        does(one, f"{here}/attest", **body, in_hand=True, face=True, held_up=True)


def applies(who: Browser, tier: int) -> str:
    return str(does(who, "/v1/access/applications", tier=tier, statement="we run the wards")["id"])


def approves(who: Browser, case: str) -> dict[str, Any]:
    return does(who, f"/v1/access/applications/{case}/review", approve=True, reasons="known")


def steps(service: Served, start: int) -> list[tuple[str, str]]:
    """What was allowed and done since, in order."""
    found = [one for one in service.entries(start) if one.kind is Kind.ENDED and one.outcome == "done"]
    return [(one.capability, str(one.counts.get("done") or one.counts.get("stage") or "")) for one in found]


def test_a14_an_organisation_is_called_back_before_its_people_are_trusted(
    service: Served, cast: Cast
) -> None:
    ana, sam = cast.joined("Ana", "Clinic"), cast.joined("Sam", "Clinic", admin=True)
    start = len(service.entries())
    for one in (ana, sam):
        seen(one, cast)
        approves(cast.rex, applies(one, 2))
    case = applies(ana, 3)
    does(sam, f"/v1/access/applications/{case}/sponsor", reasons="one of us")
    with pytest.raises(Answer) as caught:
        approves(cast.rex, case)
    assert "reached" in str(caught.value.body)
    (org,) = {looks(who, "/v1/me")["org"] for who in (ana, sam)}
    here = f"/v1/proofing/organisations/{org}"
    known = looks(cast.rex, here)
    assert "T3 reached" in known["lacking"]
    call = {"place": "regulator", "number": digest(NUMBER, known["salt"]), "answered": "confirmed"}
    for insider in (ana, sam):
        with pytest.raises(Answer):
            does(insider, f"{here}/calls", **call, **TOLD)
    does(cast.rex, f"{here}/calls", **call, **TOLD)
    assert does(cast.rex, f"{here}/registers", place="regulator", **TOLD)["lacking"] == []
    approves(cast.rex, case)
    assert approves(cast.uma, case)["state"] == "granted"
    assert looks(ana, "/v1/me")["tier"] == "T3"
    done = steps(service, start)
    for step in (
        ("proofing.ask", "open"),
        ("proofing.seat", "open"),
        ("proofing.phrase", ""),
        ("proofing.attest", "passed"),
        ("proofing.call_back", "call-back confirmed"),
        ("proofing.look_up", "register"),
    ):
        assert step in done, "it is not on the record"
    order = [name for name, _ in done]
    assert order.index("proofing.call_back") < len(order) - order[::-1].index("access.review") - 1


@pytest.mark.slow
def test_a14_who_knows_nothing_of_it_undoes_what_was_said_in_their_name(service: Served, cast: Cast) -> None:
    mal, boss = cast.joined("Mal", "Clinic-Support"), cast.joined("Bob", "Clinic-Support", admin=True)
    for one in (mal, boss):
        seen(one, cast)
        approves(cast.rex, applies(one, 2))
    org = looks(mal, "/v1/me")["org"]
    here = f"/v1/proofing/organisations/{org}"
    number = digest(NUMBER, looks(cast.rex, here)["salt"])
    does(cast.rex, f"{here}/calls", place="company-register", number=number, answered="confirmed", **TOLD)
    start = len(service.entries())
    told = does(cast.uma, f"{here}/calls", place="regulator", number=number, answered="denied", **TOLD)
    assert "T3 reached" in told["lacking"]
    assert ("proofing.call_back", "call-back denied") in steps(service, start)
    case = applies(mal, 3)
    does(boss, f"/v1/access/applications/{case}/sponsor", reasons="one of us")
    for reviewer in (cast.rex, cast.uma):
        with pytest.raises(Answer):
            approves(reviewer, case)
    assert looks(mal, "/v1/me")["tier"] == "T2"


def test_a14_the_record_holds_no_number_and_no_name(service: Served, cast: Cast) -> None:
    del cast
    text = repr(service.entries())
    assert not any(one in text for one in (DOCUMENT, NUMBER, "switchboard", "Clinic", "Ana"))


# --- what takes days, at a time the test sets


@pytest.fixture
def place(tmp_path: Path) -> Iterator[House]:
    with house(tmp_path) as made:
        yield made


@dataclass
class Crew:
    """An operator, two reviewers, and somebody who applies."""

    operator: Member
    rex: Member
    uma: Member
    ana: Member

    def signed_in(self) -> None:
        """Come back after some days."""
        for one in (self.operator, self.rex, self.uma, self.ana):
            one.sign_in("operations")


@pytest.fixture
def crew(place: House) -> Crew:
    operator = place.operator()
    rex, uma = (
        operator.joined(name, org, "reviewer") for name, org in (("Rex", "Council"), ("Uma", "Response"))
    )
    return Crew(operator, rex, uma, operator.joined("Ana", "Clinic"))


def tier(who: Member) -> Tier:
    return who.caller().subject.tier


def without(who: Member, *methods: Method) -> None:
    """Take back what was found out about somebody's organisation in some ways."""
    proofs = Proofs(who.house.service.parts.documents)
    for one in methods:
        proofs.void(who.caller().subject.org, one)


@pytest.mark.slow
def test_a14_t4_takes_what_a_regulator_or_a_body_of_response_teams_says(crew: Crew) -> None:
    promoted(crew.ana, crew.operator, (crew.rex, crew.uma), tier=3)
    sue = crew.operator.joined("Sue", "Clinic", admin=True)
    prove(sue)
    raised(sue, crew.rex, 2)
    without(crew.ana, Method.LETTER)
    case = crew.ana.ask("access.apply", programme.Apply(tier=4, statement="we run the wards"))
    sue.ask("access.sponsor", programme.Sponsor(application=case.id, reasons="one of us"))
    yes = programme.Review(application=case.id, approve=True, reasons="known")
    with pytest.raises(Refused, match="sector"):
        crew.rex.ask("access.review", yes)
    org = crew.ana.caller().subject.org
    wish = proofing.LookUp(org=org, place=Place.FIRST, reason="in the list of members", own_way=True)
    crew.rex.ask("proofing.look_up", wish)
    crew.rex.ask("access.review", yes)
    assert crew.uma.ask("access.review", yes).state == "cooling"


def test_a14_t4_is_in_effect_after_a_week_in_which_it_can_be_stopped(place: House, crew: Crew) -> None:
    given = promoted(crew.ana, crew.operator, (crew.rex, crew.uma), tier=4)
    assert tier(crew.ana) is Tier.T3
    place.now += 7 * DAY - 60
    crew.signed_in()
    assert tier(crew.ana) is Tier.T3
    place.now += 120
    assert tier(crew.ana.refresh()) is Tier.T4
    mia = crew.operator.joined("Mia", "Hospital")
    stopped = promoted(mia, crew.operator, (crew.rex, crew.uma), tier=4)
    org = mia.caller().subject.org
    salt = crew.rex.ask("proofing.organisation", proofing.ShowOrganisation(org=org)).salt
    denied = proofing.CallBack(
        org=org,
        place=Place.REGULATOR,
        number=digest(NUMBER, salt),
        answered=Answered.DENIED,
        reason="they know of no such application",
        own_way=True,
    )
    crew.rex.ask("proofing.call_back", denied)
    crew.operator.ask("access.revoke", programme.Revoke(grant=stopped.id, reason="not theirs"))
    place.now += 8 * DAY
    crew.signed_in()
    assert tier(mia.sign_in()) is Tier.T3
    assert given.id != stopped.id


def allowed(who: Member, risk: Risk) -> int:
    """How often a day somebody may use something of a class."""
    around, request = who.house.service.gate.circumstances, CAPABILITIES["code.discover"].request
    row = Capability(id="something", does="", reads="", risk=risk, request=request, cost_unit="")
    caller = who.caller()
    decision = Decision(id="0", verdict=Verdict.ALLOW, reasons=(), policy="", made=0.0, expires=0.0)
    count = 0
    while count < A_CAPABILITY[risk] + 1 and (held := around.hold(caller, row, decision)) is not None:
        held.settle(used=True)
        count += 1
    return count


@pytest.mark.parametrize("risk", [Risk.C3, pytest.param(Risk.C4, marks=pytest.mark.slow)])
def test_a14_a_new_grant_reaches_a_tenth_as_far_for_thirty_days(place: House, crew: Crew, risk: Risk) -> None:
    promoted(crew.ana, crew.operator, (crew.rex, crew.uma), tier=3)
    assert allowed(crew.ana, risk) == A_CAPABILITY[risk] // NEW_SHARE
    place.now += (NEW_DAYS - 1) * DAY
    assert allowed(crew.ana.sign_in(), risk) == A_CAPABILITY[risk] // NEW_SHARE
    place.now += DAY
    assert allowed(crew.ana.sign_in(), risk) == A_CAPABILITY[risk]
