"""From asking for a tier to the end of it; through the documents, as doors do it."""

import pytest

from tests.unit.access.programme.people import (
    ADA,
    DAY,
    NOW,
    PROGRAMS,
    RITA,
    ROB,
    RUTH,
    SUE,
    Town,
    given,
    someone,
    sponsored,
)
from vedette.access.documents import Memory
from vedette.access.nouns import Risk, Subject, Tier
from vedette.access.programme.actors import Actor
from vedette.access.programme.applications import Applications, Said
from vedette.access.programme.cases import state
from vedette.access.programme.criteria import Want
from vedette.access.programme.records import Act, Case, Event, Evidence, Stage
from vedette.core.errors import BadInput, Refused

T1, T2, T3, T4 = (Want(tier=tier) for tier in (Tier.T1, Tier.T2, Tier.T3, Tier.T4))
PROOF = (Evidence(kind="mail", digest="0a" * 32),)


@pytest.fixture
def town() -> Town:
    return Town()


@pytest.fixture
def cases(town: Town) -> Applications:
    made = Applications(Memory(), town)
    sponsored(made)
    return made


def asked(cases: Applications, want: Want = T1, who: Subject = ADA, now: float = NOW) -> str:
    return cases.apply(who, want, statement="I defend things", evidence=PROOF, now=now).id


def yes(cases: Applications, case: str, *reviewers: Subject, now: float = NOW) -> Case:
    for subject in reviewers:
        cases.review(subject, case, approve=True, reason="shown", now=now)
    return cases.get(case)


def no(cases: Applications, case: str, reviewer: Subject = RITA) -> str:
    cases.review(reviewer, case, approve=False, reason="not shown", now=NOW)
    return state(cases.get(case), NOW).decision


def stage(cases: Applications, case: str, now: float = NOW) -> Stage:
    return cases.state(cases.get(case), now).stage


@pytest.mark.parametrize(
    ("want", "days"), [(T1, 365), (T2, 182), (Want(capability="analyse_malware", risk=Risk.C2), 182)]
)
def test_one_reviewer_gives_what_is_not_dangerous_for_some_time(
    cases: Applications, want: Want, days: int
) -> None:
    case = asked(cases, want)
    assert stage(cases, case) is Stage.PENDING
    yes(cases, case, RITA, now=NOW + 1)
    end = NOW + 1 + days * DAY
    assert [known.expires for _, known in cases.granted("ada", NOW + 1)] == [end]
    assert stage(cases, case, end - 1) is Stage.GRANTED
    assert stage(cases, case, end) is Stage.EXPIRED
    assert list(cases.granted("ada", end)) == []


@pytest.mark.parametrize("want", [T3, T4, Want(capability="fuzz", risk=Risk.C3)])
def test_what_is_dangerous_takes_reviewers_of_two_organisations(cases: Applications, want: Want) -> None:
    if want.tier:
        yes(cases, asked(cases, T2), RITA)
    if want.tier is Tier.T4:
        given(cases, Tier.T3)
    case = asked(cases, want)
    cases.sponsor(SUE, case, reason="one of us", now=NOW)
    yes(cases, case, RITA, RITA, someone("rolf", "hooli", "reviewer"), someone("rosa", "", "reviewer"))
    assert stage(cases, case) is Stage.PENDING
    yes(cases, case, ROB)
    assert stage(cases, case) is (Stage.COOLING if want.tier is Tier.T4 else Stage.GRANTED)


def test_the_upper_tiers_are_climbed_step_by_step(cases: Applications) -> None:
    with pytest.raises(Refused, match="T3 is for whoever is T2 already"):
        asked(cases, T3)
    yes(cases, asked(cases, T2), RITA)
    with pytest.raises(Refused, match="T4 is for whoever is T3 already"):
        asked(cases, T4)


