"""Appeals against measures, held texts and refusals: by its id, once, and never to whoever decided."""

import pytest
from msgspec.structs import replace

from tests.unit.access.programme.people import ADA, NOW, PROGRAMS, RITA, ROB, RUTH, someone
from vedette.access.documents import Kept, Memory
from vedette.access.nouns import Subject
from vedette.access.programme.actors import person
from vedette.access.programme.appeals import ANSWER_WITHIN, Against, Appeal, Appeals, Decided
from vedette.core.errors import BadInput, Refused

BY_A_RULE = Decided(id="d1", against=Against.MEASURE, reasons=("M3",))
BY_ROB = Decided(id="d2", against=Against.HELD, by=(person(ROB),))


def made(decided: Decided = BY_A_RULE) -> tuple[Appeals, Appeal]:
    appeals = Appeals(Memory())
    return appeals, appeals.make(ADA, decided, "it was our own test", NOW)


def test_an_appeal_waits_with_a_clock_until_it_is_answered() -> None:
    appeals, one = made()
    assert appeals.waiting() == [one]
    assert one.due == NOW + ANSWER_WITHIN
    done = appeals.answer(RUTH, one.id, overturn=True, reason="it was theirs", now=NOW + 5)
    assert done.answer is not None
    assert done.answer.overturn
    assert appeals.waiting() == []
    assert appeals.answered(NOW - 1, NOW + 5) == [(done.answer.at, done)]
    assert appeals.answered(NOW + 6, NOW + 600) == []
    assert appeals.of("ada") == [done]
    assert appeals.against("d1") == appeals.find(one.id) == done


def test_a_decision_is_appealed_against_once() -> None:
    appeals, one = made()
    with pytest.raises(Refused, match="appealed against before"):
        appeals.make(ADA, BY_A_RULE, "again", NOW)
    appeals.answer(RUTH, one.id, overturn=False, reason="it stands", now=NOW)
    with pytest.raises(Refused, match="appealed against before"):
        appeals.make(ADA, BY_A_RULE, "again", NOW)


@pytest.mark.parametrize(
    ("who", "why"),
    [
        (ADA, "only a reviewer"),
        (ROB, "whoever decided does not answer"),
        (replace(RITA, org="umbrella"), "of your"),
    ],
)
def test_nobody_who_had_a_part_in_it_answers(who: Subject, why: str) -> None:
    appeals, one = made(BY_ROB)
    with pytest.raises(Refused, match=why):
        appeals.answer(who, one.id, overturn=True, reason="well", now=NOW)
    assert appeals.waiting() == [one]


def test_no_colleague_of_whoever_appeals_or_decided_answers() -> None:
    """By any membership, not only the one they act for."""
    town = {"ruth": ("initech", "acme"), "rita": ("hooli", "umbrella"), "ada": ("acme",), "zoe": ("zed",)}
    appeals = Appeals(Memory(), lambda person: town.get(person, ()))
    one = appeals.make(ADA, BY_ROB, "it was our own test", NOW)
    for who, why in ((RUTH, "whoever appeals is of your"), (RITA, "whoever decided is of your")):
        with pytest.raises(Refused, match=why):
            appeals.answer(who, one.id, overturn=True, reason="well", now=NOW)
    assert appeals.waiting() == [one]
    appeals.answer(someone("zoe", "zed", "reviewer"), one.id, overturn=True, reason="well", now=NOW)


def test_two_appeals_at_once_against_one_decision_are_one() -> None:
    """A second answer could say the contrary."""
    kept = Memory()

    class Late(Memory):
        """Finds by tags only what was there before both began."""

        def tagged(self, kind: str, tag: str) -> list[Kept]:
            del kind, tag
            return []

    late = Late()
    late.__dict__ = kept.__dict__
    Appeals(kept).make(ADA, BY_A_RULE, "it was our own test", NOW)
    with pytest.raises(Refused, match="appealed against before"):
        Appeals(late).make(ADA, BY_A_RULE, "it was our own test", NOW)
    assert len(Appeals(kept).waiting()) == 1


def test_a_reviewer_does_not_answer_their_own() -> None:
    appeals = Appeals(Memory())
    one = appeals.make(RUTH, BY_A_RULE, "mine", NOW)
    with pytest.raises(Refused, match="their own"):
        appeals.answer(RUTH, one.id, overturn=True, reason="mine", now=NOW)


@pytest.mark.parametrize("program", PROGRAMS)
def test_no_program_appeals_or_answers(program: Subject) -> None:
    appeals, one = made()
    with pytest.raises(Refused):
        appeals.make(program, BY_ROB, "let me", NOW)
    with pytest.raises(Refused):
        appeals.answer(program, one.id, overturn=True, reason="let it", now=NOW)


def test_it_is_answered_once() -> None:
    appeals, one = made()
    appeals.answer(RUTH, one.id, overturn=False, reason="it stands", now=NOW)
    with pytest.raises(Refused, match="is answered"):
        appeals.answer(ROB, one.id, overturn=True, reason="no", now=NOW)


def test_too_many_at_once_are_refused() -> None:
    appeals = Appeals(Memory())
    for number in range(20):
        appeals.make(ADA, Decided(id=f"d{number}", against=Against.REFUSAL), "why", NOW)
    with pytest.raises(Refused, match="too many"):
        appeals.make(ADA, Decided(id="one more", against=Against.REFUSAL), "why", NOW)
    assert len(appeals.waiting()) == 20


def test_what_is_said_is_bounded_and_what_is_named_is_there() -> None:
    appeals, one = made()
    with pytest.raises(BadInput):
        appeals.make(ADA, BY_ROB, " ", NOW)
    with pytest.raises(BadInput):
        appeals.answer(RUTH, one.id, overturn=True, reason="x" * 2001, now=NOW)
    with pytest.raises(BadInput, match="no appeal"):
        appeals.answer(RUTH, "none", overturn=True, reason="x", now=NOW)
