"""A request waits, is let through or confirmed by a person who may, and is forgotten in time."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vedette.access.documents import Memory
from vedette.access.nouns import Kind, Risk, Subject
from vedette.access.programme.actors import Actor
from vedette.access.safeguards.held import (
    APPROVAL,
    FORGOTTEN_AFTER,
    KEPT_FOR,
    LET_THROUGH_FOR,
    PROHIBITED,
    REVIEW,
    WAITING_MAX,
    Answer,
    HeldTexts,
    Thresholds,
    Wanted,
    bar,
    what_follows,
)
from vedette.access.safeguards.nouns import Signals
from vedette.access.safeguards.sealing import Seal
from vedette.core.errors import BadInput, Refused, Unavailable

NOW = 1_800_000_000.0
ANA = Subject(id="p-ana", kind=Kind.PERSON, org="mill")
REX = Subject(id="p-rex", kind=Kind.PERSON, org="council", roles=("reviewer",))
RIA = Subject(id="p-ria", kind=Kind.PERSON, org="county", roles=("reviewer",))
DIGEST = "a" * 64


@pytest.fixture
def held() -> HeldTexts:
    return HeldTexts(Memory(), Seal(bytes(32)))


def wanted(request: str = DIGEST, text: str = "words") -> Wanted:
    return Wanted(
        capability="model.open",
        risk=Risk.C1,
        request=request,
        text=text,
        signals=Signals(prohibited=95),
        decision="d-1",
    )


def test_so_many_of_one_person_wait_and_no_more(held: HeldTexts) -> None:
    """Reviewers have others to look at, and a text is kept for a week."""
    made = [held.hold(ANA, wanted(f"{n:064x}"), NOW) for n in range(WAITING_MAX)]
    assert held.full("p-ana", DIGEST)
    assert not held.full("p-ana", made[0].request), "what waits already is the same"
    assert not held.full("p-ben", DIGEST)
    held.answer(REX, made[0].id, let_through=False, reason="looked", now=NOW)
    assert not held.full("p-ana", DIGEST)


@pytest.mark.parametrize(
    ("signals", "risk", "follows"),
    [
        (Signals(prohibited=PROHIBITED), Risk.C1, "review"),
        (Signals(prohibited=PROHIBITED - 1), Risk.C1, ""),
        (Signals(prohibited=100), Risk.C0, ""),
        (Signals(intent=100), Risk.C2, ""),
        (Signals(intent=REVIEW), Risk.C3, "review"),
        (Signals(intent=REVIEW - 1), Risk.C3, "approval"),
        (Signals(intent=APPROVAL), Risk.C4, "approval"),
        (Signals(intent=APPROVAL - 1), Risk.C4, ""),
        (Signals(injection=100, topic="C4", topic_sure=100), Risk.C4, ""),
    ],
)
def test_what_follows_from_numbers(signals: Signals, risk: Risk, follows: str) -> None:
    assert what_follows(signals, risk, Thresholds()) == follows


def test_an_operator_may_choose_other_thresholds() -> None:
    assert what_follows(Signals(prohibited=55), Risk.C1, Thresholds(prohibited=50)) == "review"


@given(st.builds(Signals, prohibited=st.integers(0, 100), intent=st.integers(0, 100)), st.sampled_from(Risk))
def test_more_of_a_number_never_asks_for_less(signals: Signals, risk: Risk) -> None:
    order = ["", "approval", "review"]
    more = Signals(prohibited=min(100, signals.prohibited + 10), intent=min(100, signals.intent + 10))
    limits = Thresholds()
    assert order.index(what_follows(more, risk, limits)) >= order.index(what_follows(signals, risk, limits))


def test_it_waits_until_somebody_looked(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    assert not held.let_through(ANA.id, DIGEST, NOW)
    assert [one.id for one in held.waiting()] == [made.id]
    assert held.find("d-1") == held.find(made.id) == made
    assert held.find("nothing") is None
    assert held.hold(ANA, wanted(), NOW + 60) == made, "asked again, it is the same"


def test_let_through_is_this_request_of_this_person_for_a_day(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    held.answer(REX, made.id, let_through=True, reason="fine", now=NOW + 5)
    assert held.let_through(ANA.id, DIGEST, NOW + 5)
    assert held.let_through(ANA.id, DIGEST, NOW + 4 + LET_THROUGH_FOR)
    assert not held.let_through(ANA.id, DIGEST, NOW + 5 + LET_THROUGH_FOR)
    assert not held.let_through("p-ben", DIGEST, NOW + 5)
    assert not held.let_through(ANA.id, "b" * 64, NOW + 5)
    assert held.waiting() == []


def test_over_it_waits_anew_and_confirmed_it_does_not(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    held.answer(REX, made.id, let_through=True, reason="fine", now=NOW)
    assert held.hold(ANA, wanted(), NOW + LET_THROUGH_FOR).answer is None
    held.answer(REX, made.id, let_through=False, reason="no", now=NOW)
    answer = held.hold(ANA, wanted(), NOW + 1).answer
    assert answer is not None
    assert not answer.let_through


@pytest.mark.parametrize(
    ("who", "words"),
    [
        (Subject(id="p-x", kind=Kind.PERSON, org="council"), "only a reviewer"),
        (Subject(id="p-ana", kind=Kind.PERSON, org="other", roles=("reviewer",)), "asked for themselves"),
        (Subject(id="p-y", kind=Kind.PERSON, org="mill", roles=("reviewer",)), "own organisation"),
        (Subject(id="p-rex", kind=Kind.AGENT, agent="a", org="council", roles=("reviewer",)), "person"),
    ],
)
def test_not_everybody_may_decide(held: HeldTexts, who: Subject, words: str) -> None:
    made = held.hold(ANA, wanted(), NOW)
    with pytest.raises(Refused, match=words):
        held.answer(who, made.id, let_through=True, reason="fine", now=NOW)


def test_an_appeal_goes_to_somebody_else(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    held.answer(REX, made.id, let_through=False, reason="no", now=NOW)
    with pytest.raises(Refused, match="looked at this before"):
        held.answer(RIA, made.id, let_through=True, reason="yes", now=NOW)

    def said(who: Subject) -> Answer:
        actor = Actor(person=who.id, org=who.org, reviewer=True)
        return Answer(actor=actor, let_through=True, reason="a novel", at=NOW + 9)

    with pytest.raises(Refused, match="does not answer the appeal"):
        held.overturn(made.id, said(REX))
    with pytest.raises(Refused, match="own organisation"):
        held.overturn(
            made.id,
            Answer(actor=Actor(person="p", org="mill", reviewer=True), let_through=True, reason="x", at=NOW),
        )
    assert len(held.overturn(made.id, said(RIA)).answers) == 2
    assert held.let_through(ANA.id, DIGEST, NOW + 9)


def test_the_text_is_there_for_a_week(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(text="words \ud800"), NOW)
    assert held.text(made.id, NOW + KEPT_FOR - 1) == "words \ud800"
    assert held.text(made.id, NOW + KEPT_FOR) == "", "even before the chore"
    assert held.sweep(NOW + KEPT_FOR - 1) == 0
    assert held.sweep(NOW + KEPT_FOR) == 1
    left = held.find(made.id)
    assert left is not None
    assert (left.sealed, left.request) == ("", DIGEST)


def test_after_a_year_only_the_ledger_knows(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    held.answer(REX, made.id, let_through=False, reason="no", now=NOW)
    held.sweep(NOW + FORGOTTEN_AFTER)
    assert held.find(made.id) is None
    waiting = held.hold(ANA, wanted("b" * 64), NOW)
    held.sweep(NOW + FORGOTTEN_AFTER)
    assert held.find(waiting.id) is not None, "what nobody has looked at is not forgotten"


@pytest.mark.parametrize(
    "does",
    [
        lambda held: held.text("x", NOW),
        lambda held: held.answer(REX, "x", let_through=True, reason="fine", now=NOW),
        lambda held: held.overturn("x", Answer(actor=Actor(person="p"), let_through=True, reason="", at=NOW)),
    ],
)
def test_what_is_not_held_is_said(held: HeldTexts, does: Callable[[HeldTexts], object]) -> None:
    with pytest.raises(BadInput, match="is held"):
        does(held)


def test_a_reason_is_given(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    with pytest.raises(BadInput):
        held.answer(REX, made.id, let_through=True, reason=" ", now=NOW)


def test_of_a_person_only_theirs(held: HeldTexts) -> None:
    made = held.hold(ANA, wanted(), NOW)
    assert [one.id for one in held.of(ANA.id)] == [made.id]
    assert held.of("p-ben") == []
    assert bar(made, Actor(person="p-z", org="x", orgs=("mill",), reviewer=True)), "by any membership"


def test_with_another_key_it_stays_shut() -> None:
    documents = Memory()
    made = HeldTexts(documents, Seal(bytes(32))).hold(ANA, wanted(), NOW)
    with pytest.raises(Unavailable, match="cannot be opened"):
        HeldTexts(documents, Seal(b"1" * 32)).text(made.id, NOW)