def test_nobody_reviews_what_they_asked_for_under_whatever_account(cases: Applications) -> None:
    case = asked(cases, T2, someone("rita", "acme", key="her other key"))
    for account in (RITA, someone("rita", "umbrella", "reviewer", key="a third key")):
        for approve in (True, False):
            with pytest.raises(Refused, match="asked for themselves"):
                cases.review(account, case, approve=approve, reason="me", now=NOW)
    assert stage(cases, case) is Stage.PENDING


@pytest.mark.parametrize("program", PROGRAMS)
def test_programs_ask_and_decide_nothing(cases: Applications, program: Subject) -> None:
    case = asked(cases)
    with pytest.raises(Refused):
        asked(cases, T2, program)
    with pytest.raises(Refused):
        cases.review(program, case, approve=True, reason="beep", now=NOW)
    with pytest.raises(Refused):
        cases.revoke(program, case, reason="beep", now=NOW)


def test_who_is_no_reviewer_decides_nothing(cases: Applications) -> None:
    case = asked(cases)
    with pytest.raises(Refused, match="only a reviewer"):
        yes(cases, case, someone("bo", "umbrella", tier=Tier.T4))


def test_a_refusal_is_appealed_by_its_id_to_somebody_else(cases: Applications) -> None:
    case = asked(cases)
    decision = no(cases, case)
    assert cases.appeal(ADA, decision, reason="look again", now=NOW).id == case
    assert [one.id for one in cases.waiting(NOW)] == [case]
    with pytest.raises(Refused, match="somebody who has not decided"):
        cases.answer(RITA, case, overturn=False, reason="no", now=NOW)
    cases.answer(ROB, case, overturn=True, reason="it was shown", now=NOW)
    assert stage(cases, case) is Stage.GRANTED
    assert cases.waiting(NOW) == []


def test_an_appeal_that_is_turned_down_can_go_to_a_third(cases: Applications) -> None:
    case = asked(cases)
    first = no(cases, case)
    cases.appeal(ADA, first, reason="look again", now=NOW)
    cases.answer(ROB, case, overturn=False, reason="it was not", now=NOW)
    assert stage(cases, case) is Stage.REFUSED
    with pytest.raises(Refused, match="followed by another"):
        cases.appeal(ADA, first, reason="look again", now=NOW)
    cases.appeal(ADA, state(cases.get(case), NOW).decision, reason="again", now=NOW)
    for heard in (RITA, ROB):
        with pytest.raises(Refused, match="somebody who has not decided"):
            cases.answer(heard, case, overturn=True, reason="well", now=NOW)
    cases.answer(RUTH, case, overturn=True, reason="well", now=NOW)
    assert stage(cases, case) is Stage.GRANTED


def test_an_appeal_lifts_a_refusal_but_is_one_voice_like_any(cases: Applications) -> None:
    yes(cases, asked(cases, T2), RITA)
    case = asked(cases, T3)
    cases.sponsor(SUE, case, reason="one of us", now=NOW)
    yes(cases, case, RUTH)
    cases.appeal(ADA, no(cases, case), reason="look again", now=NOW)
    cases.answer(ROB, case, overturn=True, reason="well", now=NOW)
    assert stage(cases, case) is Stage.PENDING, "what was said before the refusal counts no more"
    yes(cases, case, RITA)
    assert stage(cases, case) is Stage.GRANTED


def test_only_who_applied_appeals_and_only_against_a_decision_against_them(cases: Applications) -> None:
    case = asked(cases)
    decision = no(cases, case)
    with pytest.raises(Refused, match="only who applied"):
        cases.appeal(RUTH, decision, reason="on her behalf", now=NOW)
    other = yes(cases, asked(cases, T2), RITA)
    with pytest.raises(Refused, match="no decision to appeal"):
        cases.appeal(ADA, other.events[-1].id, reason="more", now=NOW)
    for unknown in ("", "nothing"):
        with pytest.raises(BadInput, match="no case or decision"):
            cases.appeal(ADA, unknown, reason="what", now=NOW)


