"""Has a model re-word an explanation, sentence by sentence; what does not say the same stays as it was.

The model sees sentences that were derived from the report already. It may choose other words for them, and
nothing else: each of its sentences is held to the one it re-words, and in the end the whole explanation is
derived again from the report. What to do, how sure we are and the title are never re-worded.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from vedette.agents.effects import NoAnswer, Noted, Steps, consult
from vedette.agents.gates import schema
from vedette.agents.gates.exhibits import Deed, Exhibit, Ground, of_item
from vedette.agents.gates.sentence import MOST_CITED, reworded_fault
from vedette.agents.gates.written import LONGEST
from vedette.core.claims import ClaimKind, Dropped
from vedette.core.dialogue import Ask, Ending, Message, ModelRole, Speaker
from vedette.core.explanations import Audience, Explanation, Section, Sentence, Slot
from vedette.explain.checking.whole import checked
from vedette.explain.facts.subject import Facts
from vedette.explain.terms import NEEDS, terms_of, texts_of

MAY: Final = frozenset((Slot.HAPPENED, Slot.MATTERS, Slot.WAIT, Slot.UNKNOWN))
"""Parts whose sentences may be re-worded."""
TRIES: Final = 2
"""Times one part is asked for: once, and once more with what was wrong."""
_TOKENS: Final = 1_200
_READERS: Final = {
    Audience.EXECUTIVE: "someone who decides and knows no technical terms",
    Audience.GENERALIST: "someone who looks after computers among other things",
    Audience.ANALYST: "a security analyst",
    Audience.DEVELOPER: "a software developer",
}
_LANGUAGES: Final = {"en": "English", "de": "German", "es": "Spanish"}
_SYSTEM: Final = """\
You re-word sentences so that they read well. Each sentence must say exactly what it said before: the same
names, numbers, times, in the same order, the same doubts and the same "not". Change single words for others
that mean the same, and nothing else. Add nothing. If a sentence is good already, repeat it as it is.
Answer with JSON only: for each sentence its number as "of", the whole re-worded sentence as "text", and as
"cites" the ids that stand in brackets before it."""


class Reworded(Struct, frozen=True, forbid_unknown_fields=True):
    """One sentence as the model gives it."""

    of: int
    text: str
    cites: tuple[str, ...]


class _Answer(Struct, frozen=True, forbid_unknown_fields=True):
    sentences: tuple[Reworded, ...]


class Narrated(Struct, frozen=True, kw_only=True):
    """What came of it."""

    explanation: Explanation
    reworded: int = 0
    """Sentences that now stand in other words."""
    dropped: tuple[Dropped, ...] = ()
    """What the model said and no gate let through."""
    inconclusive: int = 0
    """Parts about which it gave nothing usable."""


def narrate(explanation: Explanation, facts: Facts, deeds: tuple[Deed, ...] = ()) -> Steps[Narrated]:
    """Re-word an explanation; whatever the model says, what comes back stands the check as well as before."""
    ground = Ground(exhibits=_exhibits(explanation, facts), deeds=deeds, language=explanation.language)
    before = Narrated(explanation=explanation)
    done = before
    for section in explanation.sections:
        if section.slot in MAY and section.sentences:
            done = yield from _section(section, ground, done)
    if not done.reworded:
        return replace(done, explanation=explanation)
    made = _termed(done.explanation)
    if faults := set(checked(made, facts)) - set(checked(explanation, facts)):
        why = next(iter(faults)).why
        yield Noted(kind=ClaimKind.SENTENCE, what="dropped", gate="whole", why=why)
        dropped = (*done.dropped, Dropped(kind=ClaimKind.SENTENCE, gate="whole", why=why))
        return Narrated(explanation=explanation, dropped=dropped, inconclusive=done.inconclusive)
    return replace(done, explanation=made)


def _section(section: Section, ground: Ground, done: Narrated) -> Steps[Narrated]:
    """Have one part re-worded, with one more try for what was wrong."""
    kept: dict[int, Sentence] = {}
    faults: list[Dropped] = []
    left = list(range(1, len(section.sentences) + 1))
    said = ""
    for _ in range(TRIES):
        answer = yield from _asked(section, left, said, done.explanation)
        if isinstance(answer, str):
            faults.append(Dropped(kind=ClaimKind.SENTENCE, gate="form", why=answer))
            yield Noted(kind=ClaimKind.SENTENCE, what="inconclusive", gate="form", why=answer)
            said = f"That did not fit: {answer}."
            continue
        wrong = yield from _held(answer, section, ground, kept)
        faults += [one for _, one in wrong]
        left = sorted({number for number, _ in wrong} & set(left) - set(kept))
        if not left:
            break
        said = "\n".join(f"Sentence {number}: {one.why}." for number, one in wrong if number in left)
    sentences = tuple(kept.get(number, one) for number, one in enumerate(section.sentences, 1))
    changed = sum(bool(one.original) for one in kept.values())
    sections = tuple(
        replace(one, sentences=sentences) if one is section else one for one in done.explanation.sections
    )
    return Narrated(
        explanation=replace(done.explanation, sections=sections),
        reworded=done.reworded + changed,
        dropped=(*done.dropped, *(one for one in faults if one.gate != "form")),
        inconclusive=done.inconclusive + (not kept),
    )


def _held(
    answer: Sequence[Reworded], section: Section, ground: Ground, kept: dict[int, Sentence]
) -> Steps[list[tuple[int, Dropped]]]:
    """Take what stands into `kept`; return what does not, with the number of the sentence it was of."""
    wrong: list[tuple[int, Dropped]] = []
    for one in answer:
        yield Noted(kind=ClaimKind.SENTENCE, what="proposed")
        ours = section.sentences[one.of - 1]
        fault = _fault(one, ours, ground)
        if fault is not None:
            yield Noted(kind=fault.kind, what="dropped", gate=fault.gate, why=fault.why)
            wrong.append((one.of, fault))
            continue
        yield Noted(kind=ClaimKind.SENTENCE, what="confirmed")
        text = " ".join(one.text.split())
        kept[one.of] = ours if text == ours.text else replace(ours, text=text, original=ours.text)
    return wrong


def _fault(one: Reworded, ours: Sentence, ground: Ground) -> Dropped | None:
    if set(one.cites) != set(ours.rests_on):
        return Dropped(kind=ClaimKind.SENTENCE, gate="cites", why="it cites something else than the sentence")
    return reworded_fault(one.text, ours.text, ours.rests_on[:MOST_CITED], ground)


def _asked(
    section: Section, left: Sequence[int], said: str, explanation: Explanation
) -> Steps[tuple[Reworded, ...] | str]:
    """Ask for some sentences of a part; answers them, or what was wrong."""
    reply = yield from consult(ModelRole.DRAFTER, _ask(section, left, said, explanation))
    if isinstance(reply, NoAnswer):
        return reply.why or "no answer came"
    if reply.ending in (Ending.REFUSED, Ending.LENGTH):
        return "it refused, or was cut off"
    value, why = schema.read(reply.text, _schema(section, left))
    return why or msgspec.convert(value, _Answer).sentences


def _ask(section: Section, left: Sequence[int], said: str, explanation: Explanation) -> Ask:
    lines = [
        f"{n}. [{', '.join(section.sentences[n - 1].rests_on)}] {section.sentences[n - 1].text}" for n in left
    ]
    reader = _READERS[explanation.audience]
    language = _LANGUAGES.get(explanation.language, "English")
    text = "\n".join((f"Reader: {reader}. Language: {language}.", *lines, *filter(None, (said,))))
    return Ask(
        messages=(Message(speaker=Speaker.SYSTEM, text=_SYSTEM), Message(speaker=Speaker.USER, text=text)),
        schema=_schema(section, left),
        schema_name="reworded",
        most=_TOKENS,
    )


def _schema(section: Section, left: Sequence[int]) -> dict[str, Any]:
    ids = sorted({ident for n in left for ident in section.sentences[n - 1].rests_on})
    cites = (
        {"type": "array", "items": {"enum": ids}, "minItems": 1, "maxItems": MOST_CITED}
        if ids
        else {
            "type": "array",
            "maxItems": 0,
        }
    )
    one = {
        "type": "object",
        "properties": {
            "of": {"enum": list(left)},
            "text": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            "cites": cites,
        },
        "required": ["of", "text", "cites"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "sentences": {"type": "array", "items": one, "minItems": 1, "maxItems": 2 * len(left)}
        },
        "required": ["sentences"],
        "additionalProperties": False,
    }


def _exhibits(explanation: Explanation, facts: Facts) -> dict[str, Exhibit]:
    found = ((one.id, facts.find(one.kind, one.ref)) for one in explanation.cited)
    return {ident: of_item(ident, item) for ident, item in found if item is not None}


def _termed(explanation: Explanation) -> Explanation:
    """Explain the terms that stand in it now."""
    if explanation.audience not in NEEDS:
        return explanation
    return replace(explanation, terms=terms_of(texts_of(explanation), explanation.language))
