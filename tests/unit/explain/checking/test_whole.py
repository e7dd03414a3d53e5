"""A check that finds what was made untrue, in every part of an explanation, and nothing in a true one."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.examples import FEW
from tests.unit.explain.subjects import EVERY, hunted, scanned, triaged
from vedette.core.explanations import Audience, Cited, Explanation, Section, Sentence, Slot, Step, Term
from vedette.core.levels import Confidence, Severity
from vedette.explain.checking.whole import check
from vedette.explain.explaining import explain

SUBJECT = hunted()
MADE = explain(SUBJECT, Audience.GENERALIST)


def part(made: Explanation, slot: Slot, **more: object) -> Explanation:
    return replace(
        made,
        sections=tuple(replace(one, **more) if one.slot is slot else one for one in made.sections),
    )


def first(slot: Slot) -> Section:
    return next(one for one in MADE.sections if one.slot is slot)


def with_first(slot: Slot, sentence: Sentence) -> Explanation:
    return part(MADE, slot, sentences=(sentence, *first(slot).sentences[1:]))


def with_step(**more: object) -> Explanation:
    step, *rest = first(Slot.DO).steps
    return part(MADE, Slot.DO, steps=(replace(step, **more), *rest))


def why(made: Explanation) -> set[str]:
    return {one.why for one in check(made, SUBJECT)}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        (replace(MADE, subject="sha256:" + "0" * 64), "it is about something else"),
        (replace(MADE, severity=Severity.LOW), "the subject is not that grave"),
        (replace(MADE, confidence=Confidence.PROVEN), "the engine is not that sure"),
        (replace(MADE, sections=MADE.sections[:-1]), "it has not the six parts, in order"),
        (replace(MADE, sections=MADE.sections[::-1]), "it has not the six parts, in order"),
        (part(MADE, Slot.WAIT, sentences=()), "the part is empty"),
        (part(MADE, Slot.WAIT, title="All is well"), "that is no heading of this part"),
        (replace(MADE, cited=(*MADE.cited, MADE.cited[0])), "an id is given twice"),
        (
            replace(MADE, cited=(*MADE.cited, Cited(id="E99", kind="finding", ref="none"))),
            "the subject holds nothing of that kind and name",
        ),
        (replace(MADE, terms=()), "it is not everybody's word, and is not explained"),
        (
            replace(MADE, terms=(*MADE.terms, Term(word="firewall", meaning="a cake"))),
            "that is not what we say it means, or it does not occur",
        ),
        (replace(MADE, language="tlh"), "its language is not known here, or it is too long to be one"),
        (replace(MADE, audience=Audience.EXECUTIVE), "it is too long for whom it is for"),
        (with_step(who="the attacker"), "who does it, or by when, is not what we say of this step"),
        (with_step(within="next year"), "who does it, or by when, is not what we say of this step"),
        (with_step(undo="Format the disk."), "the way back is not the one we know for it"),
        (with_step(command=("rm", "-rf", "/")), "the command is not the one we know for it"),
        (with_step(check=first(Slot.DO).steps[1].check), "how to know that it worked is not about this step"),
        (part(MADE, Slot.WAIT, steps=first(Slot.DO).steps), "steps stand among what to do"),
    ],
)  # fmt: skip
def test_what_was_changed_is_seen_and_named(changed: Explanation, reason: str) -> None:
    if changed.audience is Audience.EXECUTIVE:
        analyst = explain(SUBJECT, Audience.ANALYST)
        assert reason in why(replace(analyst, audience=Audience.EXECUTIVE))
    else:
        assert reason in why(changed)


def test_a_true_explanation_has_no_fault_and_none_of_another_subject_passes() -> None:
    assert check(MADE, SUBJECT) == ()
    assert len(check(MADE, scanned())) > 10


def test_an_id_that_means_nothing_to_the_reader_is_a_fault() -> None:
    analyst = explain(SUBJECT, Audience.ANALYST)
    sentence = Sentence(text="See T1003.001.", rests_on=("E1",))
    made = replace(analyst, audience=Audience.GENERALIST)
    made = part(made, Slot.HAPPENED, sentences=(sentence,))
    assert "it holds ids that mean nothing to whom it is for" in why(made)


def test_traces_are_kept_before_they_are_destroyed() -> None:
    subject = triaged()
    made = explain(subject, Audience.ANALYST)
    steps = next(one for one in made.sections if one.slot is Slot.DO).steps
    turned: tuple[Step, ...] = tuple(
        sorted(steps, key=lambda step: not step.do.key.startswith("step.rebuild_installed"))
    )
    faults = {one.why for one in check(part(made, Slot.DO, steps=turned), subject)}
    moved = tuple(one for one in turned if one.do.key.split(".")[1] in {"rebuild_installed", "keep_copy"})
    assert (
        "it destroys traces before they are kept"
        in {one.why for one in check(part(made, Slot.DO, steps=moved), subject)} | faults
    )


def test_far_too_much_of_anything_is_one_fault() -> None:
    sentence = first(Slot.HAPPENED).sentences[0]
    assert len(check(part(MADE, Slot.HAPPENED, sentences=(sentence,) * 10_000), SUBJECT)) == 1
    long = with_first(Slot.HAPPENED, replace(sentence, text="x" * 1_000_000))
    assert len(check(long, SUBJECT)) == 1


_WORDS = st.text(alphabet="abc ÄÖ.,{}[]“”0123456789\n\x00\u202e/\\", max_size=40)


@settings(max_examples=FEW)
@given(st.sampled_from(sorted(EVERY)), _WORDS, _WORDS, st.lists(_WORDS, max_size=3))
def test_whatever_a_stranger_writes_is_judged_and_never_believed(
    name: str, text: str, key: str, ids: list[str]
) -> None:
    subject = EVERY[name]
    made = explain(subject, Audience.ANALYST)
    strange = Sentence(text=f"Zyx {text}", key=key, rests_on=tuple(ids))
    happened = made.sections[0]
    changed = replace(happened, sentences=(*happened.sentences, strange))
    faults = check(replace(made, sections=(changed, *made.sections[1:])), subject)
    assert any(one.where.startswith("happened") for one in faults)


@settings(max_examples=FEW)
@given(st.sampled_from(sorted(EVERY)), st.integers(0, 10_000))
def test_a_changed_letter_of_a_sentence_is_seen(name: str, seed: int) -> None:
    subject, chance = EVERY[name], random.Random(seed)  # noqa: S311  not a secret
    made = explain(subject, Audience.GENERALIST)
    number = chance.randrange(3)
    section = made.sections[number]
    at = chance.randrange(len(section.sentences))
    text = section.sentences[at].text
    place = chance.randrange(len(text))
    letter = chance.choice([one for one in "abcdexyz0123456789" if one != text[place]])
    changed = replace(section.sentences[at], text=f"{text[:place]}{letter}{text[place + 1 :]}")
    sentences = (*section.sentences[:at], changed, *section.sentences[at + 1 :])
    sections = (*made.sections[:number], replace(section, sentences=sentences), *made.sections[number + 1 :])
    assert check(replace(made, sections=sections), subject) != ()