def test_an_operator_revokes_a_grant_and_gives_none(cases: Applications) -> None:
    case = asked(cases)
    yes(cases, case, RITA)
    boss = someone("boss", "house", "operator")
    cases.revoke(boss, case, reason="left", now=NOW)
    assert stage(cases, case) is Stage.REVOKED
    with pytest.raises(Refused, match="only a reviewer"):
        cases.review(boss, asked(cases), approve=True, reason="back", now=NOW)


def test_a_grant_ends_at_once_when_it_is_revoked(cases: Applications) -> None:
    case = asked(cases)
    yes(cases, case, RITA)
    with pytest.raises(Refused, match="only an operator or a reviewer"):
        cases.revoke(someone("bo"), case, reason="envy", now=NOW)
    cases.revoke(RITA, case, reason="left", now=NOW)
    assert list(cases.granted("ada", NOW)) == []
    assert stage(cases, case) is Stage.REVOKED
    with pytest.raises(Refused, match="no grant to revoke"):
        cases.revoke(RITA, case, reason="left", now=NOW)
    with pytest.raises(Refused, match="not waiting"):
        yes(cases, case, ROB)


def test_a_revocation_is_appealed_too_and_the_grant_does_not_come_back_by_one_voice(
    cases: Applications,
) -> None:
    yes(cases, asked(cases, T2), RITA)
    case = given(cases, Tier.T3)
    cases.revoke(RITA, case, reason="a rumour", now=NOW)
    cases.appeal(ADA, state(cases.get(case), NOW).decision, reason="only a rumour", now=NOW)
    cases.answer(RUTH, case, overturn=True, reason="a rumour indeed", now=NOW)
    assert stage(cases, case) is Stage.PENDING
    yes(cases, case, ROB)
    assert stage(cases, case) is Stage.GRANTED


def test_who_has_a_grant_may_give_it_back(cases: Applications) -> None:
    case = asked(cases)
    yes(cases, case, RITA)
    cases.revoke(ADA, case, reason="done", now=NOW)
    assert stage(cases, case) is Stage.REVOKED


def test_who_applied_may_withdraw_while_it_waits(cases: Applications) -> None:
    case = asked(cases)
    with pytest.raises(Refused, match="only who applied"):
        cases.withdraw(RITA, case, reason="no", now=NOW)
    cases.withdraw(ADA, case, reason="no need", now=NOW)
    assert stage(cases, case) is Stage.WITHDRAWN
    with pytest.raises(Refused, match="not open"):
        cases.withdraw(ADA, case, reason="no need", now=NOW)
    with pytest.raises(Refused, match="not waiting"):
        yes(cases, case, RITA)
    with pytest.raises(Refused, match="no appeal to answer"):
        cases.answer(RITA, case, overturn=True, reason="no", now=NOW)


def test_the_same_is_not_asked_for_twice_and_not_too_much_at_once(cases: Applications) -> None:
    asked(cases)
    with pytest.raises(Refused, match="asked for already"):
        asked(cases)
    for number in range(4):
        asked(cases, Want(capability=f"capability {number}"))
    with pytest.raises(Refused, match="asked for already"):
        asked(cases, T2)


def test_a_grant_can_be_asked_for_anew_before_it_ends(cases: Applications) -> None:
    yes(cases, asked(cases), RITA)
    yes(cases, asked(cases, now=NOW + 300 * DAY), RITA, now=NOW + 300 * DAY)
    assert cases.tier("ada", NOW + 400 * DAY) is Tier.T1


def test_what_nobody_gets_cannot_be_asked_for(cases: Applications) -> None:
    with pytest.raises(Refused, match="nobody is given this"):
        asked(cases, Want(capability="worm", risk=Risk.CX))


