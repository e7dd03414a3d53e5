"""What members see of themselves and admins of their organisation, and that nobody sees more."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.unit.app.house import DAY, House, Member, house, promoted, raised, seated
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.access.nouns import Kind, Purpose, Risk, Subject, Tier
from vedette.access.programme.breakglass import Emergency
from vedette.app import directory_requests as directory
from vedette.app import member_requests as asked
from vedette.app import programme_requests as programme
from vedette.app.gate import Denied
from vedette.app.leaving import GONE, Leaving
from vedette.app.ledgers import LedgerRecord
from vedette.app.memberplace import placed
from vedette.app.requests import ListRules
from vedette.app.retention import MAPPING_DAYS
from vedette.app.sweeps import EVERY
from vedette.core.errors import BadInput, Refused
from vedette.ledger.pseudonyms import QUARTER_S
from vedette.ledger.transparency.periods import month
from vedette.ledger.transparency.report import counted

WISH = programme.Apply(tier=1, statement="I look after it")


@pytest.fixture
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture
def operator(place: House) -> Member:
    return place.operator()


def paused(place: House, person: str, ends: float) -> Measure:
    made = Measure(
        id="0123456789abcdef",
        rule=Rule.M3,
        step=Step.PAUSE,
        person=person,
        risk=Risk.C2,
        reason="Six targets of others within the hour.",
        remedy="Look at what your tools do.",
        made=place.now - 1,
        ends=ends,
    )
    return Measures(place.service.parts.documents).add(made, place.now)


def test_an_admin_sees_what_their_own_organisation_did_and_no_other(operator: Member) -> None:
    ada = operator.joined("Ada", "Mill", admin=True)
    bo, eve = operator.joined("Bo", "Mill"), operator.joined("Eve", "Harbour")
    for who in (bo, eve):
        who.refused("identity.people", directory.ListPeople())
    bo.run("rules.list", ListRules())
    told = ada.ask("member.feed", asked.ShowFeed())
    assert told.org == "Mill"
    assert [(one.who, one.capability, one.verdict) for one in told.uses] == [
        ("Bo", "identity.people", "deny")
    ], "C0 that was allowed is nobody's business"
    assert {(one.who, one.what) for one in told.alerts} == {("Ada", "new_key"), ("Bo", "new_key")}
    assert told.uses[0].index in {one.index for one in bo.ask("member.uses", asked.ListUses()).uses}
    for who in (bo, operator):
        with pytest.raises(Refused, match="only who speaks"):
            who.ask("member.feed", asked.ShowFeed())


def test_a_feed_goes_on_page_by_page_and_names_nobody_who_left(operator: Member) -> None:
    ada, bo = operator.joined("Ada", "Mill", admin=True), operator.joined("Bo", "Mill")
    for _ in range(3):
        bo.refused("identity.people", directory.ListPeople())
    first = ada.ask("member.feed", asked.ShowFeed(count=2))
    second = ada.ask("member.feed", asked.ShowFeed(count=2, before=first.rest))
    assert (len(first.uses), len(second.uses)) == (2, 1)
    bo.ask("member.erase", asked.EraseMe(person=bo.id))
    assert {one.who for one in ada.ask("member.feed", asked.ShowFeed()).uses} == {"somebody no longer here"}


def test_a_measure_is_shown_to_whom_it_is_about_and_knowing_of_it_does_not_end_it(
    place: House, operator: Member
) -> None:
    ada, bo = operator.joined("Ada", "Mill"), operator.joined("Bo", "Mill")
    made = paused(place, ada.id, place.now + DAY)
    (told,) = ada.ask("member.grants", asked.ShowGrants()).measures
    assert (told.id, told.step, told.until) == (made.id, "pause", made.ends)
    (alert,) = [one for one in ada.ask("member.alerts", asked.ListAlerts()).alerts if one.id == made.id]
    assert alert.says == f"{made.reason} {made.remedy}"
    ada.ask("member.know", asked.KnowAlert(alert=made.id))
    assert made.id not in {one.id for one in ada.ask("member.alerts", asked.ListAlerts()).alerts}
    assert made.id in {one.id for one in ada.ask("member.alerts", asked.ListAlerts(all=True)).alerts}
    assert ada.ask("member.grants", asked.ShowGrants()).measures == (told,)
    assert not bo.ask("member.grants", asked.ShowGrants()).measures
    with pytest.raises(BadInput):
        bo.ask("member.know", asked.KnowAlert(alert=made.id))


def test_somebody_suspended_still_sees_takes_along_and_leaves(place: House, operator: Member) -> None:
    ada = operator.joined("Ada", "Mill")
    mill = ada.caller().subject.org
    place.service.parts.people.suspend_organisation(mill, place.now - 1)
    ada.sign_in(org=mill)
    with pytest.raises(Denied):
        ada.run("rules.list", ListRules())
    assert ada.ask("member.uses", asked.ListUses()).uses[1].reasons == ("suspended",)
    assert ada.ask("member.grants", asked.ShowGrants()).name == "Ada"
    assert ada.ask("member.export", asked.ExportMe()).things
    assert ada.ask("member.erase", asked.EraseMe(person=ada.id)).deleted


def test_grants_say_what_was_decided_by_whose_house_and_where_that_is_written(
    place: House, operator: Member
) -> None:
    ada, rex = operator.joined("Ada", "Mill"), operator.joined("Rex", "Council", "reviewer")
    case = raised(ada, rex)
    refused = ada.ask("access.apply", programme.Apply(tier=2, statement="more"))
    rex.ask("access.review", programme.Review(application=refused.id, approve=False, reasons="not shown"))
    told = {one.wants: one for one in ada.ask("member.grants", asked.ShowGrants()).grants}
    assert told["T1"].decided_by == ("a reviewer of Council",)
    assert told["T1"].until == place.now + 365 * DAY
    assert told["T1"].goes_on == "goes on by itself for whoever is here once in 365 days"
    assert (told["T2"].state, told["T2"].ends_earlier) == ("refused", ())
    entry = place.entries(told["T1"].receipt)[0] if told["T1"].receipt >= 0 else None
    assert entry is None or (entry.id, entry.capability) == (case.decision, "access.review")


def test_who_leaves_with_something_open_is_known_for_two_years_and_then_to_nobody(
    place: House, operator: Member
) -> None:
    ada = operator.joined("Ada Known", "Mill")
    person = ada.id
    paused(place, person, place.now + DAY)
    told = ada.ask("member.erase", asked.EraseMe(person=person))
    assert told.open == ("the measure 0123456789abcdef is in force",)
    assert told.link_until == place.now + MAPPING_DAYS * DAY
    names = place.service.book.pseudonyms()
    theirs = [one.subject for one in place.entries() if names.matches(one.subject, person)]
    assert theirs
    assert place.service.parts.people.get(person).name == GONE
    leaving = _leaving(place)
    place.now = told.link_until - 1
    assert leaving.sweep(place.now) == 0
    assert names.matches(theirs[0], person)
    place.now = told.link_until
    assert leaving.sweep(place.now) == 1
    assert not any(names.matches(one, person) for one in theirs)
    place.now += 1
    leaving.sweep(place.now)
    assert not any(b"Ada Known" in one.value for one in place.service.parts.documents.all("leaving"))
    assert not place.service.parts.documents.tagged("measure", f"person:{person}")
    leaving.sweep(place.now)
    erased = [one for one in place.entries() if one.reasons == ("member",)]
    assert len(erased) == 1


def test_what_somebody_had_is_in_force_no_longer_once_they_left(place: House, operator: Member) -> None:
    """Not until its last day: the ledger says that it ended, and so does the published report."""
    reviewers = [operator.joined(f"R of {org}", org, "reviewer") for org in ("Council", "County")]
    ada, bo = operator.joined("Ada", "Mill"), operator.joined("Bo", "Dam")
    case, waiting = promoted(ada, operator, reviewers), bo.ask("access.apply", WISH)
    begun = len(place.entries())
    for one in (ada, bo):
        one.ask("member.erase", asked.EraseMe(person=one.id))
    now = month(f"{datetime.fromtimestamp(place.now, UTC):%Y-%m}")
    leaves = [one.leaf() for one in place.entries()]
    before, after = counted(leaves[:begun], now), counted(leaves, now)
    assert (case.wants, before.grants[case.id].wants) == ("T3", "T3")
    assert case.id not in after.grants
    assert (after.cases["T3"]["revoke"], after.cases["T1"]["withdraw"]) == (1, 1)
    told = [one for one in place.entries(begun) if one.counts.get("case") in {case.id, waiting.id}]
    assert [one.subject for one in told] == ["", ""], "nor does it say whose it was"


def test_what_is_open_is_said(place: House, operator: Member) -> None:
    ada = operator.joined("Ada", "Mill")
    subject = Subject(id=ada.id, kind=Kind.PERSON, tier=Tier.T4, org="o")
    said = Emergency(purpose=Purpose.INCIDENT_RESPONSE, incident="INC-7", assets=("a",), reason="now")
    use = place.service.parts.glass.open(subject, said, owned=("a",), now=place.now)
    documents = place.service.parts.documents
    documents.put("held", "h1", json.dumps({"id": "h1"}).encode(), tags=(f"person:{ada.id}",))
    assert set(_leaving(place).open(ada.id, place.now)) == {
        f"the emergency {use.id} waits for its review",
        "the text h1 waits for a person",
    }


def test_agents_and_seats_go_with_who_had_them(place: House, operator: Member) -> None:
    ada = operator.joined("Ada", "Mill")
    seat = seated(operator, directory.AddSeat(sponsor="Mill", cap="C1", days=9, person=ada.id))
    person = ada.id
    assert ada.ask("member.erase", asked.EraseMe(person=person)).link_until == 0.0
    parts = place.service.parts
    assert not parts.passkeys.of(person)
    assert not parts.sessions.of(person, place.now)
    with pytest.raises(BadInput):
        parts.seats.get(seat.id)
    assert parts.people.get(person).memberships == ()


def test_who_was_nowhere_for_two_years_is_let_go(place: House, operator: Member) -> None:
    ada, bo = operator.joined("Ada", "Mill"), operator.joined("Bo", "Mill")
    people, gone, stays = place.service.parts.people, ada.id, bo.id
    people.leave(gone, ada.caller().subject.org, place.now)
    place.now += (MAPPING_DAYS + 2) * DAY
    assert _leaving(place).sweep(place.now) == 1
    assert people.get(gone).name == GONE
    assert people.get(stays).name == "Bo", "who belongs somewhere stays"
    assert _leaving(place).sweep(place.now + EVERY) == 0


def test_uses_go_back_over_quarters_and_over_how_names_were_made_before(place: House) -> None:
    slots, names = place.service.book.slots, place.service.book.pseudonyms()
    began = place.now
    slots.swap(
        f"key of epoch {names.epoch(began)}", slots.read(f"key of epoch {names.epoch(began)}"), bytes(32)
    )
    operator = place.operator()
    ada = operator.joined("Ada", "Mill")
    ada.ask("rules.list", ListRules())
    place.now += QUARTER_S
    ada.sign_in().ask("rules.list", ListRules())
    mine = [one for one in ada.ask("member.uses", asked.ListUses()).uses if one.capability == "rules.list"]
    assert [names.epoch(one.at) - names.epoch(began) for one in mine] == [1, 0]
    assert [one.org for one in mine] == ["Mill", "Mill"]
    assert [one.purpose for one in mine] == ["own_code", "own_code"]
    late = ada.ask("member.uses", asked.ListUses(since=place.now - 9)).uses
    assert {names.epoch(one.at) for one in late} == {names.epoch(place.now)}
    early = ada.ask("member.uses", asked.ListUses(until=began + 9)).uses
    assert {names.epoch(one.at) for one in early} == {names.epoch(began)}


def test_old_entries_that_stay_tied_are_owned_up_to(place: House, operator: Member) -> None:
    slots = place.service.book.slots
    epoch = f"key of epoch {place.service.book.pseudonyms().epoch(place.now)}"
    slots.swap(epoch, slots.read(epoch), bytes(32))
    ada = operator.joined("Ada", "Mill")
    told = ada.ask("member.erase", asked.EraseMe(person=ada.id))
    assert "entries made before members had keys of their own" in told.stays[-1]


def _leaving(place: House) -> Leaving:
    service = place.service
    record = LedgerRecord(service.book, service.parts.chosen.clock)
    return placed(service.parts, record, service.jobs).view.leaving
