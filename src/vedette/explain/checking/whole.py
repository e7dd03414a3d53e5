"""An explanation and its subject in, every fault of it out: whoever wrote it, also one read from a file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from vedette.core.explanations import Audience, Explanation, Section, Slot, Step
from vedette.explain.checking.fault import Fault
from vedette.explain.checking.ground import Ground
from vedette.explain.checking.plain import normal
from vedette.explain.checking.sifting import sentence_fault
from vedette.explain.facts.subject import Facts, Subject, facts_of
from vedette.explain.readability import words_in
from vedette.explain.telling.advice import advice, command
from vedette.explain.telling.depth import DEPTHS
from vedette.explain.terms import NEEDS, terms_of, texts_of
from vedette.explain.words.fillers import Filling
from vedette.explain.words.texts import LANGUAGES, load

_SENTENCES: Final = 80
_CITED: Final = 400
_STEPS: Final = 20
_TERMS: Final = 80
_HASH: Final = re.compile(r"\b[0-9a-fA-F]{32,64}\b")
_WORD: Final = re.compile(r"[\w.-]*\w")
_KEEPS: Final = frozenset(("keep_evidence", "keep_copy"))


def check(explanation: Explanation, subject: Subject) -> tuple[Fault, ...]:
    """Return everything that does not stand; nothing means that all of it does."""
    return tuple(checked(explanation, facts_of(subject)))


def checked(explanation: Explanation, facts: Facts) -> Iterator[Fault]:
    """Return what does not stand, where the facts are known already."""
    if explanation.language not in LANGUAGES or _is_too_much(explanation):
        yield Fault(where="whole", text="", why="its language is not known here, or it is too long to be one")
        return
    ground = Ground.of(explanation, facts, load(explanation.language))
    yield from _frame(explanation, facts)
    yield from _cited(explanation, ground)
    yield from _faults("title", explanation, ground)
    for section in explanation.sections:
        yield from _section(section, ground)
    yield from _reader(explanation, facts)
    yield from _terms(explanation)


def _is_too_much(explanation: Explanation) -> bool:
    return (
        len(explanation.sections) > len(Slot)
        or len(explanation.cited) > _CITED
        or len(explanation.terms) > _TERMS
        or any(len(one.sentences) > _SENTENCES or len(one.steps) > _STEPS for one in explanation.sections)
        or any(len(text) > 10 * _CITED for text in texts_of(explanation))
    )


def _frame(explanation: Explanation, facts: Facts) -> Iterator[Fault]:
    if explanation.subject != facts.digest:
        yield Fault(where="subject", text=explanation.subject, why="it is about something else")
    if explanation.severity is not facts.main.severity:
        yield Fault(where="severity", text=explanation.severity, why="the subject is not that grave")
    if explanation.confidence is not facts.main.confidence:
        yield Fault(where="confidence", text=explanation.confidence, why="the engine is not that sure")
    titles = load(explanation.language).slots
    if [one.slot for one in explanation.sections] != list(Slot):
        yield Fault(where="sections", text="", why="it has not the six parts, in order")
    for section in explanation.sections:
        if section.title != titles[section.slot.value]:
            yield Fault(where=section.slot, text=section.title, why="that is no heading of this part")
        if not section.sentences and not section.steps:
            yield Fault(where=section.slot, text="", why="the part is empty")


def _cited(explanation: Explanation, ground: Ground) -> Iterator[Fault]:
    names = [one.id for one in explanation.cited]
    if len(set(names)) != len(names):
        yield Fault(where="cited", text="", why="an id is given twice")
    for one in explanation.cited:
        if one.id not in ground.cited:
            yield Fault(where="cited", text=one.id, why="the subject holds nothing of that kind and name")


def _faults(where: str, explanation: Explanation, ground: Ground) -> Iterator[Fault]:
    if why := sentence_fault(explanation.title, None, ground):
        yield Fault(where=where, text=explanation.title.text, why=why)


def _section(section: Section, ground: Ground) -> Iterator[Fault]:
    for number, one in enumerate(section.sentences, 1):
        if why := sentence_fault(one, section.slot, ground):
            yield Fault(where=f"{section.slot} {number}", text=one.text, why=why)
    if section.steps and section.slot is not Slot.DO:
        yield Fault(where=section.slot, text="", why="steps stand among what to do")
    for number, step in enumerate(section.steps, 1):
        for why in _step(step, ground):
            yield Fault(where=f"do {number}", text=step.do.text, why=why)
    yield from _order(section)


def _step(step: Step, ground: Ground) -> Iterator[str]:
    for one in (step.do, step.check):
        if why := sentence_fault(one, Slot.DO, ground):
            yield why
    name = _name(step)
    if not name or _name_of(step.check.key) != name:
        yield "how to know that it worked is not about this step"
        return
    known, texts, main = advice(name), ground.texts, ground.facts.main
    if step.who != texts.owners[known.who] or step.within != texts.within[known.within]:
        yield "who does it, or by when, is not what we say of this step"
    if step.command and step.command != command(name, main):
        yield "the command is not the one we know for it"
    filling = Filling(texts, main)
    ways = {normal(filling.text(one) or "") for one in texts.rows.get(f"step.{name}.undo", ())} or {""}
    if normal(step.undo) not in ways:
        yield "the way back is not the one we know for it"


def _name(step: Step) -> str:
    return _name_of(step.do.key)


def _name_of(key: str) -> str:
    parts = key.split(".")
    return parts[1] if len(parts) > 1 and parts[0] == "step" else ""


def _order(section: Section) -> Iterator[Fault]:
    names = [name for step in section.steps if (name := _name(step))]
    for before, after in pairwise(names):
        if after in _KEEPS and advice(before).destroys:
            yield Fault(where="do", text=before, why="it destroys traces before they are kept")


def _reader(explanation: Explanation, facts: Facts) -> Iterator[Fault]:
    texts = list(texts_of(explanation))
    if sum(map(words_in, texts)) > DEPTHS[explanation.audience].most:
        yield Fault(where="whole", text="", why="it is too long for whom it is for")
    idents = {one.ref for one in facts.catalogued}
    for text in texts if explanation.audience in NEEDS else ():
        hashed = explanation.audience is Audience.EXECUTIVE and _HASH.search(text)
        if hashed or idents & set(_WORD.findall(text)):
            yield Fault(where="whole", text=text, why="it holds ids that mean nothing to whom it is for")


def _terms(explanation: Explanation) -> Iterator[Fault]:
    known = {one.word: one.meaning for one in terms_of(texts_of(explanation), explanation.language)}
    given = {one.word: one.meaning for one in explanation.terms}
    for word, meaning in given.items():
        if known.get(word) != meaning:
            yield Fault(
                where="terms", text=word, why="that is not what we say it means, or it does not occur"
            )
    for word in known.keys() - given.keys() if explanation.audience in NEEDS else ():
        yield Fault(where="terms", text=word, why="it is not everybody's word, and is not explained")