@pytest.mark.parametrize(
    ("want", "statement", "evidence"),
    [
        (Want(), "why", ()),
        (Want(tier=Tier.T1, capability="both"), "why", ()),
        (Want(capability="x" * 201), "why", ()),
        (T1, " ", ()),
        (T1, "x" * 4001, ()),
        (T1, "why", PROOF * 33),
        (T1, "why", (Evidence(kind="mail", digest="0A" * 32),)),
        (T1, "why", (Evidence(kind="mail", digest="0a" * 32 + "\n"),)),
        (T1, "why", (Evidence(kind="", digest="0a" * 32),)),
    ],
)
def test_what_cannot_be_read_is_not_asked_for(
    cases: Applications, want: Want, statement: str, evidence: tuple[Evidence, ...]
) -> None:
    with pytest.raises(BadInput):
        cases.apply(ADA, want, statement=statement, evidence=evidence, now=NOW)


def test_every_step_says_who_when_and_why(cases: Applications) -> None:
    case = asked(cases)
    yes(cases, case, RITA, now=NOW + 5)
    (event,) = cases.get(case).events
    assert (event.actor.person, event.at, event.reason, event.act) == ("rita", NOW + 5, "shown", Act.APPROVE)
    assert cases.decided(event.id).id == case
    with pytest.raises(BadInput, match="a reason of 0 characters"):
        cases.revoke(RITA, case, reason=" ", now=NOW)
    with pytest.raises(BadInput, match="no case"):
        cases.review(RITA, "nothing", approve=True, reason="why not", now=NOW)


def test_a_case_does_not_go_on_forever(cases: Applications) -> None:
    yes(cases, asked(cases, T2), RITA)
    case = asked(cases, T3)
    yes(cases, case, *[RITA] * 100)
    with pytest.raises(Refused, match="too long"):
        yes(cases, case, ROB)


def test_a_new_application_shakes_off_no_second_look(cases: Applications) -> None:
    given(cases, Tier.T2)
    first = given(cases, Tier.T3)
    cases.lot(first, Said(reason="drawn", now=NOW), fell=True)
    cases.revoke(ADA, first, reason="never mind", now=NOW)
    second = given(cases, Tier.T3, now=NOW + 1)
    found = cases.lot(second, Said(reason="spared", now=NOW + 2), fell=False)
    assert found.events[-1].act is Act.DRAW
    assert "owed" in found.events[-1].reason
    assert [one.id for one in cases.drawn(NOW + 2)] == [second]
    cases.audit(RUTH, second, reason="in order", now=NOW + 3)
    cases.revoke(ADA, second, reason="never mind", now=NOW + 3)
    third = given(cases, Tier.T3, now=NOW + 4)
    assert cases.lot(third, Said(reason="spared", now=NOW + 5), fell=False).events[-1].act is Act.SPARE


def test_the_voice_of_who_is_no_longer_a_reviewer_counts_no_longer(cases: Applications, town: Town) -> None:
    """Whoever was put out of office for a reason approved this for the same one."""
    given(cases, Tier.T2)
    case = asked(cases, T3)
    cases.sponsor(SUE, case, reason="one of us", now=NOW)
    yes(cases, case, RITA)
    town.retired.add("rita")
    yes(cases, case, ROB)
    assert stage(cases, case) is Stage.PENDING
    yes(cases, case, RUTH)
    assert stage(cases, case) is Stage.GRANTED
    town.retired.add("ruth")
    assert stage(cases, case) is Stage.GRANTED, "what was given stands"
    soon = NOW + 80 * DAY
    cases.confirm(ROB, case, reason="still", now=soon)
    town.retired.add("rob")
    zoe, max_ = someone("zoe", "zed", "reviewer"), someone("max", "yard", "reviewer")
    cases.confirm(zoe, case, reason="still", now=soon)
    assert cases.state(cases.get(case), soon).expires == NOW + 90 * DAY
    cases.confirm(max_, case, reason="still", now=soon)
    assert cases.state(cases.get(case), soon).expires == soon + 90 * DAY


