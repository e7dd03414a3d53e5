"""Two reviewers of two organisations, both yes within a day, one document, a new phrase: or no proof."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from vedette.access.identity.phrases import draw
from vedette.access.identity.proofing import LIFE, Method, Says
from vedette.access.identity.video import (
    APPEAL_WITHIN,
    EVENTS_MAX,
    OPEN_FOR,
    PHRASE_LASTS,
    SEAT_LASTS,
    TOGETHER,
    Act,
    Case,
    Checklist,
    Event,
    Party,
    Stage,
    State,
    asked,
    attest,
    happened,
    proof,
    scrubbed,
    state,
)
from vedette.core.errors import BadInput, Refused

NOW = 1_800_000_000.0
ANA = Party(person="p-ana", orgs=("o-mill",))
REX = Party(person="p-rex", orgs=("o-town",), reviewer=True)
UMA = Party(person="p-uma", orgs=("o-cert",), reviewer=True)
ZOE = Party(person="p-zoe", orgs=("o-bank",), reviewer=True)
ONE, OTHER = "1" * 64, "2" * 64


class Course:
    """A case, and a clock."""

    def __init__(self, *, in_person: bool = False) -> None:
        self.now = NOW
        self.case: Case = asked(ANA, "v-1", NOW, in_person=in_person)
        self.applicant = ANA
        self.number = 0

    def found(self) -> State:
        return state(self.case, self.now)

    def event(self, actor: Party, act: Act) -> Event:
        self.number += 1
        return Event(
            id=f"d{self.number}", act=act, actor=actor, applicant=self.applicant, at=self.now, reason="r"
        )

    def do(self, actor: Party, act: Act) -> None:
        self.case = happened(self.case, self.event(actor, act))

    def phrase(self) -> str:
        made = draw()
        self.case = happened(self.case, replace(self.event(ANA, Act.PHRASE), secret=made))
        return made

    def say(self, actor: Party, heard: str, document: str = ONE, **other: Any) -> None:  # noqa: ANN401 - words of a checklist
        said = Checklist(
            yes=True,
            reason="it is her",
            in_hand=True,
            face=True,
            held_up=True,
            in_person=self.case.in_person,
            heard=heard,
            document=document,
            mark="a" * 64,
        )
        event = attest(self.case, self.event(actor, Act.ATTEST), replace(said, **other))
        self.case = happened(self.case, event)

    def sit(self, *reviewers: Party) -> str:
        for one in reviewers:
            self.do(one, Act.SEAT)
        return self.phrase()

    def pass_(self) -> None:
        heard = self.sit(REX, UMA)
        self.say(REX, heard)
        self.say(UMA, heard)


@pytest.mark.parametrize(
    ("in_person", "level", "method"), [(False, 2, Method.VIDEO), (True, 3, Method.IN_PERSON)]
)
def test_two_yes_are_a_proof(level: int, method: Method, *, in_person: bool) -> None:
    course = Course(in_person=in_person)
    heard = course.sit(REX, UMA)
    course.say(REX, heard)
    assert course.found().stage is Stage.OPEN
    course.now += 60
    course.say(UMA, heard.upper())
    assert course.found().stage is Stage.PASSED
    made = proof(course.case, course.now, "https://vedette.example")
    assert (made.level, made.method, made.says) == (level, method, (Says.IDENTITY,))
    assert made.reviewers == ("p-rex", "p-uma")
    assert (made.verified_at, made.expires_at) == (course.now, course.now + LIFE[level])
    assert not made.account


def test_in_two_calls_each_has_its_phrase() -> None:
    course = Course()
    first = course.sit(REX)
    course.say(REX, first)
    course.now += 3 * 3600
    second = course.sit(UMA)
    with pytest.raises(Refused, match="not the phrase"):
        course.say(UMA, first)
    course.say(UMA, second)
    assert course.found().stage is Stage.PASSED


def test_nothing_of_the_document_is_left_once_it_is_decided() -> None:
    course = Course()
    heard = course.sit(REX, UMA)
    course.say(REX, heard)
    assert all(one in repr(course.case) for one in (heard, ONE, course.case.salt))
    salt = course.case.salt
    course.say(UMA, heard)
    assert not any(one in repr(course.case) for one in (heard, ONE, salt))
    assert course.found().stage is Stage.PASSED
    assert scrubbed(course.case) == course.case


def test_what_was_misread_stays_readable_without_it() -> None:
    """Two numbers are not taken for one, once both are gone."""
    course = Course()
    heard = course.sit(REX, UMA)
    course.say(REX, heard, ONE)
    course.say(UMA, heard, OTHER)
    assert (course.found().stage, course.found().misread) == (Stage.OPEN, 1)
    course.say(REX, heard, ONE)
    course.say(UMA, heard, ONE)
    assert (course.found().stage, course.found().misread) == (Stage.PASSED, 1)
    assert OTHER not in repr(course.case)


def test_two_documents_twice_is_a_no() -> None:
    course = Course()
    heard = course.sit(REX, UMA)
    for _ in range(2):
        course.say(REX, heard, ONE)
        course.say(UMA, heard, OTHER)
    assert course.found().stage is Stage.REFUSED
    assert "two different numbers" in course.found().reason


def test_one_no_is_a_no_and_says_why() -> None:
    course = Course()
    heard = course.sit(REX, UMA)
    course.say(REX, heard)
    course.say(UMA, "", yes=False, reason="the photo is of somebody else")
    assert course.found().stage is Stage.REFUSED
    assert course.found().reason == "the photo is of somebody else"
    assert course.found().decision == f"d{course.number}"
    with pytest.raises(Refused):
        proof(course.case, course.now, "x")
    with pytest.raises(Refused):
        course.say(REX, heard)


@pytest.mark.parametrize(
    "wrong",
    [
        {"in_hand": False},
        {"face": False},
        {"held_up": False},
        {"in_person": True},
        {"document": ""},
        {"document": "C01X00T478"},
        {"reason": " "},
        {"reason": "x" * 2001},
        {"yes": False, "reason": ""},
    ],
)
def test_a_yes_needs_everything(wrong: dict[str, Any]) -> None:
    course = Course()
    heard = course.sit(REX, UMA)
    with pytest.raises(BadInput):
        course.say(REX, heard, **wrong)


def test_a_phrase_lasts_half_an_hour_and_only_the_last_counts() -> None:
    course = Course()
    first = course.sit(REX, UMA)
    second = course.phrase()
    with pytest.raises(Refused, match="not the phrase"):
        course.say(REX, first)
    course.now += PHRASE_LASTS
    course.say(REX, second)
    course.now += 1
    with pytest.raises(Refused, match="not the phrase"):
        course.say(UMA, second)


def test_without_a_phrase_there_is_no_yes() -> None:
    course = Course()
    course.do(REX, Act.SEAT)
    for heard in ("", "amber wolf"):
        with pytest.raises(Refused, match="not the phrase"):
            course.say(REX, heard)


def test_a_phrase_drawn_before_one_sat_down_was_not_heard() -> None:
    course = Course()
    heard = course.sit(REX)
    course.now += 60
    course.do(UMA, Act.SEAT)
    with pytest.raises(Refused, match="before you took your seat"):
        course.say(UMA, heard)


def test_the_phrase_is_for_who_asked_and_when_somebody_looks() -> None:
    course = Course()
    with pytest.raises(Refused, match="no reviewer has taken a seat"):
        course.phrase()
    course.do(REX, Act.SEAT)
    with pytest.raises(Refused, match="only who asked"):
        course.do(REX, Act.PHRASE)


def test_both_yes_come_within_a_day() -> None:
    course = Course()
    course.say(REX, course.sit(REX))
    course.now += TOGETHER + 1
    course.say(UMA, course.sit(UMA))
    assert course.found().stage is Stage.OPEN
    course.say(REX, course.phrase())
    assert course.found().stage is Stage.PASSED


@pytest.mark.parametrize(
    ("reviewer", "why"),
    [
        (replace(ANA, reviewer=True), "themselves"),
        (replace(REX, reviewer=False), "only a reviewer"),
        (replace(REX, orgs=()), "no organisation"),
        (replace(REX, orgs=("o-town", "o-mill")), "one organisation"),
    ],
)
def test_who_may_not_look(reviewer: Party, why: str) -> None:
    course = Course()
    with pytest.raises(Refused, match=why):
        course.do(reviewer, Act.SEAT)
    assert not course.found().seats


def test_two_reviewers_are_two_people_of_two_organisations() -> None:
    course = Course()
    course.do(REX, Act.SEAT)
    with pytest.raises(Refused, match="you have a seat"):
        course.do(REX, Act.SEAT)
    with pytest.raises(Refused, match="organisation of yours"):
        course.do(replace(UMA, orgs=("o-cert", "o-town")), Act.SEAT)
    course.do(UMA, Act.SEAT)
    with pytest.raises(Refused, match="both seats are taken"):
        course.do(ZOE, Act.SEAT)


def test_one_reviewer_alone_never_passes_anybody() -> None:
    course = Course()
    heard = course.sit(REX)
    course.say(REX, heard)
    with pytest.raises(Refused, match="said so already"):
        course.say(REX, heard)
    with pytest.raises(Refused, match="no seat"):
        course.say(UMA, heard)
    assert course.found().stage is Stage.OPEN


def test_who_joins_the_applicants_house_meanwhile_may_not_look_any_more() -> None:
    course = Course()
    heard = course.sit(REX, UMA)
    course.applicant = replace(ANA, orgs=("o-mill", "o-town"))
    with pytest.raises(Refused, match="one organisation"):
        course.say(REX, heard)
    course.say(UMA, heard)
    course.applicant = ANA
    with pytest.raises(Refused, match="organisation of yours"):
        course.say(replace(REX, orgs=("o-town", "o-cert")), heard)


def test_a_seat_nobody_uses_goes_to_another() -> None:
    course = Course()
    course.say(REX, course.sit(REX))
    course.do(UMA, Act.SEAT)
    course.now += SEAT_LASTS - 1
    with pytest.raises(Refused, match="both seats"):
        course.do(ZOE, Act.SEAT)
    course.now += 1
    course.do(ZOE, Act.SEAT)
    assert [one.party for one in course.found().seats] == [ZOE]


def test_it_ends_by_itself_or_by_who_asked() -> None:
    course = Course()
    with pytest.raises(Refused, match="only who asked"):
        course.do(REX, Act.WITHDRAW)
    course.now += OPEN_FOR - 1
    assert course.found().stage is Stage.OPEN
    course.now += 1
    assert course.found().stage is Stage.EXPIRED
    with pytest.raises(Refused):
        course.do(REX, Act.SEAT)
    other = Course()
    other.do(ANA, Act.WITHDRAW)
    assert other.found().stage is Stage.WITHDRAWN
    assert not other.case.salt


def refused() -> Course:
    course = Course()
    course.sit(REX, UMA)
    course.say(REX, "", yes=False, reason="no")
    return course


def test_an_appeal_goes_to_somebody_who_had_no_part() -> None:
    course = refused()
    with pytest.raises(Refused, match="only who asked"):
        course.do(REX, Act.APPEAL)
    course.do(ANA, Act.APPEAL)
    assert course.found().stage is Stage.APPEALED
    for hearer, why in (
        (REX, "decided in this case"),
        (replace(ZOE, orgs=("o-town",)), "of your organisation decided"),
        (replace(ZOE, orgs=("o-mill",)), "one organisation"),
        (replace(ANA, reviewer=True), "themselves"),
        (replace(ZOE, reviewer=False), "only a reviewer"),
    ):
        with pytest.raises(Refused, match=why):
            course.do(hearer, Act.OVERTURN)
    course.do(ZOE, Act.OVERTURN)
    assert course.found().stage is Stage.OPEN
    assert course.case.salt
    with pytest.raises(Refused, match="decided in this case"):
        course.do(REX, Act.SEAT)
    with pytest.raises(Refused, match="decided in this case"):
        course.do(ZOE, Act.SEAT)
    other = Party(person="p-kim", orgs=("o-port",), reviewer=True)
    heard = course.sit(UMA, other)
    course.say(UMA, heard)
    course.say(other, heard)
    assert course.found().stage is Stage.PASSED
    assert proof(course.case, course.now, "x").reviewers == ("p-uma", "p-kim")


def test_an_appeal_upheld_is_a_no_and_one_comes_within_a_month() -> None:
    course = refused()
    course.do(ANA, Act.APPEAL)
    course.do(ZOE, Act.UPHOLD)
    assert (course.found().stage, course.found().reason) == (Stage.REFUSED, "r")
    course.now += APPEAL_WITHIN
    course.do(ANA, Act.APPEAL)
    late = refused()
    late.now += APPEAL_WITHIN + 1
    with pytest.raises(Refused, match="within 30 days"):
        late.do(ANA, Act.APPEAL)
    with pytest.raises(Refused, match="no appeal"):
        Course().do(ZOE, Act.UPHOLD)
    with pytest.raises(Refused, match="no decision"):
        Course().do(ANA, Act.APPEAL)


@given(st.data())
def test_whatever_people_do_nobody_passes_without_two_who_are_free_to_look(data: st.DataObject) -> None:
    """Anybody tries anything, in any order; the service is asked to let it happen each time."""
    people = (ANA, REX, UMA, ZOE, replace(UMA, person="p-ugo"), replace(ANA, person="p-ben", reviewer=True))
    course, heard = Course(), ""
    for _ in range(data.draw(st.integers(1, 14))):
        who = data.draw(st.sampled_from(people))
        course.now += data.draw(st.sampled_from([1.0, 1200.0, TOGETHER]))
        with suppress(Refused, BadInput):
            match data.draw(st.sampled_from(["phrase", "say", "say", "say", *Act])):
                case "phrase" | Act.PHRASE:
                    heard = course.phrase()
                case "say" | Act.ATTEST:
                    course.say(who, heard, data.draw(st.sampled_from([ONE, ONE, OTHER])))
                case act:
                    course.do(who, Act(act))
    if course.found().stage is Stage.PASSED:
        first, second = proof(course.case, course.now, "x").reviewers
        assert first != second
        assert {first, second} <= {"p-rex", "p-uma", "p-zoe", "p-ugo"}
        assert {first, second} != {"p-uma", "p-ugo"}
    assert (course.found().stage is Stage.OPEN) == bool(course.case.salt) or course.now >= NOW + OPEN_FOR


def test_a_case_does_not_go_on_for_ever() -> None:
    course = Course()
    course.do(REX, Act.SEAT)
    for _ in range(EVENTS_MAX - 1):
        course.phrase()
    with pytest.raises(Refused, match="too much"):
        course.phrase()
