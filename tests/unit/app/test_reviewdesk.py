"""A reviewer's desk: what waits and until when, what bars whom, appeals by the id of any decision."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.unit.app.house import DAY, House, Member, house, promoted, prove, raised
from vedette.access.monitor.measures import Measures
from vedette.access.monitor.nouns import Measure, Rule, Step
from vedette.app import programme_requests as programme
from vedette.app import reviewdesk_answers as answers
from vedette.app import reviewdesk_requests as asked
from vedette.core.errors import BadInput, Refused


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(tmp_path_factory.mktemp("house")) as made:
        yield made


@pytest.fixture(scope="module")
def operator(place: House) -> Member:
    return place.operator()


@pytest.fixture(scope="module")
def reviewers(operator: Member) -> tuple[Member, Member, Member]:
    rex, ria, roy = (
        operator.joined(name, org, "reviewer")
        for name, org in (("Rex", "Council"), ("Ria", "County"), ("Roy", "Canton"))
    )
    return rex, ria, roy


@pytest.fixture(scope="module")
def ana(operator: Member) -> Member:
    return operator.joined("Ana", "Clinic")


def line(who: Member, ident: str) -> answers.LineTold:
    lines = who.ask("review.queue", asked.ShowQueue()).lines
    return next(one for one in lines if one.id == ident)


def test_what_waits_has_a_clock_and_says_who_may_not(
    place: House, operator: Member, reviewers: tuple[Member, ...]
) -> None:
    ben = operator.joined("Ben", "Town")
    case = ben.ask("access.apply", programme.Apply(tier=1, statement="I look after\nthe town"))
    found = line(reviewers[0], case.id)
    assert (found.kind, found.person, found.says, found.may) == (
        "case",
        ben.id,
        "T1: I look after the town",
        True,
    )
    assert found.due == place.now + 5 * DAY
    reviewers[0].ask("access.review", programme.Review(application=case.id, approve=True, reasons="known"))
    with pytest.raises(StopIteration):
        line(reviewers[0], case.id)


def test_a_reviewer_sees_their_own_and_may_not_decide_it(reviewers: tuple[Member, ...]) -> None:
    rex = reviewers[0]
    case = rex.ask("access.apply", programme.Apply(tier=1, statement="me too"))
    own = line(rex, case.id)
    assert not own.may
    assert "themselves" in own.notes[0]
    mine = rex.ask("review.queue", asked.ShowQueue(mine=True)).lines
    assert case.id not in {one.id for one in mine}
    assert line(reviewers[1].sign_in(), case.id).may
    raised_by = programme.Review(application=case.id, approve=True, reasons="known")
    reviewers[1].ask("access.review", raised_by)


def test_a_case_at_a_glance_sets_what_it_takes_beside_what_there_is(
    operator: Member, ana: Member, reviewers: tuple[Member, ...]
) -> None:
    ana.sign_in()
    prove(ana)
    for tier in (1, 2):
        raised(ana, reviewers[0].sign_in(), tier)
    case = ana.ask("access.apply", programme.Apply(tier=3, statement="for the clinic"))
    looked = reviewers[1].sign_in().ask("review.look", asked.LookAtCase(application=case.id))
    needs = {one.needs: one for one in looked.needs}
    assert needs["identity to level 2"].met
    assert not needs["a sponsor of the applicant's organisation"].met
    assert needs["2 reviewers of 2 organisations"].by == "nobody yet"
    assert looked.may
    assert {one.partition(":")[0] for one in looked.earlier} == {"T1", "T2"}
    colleague = operator.sign_in("operations").joined("Cora", "Clinic", "reviewer")
    barred = colleague.ask("review.look", asked.LookAtCase(application=case.id))
    assert not barred.may
    assert "their own organisation" in barred.why_not
    assert "the applicant is of your organisation" in barred.mind


def test_a_refusal_at_the_gate_is_appealed_by_its_id(ana: Member, reviewers: tuple[Member, ...]) -> None:
    ana.sign_in()
    refused = ana.refused("review.queue", asked.ShowQueue())
    made = ana.ask("access.appeal", programme.Appeal(decision=refused.decision.id, statement="I am one"))
    assert made.state == "open"
    assert made.counts() == {"appeal": made.id, "against": "refusal", "state": "open"}
    assert line(reviewers[0].sign_in(), made.id).kind == "appeal"
    answer = asked.AnswerAppeal(appeal=made.id, overturn=True, reasons="the role was forgotten")
    done = reviewers[0].ask("review.answer", answer)
    assert (done.state, done.counts()["state"]) == ("overturned", "overturned")
    assert "ask again" in done.effect
    (told,) = ana.ask("access.appeals", asked.ListAppeals()).appeals
    assert (told.state, told.answer) == ("overturned", "the role was forgotten")
    again = ana.refused("review.queue", asked.ShowQueue())
    assert not again.decision.allowed, "no reviewer is above the policy"


def test_nobody_appeals_against_what_befell_another(operator: Member, ana: Member) -> None:
    refused = ana.sign_in().refused("review.queue", asked.ShowQueue())
    dan = operator.sign_in("operations").joined("Dan", "Farm")
    with pytest.raises(BadInput, match="against you"):
        dan.ask("access.appeal", programme.Appeal(decision=refused.decision.id, statement="for her"))


def test_a_measure_is_lifted_by_whoever_had_no_part_in_it(
    place: House, operator: Member, reviewers: tuple[Member, ...]
) -> None:
    eve = operator.sign_in("operations").joined("Eve", "Mill")
    rex, ria, _ = (one.sign_in() for one in reviewers)
    measures = Measures(place.service.parts.documents)
    measure = Measure(
        id="a1b2c3",
        rule=Rule.M3,
        step=Step.PAUSE,
        person=eve.id,
        reason="6 targets of others in an hour",
        remedy="wait or appeal",
        made=place.now,
        ends=place.now + DAY,
        by=rex.id,
    )
    measures.add(measure, place.now)
    made = eve.ask("access.appeal", programme.Appeal(decision=measure.id, statement="they were ours"))
    answer = asked.AnswerAppeal(appeal=made.id, overturn=True, reasons="they were")
    with pytest.raises(Refused, match="whoever decided"):
        rex.ask("review.answer", answer)
    assert ria.ask("review.answer", answer).effect == "the measure is lifted"
    assert measures.get(measure.id).lifted_by == ria.id
    assert not measures.get(measure.id).holds(place.now + 1)
    with pytest.raises(Refused, match="is over"):
        eve.ask("access.appeal", programme.Appeal(decision=measure.id, statement="again"))


def test_whoever_suspended_an_organisation_does_not_answer_its_appeal(
    place: House, operator: Member, reviewers: tuple[Member, ...]
) -> None:
    """Two people did, and both are named in the measure."""
    fay = operator.sign_in("operations").joined("Fay", "Dam", admin=True)
    rex, ria, _ = (one.sign_in() for one in reviewers)
    measures = Measures(place.service.parts.documents)
    measure = Measure(
        id="d4e5f6",
        rule=Rule.PERSON,
        step=Step.SUSPEND,
        org=fay.caller().subject.org,
        reason="no such dam",
        remedy="appeal",
        made=place.now,
        ends=place.now + DAY,
        by=f"{operator.id} {rex.id}",
    )
    measures.add(measure, place.now)
    made = fay.ask("access.appeal", programme.Appeal(decision=measure.id, statement="there is one"))
    answer = asked.AnswerAppeal(appeal=made.id, overturn=False, reasons="there is none")
    with pytest.raises(Refused, match="whoever decided"):
        rex.ask("review.answer", answer)
    assert ria.ask("review.answer", answer).state == "upheld"


def test_what_reviewers_did_is_counted(operator: Member, reviewers: tuple[Member, ...]) -> None:
    gus = operator.sign_in("operations").joined("Gus", "Port")
    rex, ria, _ = (one.sign_in() for one in reviewers)
    promoted(gus, operator, (rex, ria))
    told = rex.ask("review.statistics", asked.ShowStatistics(days=400))
    rows = {one.name: one for one in told.reviewers}
    assert rows["Rex"].decisions >= rows["Ria"].decisions >= 1
    assert rows["Ria"].partner == rex.id
    assert " of " in told.promised_kept
    with pytest.raises(BadInput):
        rex.ask("review.statistics", asked.ShowStatistics(days=0))


def test_what_is_late_is_said_to_be(place: House, operator: Member, reviewers: tuple[Member, ...]) -> None:
    hal = operator.sign_in("operations").joined("Hal", "Fort")
    case = hal.ask("access.apply", programme.Apply(tier=1, statement="me"))
    place.now += 6 * DAY
    shown = reviewers[0].sign_in().ask("review.queue", asked.ShowQueue())
    assert {one.id: one.late for one in shown.lines}[case.id]
    assert shown.late == sum(one.late for one in shown.lines)
    assert shown.counts() == {"waiting": len(shown.lines), "late": shown.late}