def test_however_much_happens_to_a_grant_it_can_be_looked_at_and_ended(cases: Applications) -> None:
    """Whoever speaks for the organisation could otherwise keep a grant from being revoked or drawn."""
    given(cases, Tier.T2)
    case = given(cases, Tier.T3)
    with pytest.raises(Refused, match="too long"):  # noqa: PT012 - whichever of them is one too many
        for _ in range(200):
            cases.sponsor(SUE, case, reason="one of us", now=NOW)
    cases.lot(case, Said(reason="drawn", now=NOW), fell=True)
    cases.audit(RUTH, case, reason="in order", now=NOW)
    cases.revoke(RITA, case, reason="not in order", now=NOW)
    assert stage(cases, case) is Stage.REVOKED


def test_a_case_that_was_tampered_with_gives_nothing() -> None:
    """An approval by who applied, written past the machine, is found when the case is read."""
    own = Event(id="d", act=Act.APPROVE, actor=Actor(person="ada", reviewer=True), at=NOW, reason="me")
    forged = Case(id="c", applicant=Actor(person="ada"), want=T1, statement="why", at=NOW, events=(own,))
    with pytest.raises(Refused):
        state(forged, NOW)


def test_what_is_drawn_by_lot_nobody_can_draw(cases: Applications) -> None:
    given(cases, Tier.T2)
    case = given(cases, Tier.T3)
    assert [one.id for one in cases.undrawn()] == [case]
    for act in (Act.DRAW, Act.SPARE):
        with pytest.raises(Refused, match="nobody draws the lot"):
            cases.act(RITA, case, act, Said(reason="me", now=NOW))
    cases.lot(case, Said(reason="drawn", now=NOW), fell=True)
    assert cases.undrawn() == []
    assert [one.id for one in cases.drawn(NOW)] == [case]
    cases.audit(RUTH, case, reason="in order", now=NOW)
    assert cases.drawn(NOW) == []


def test_an_event_bears_the_id_of_the_decision_that_let_it_through(cases: Applications) -> None:
    case = asked(cases)
    cases.act(RITA, case, Act.REFUSE, Said(reason="no", now=NOW, decision="d" * 16))
    assert cases.appeal(ADA, "d" * 16, reason="look again", now=NOW).id == case


def test_what_takes_a_sponsor_is_asked_for_on_behalf_of_an_organisation(cases: Applications) -> None:
    alone = someone("solo")
    given(cases, Tier.T2, alone)
    with pytest.raises(Refused, match="people of an organisation"):
        asked(cases, T3, alone)


def test_where_nobody_belongs_anywhere_nothing_high_is_worth_anything(town: Town) -> None:
    """The default, where nothing is known of people, gives nothing away."""
    documents = Memory()
    known = Applications(documents, town)
    sponsored(known)
    given(known, Tier.T2)
    case = given(known, Tier.T3)
    assert stage(known, case) is Stage.GRANTED
    assert stage(Applications(documents), case) is Stage.RESTING


def test_what_was_shown_is_forgotten_once_it_was_decided_and_what_it_was_stays(cases: Applications) -> None:
    waits, decided, appealed = (asked(cases, who=someone(name)) for name in ("w", "d", "a"))
    yes(cases, decided, RITA)
    cases.appeal(someone("a"), no(cases, appealed), reason="look again", now=NOW)
    assert cases.forget_evidence(NOW) == 0, "the decision is not older than that"
    assert cases.forget_evidence(NOW + 1) == 1
    assert cases.forget_evidence(NOW + 1) == 0
    assert [(one.kind, one.digest) for one in cases.get(decided).evidence] == [("mail", "")]
    assert cases.get(waits).evidence == cases.get(appealed).evidence == PROOF
    assert [one.id for one in cases.of("d")] == [decided], "it is found as before"
