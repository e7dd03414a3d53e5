"""A report or an incident in, an explanation for a reader out: put together, checked, what fails left out."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from vedette.core.explanations import Audience, Explanation, Section, Sentence, Slot
from vedette.explain.checking.sifting import sift
from vedette.explain.facts.subject import Subject, facts_of
from vedette.explain.telling import doing, happening
from vedette.explain.telling.speaker import Speaker
from vedette.explain.terms import NEEDS, terms_of, texts_of
from vedette.explain.words.texts import load


def explain(subject: Subject, audience: Audience, language: str = "en") -> Explanation:
    """Explain a subject; every sentence of it stands the check.

    Raises:
        BadInput: there is no such language here.

    """
    texts = load(language)
    facts = facts_of(subject)
    speaker = Speaker(facts=facts, texts=texts, audience=audience)
    title = happening.title(speaker)
    told = {
        Slot.HAPPENED: happening.happened(speaker),
        Slot.MATTERS: happening.matters(speaker),
        Slot.SURE: happening.sure(speaker),
        Slot.DO: doing.around(speaker),
        Slot.WAIT: doing.wait(speaker),
        Slot.UNKNOWN: doing.unknown(speaker),
    }
    sections = tuple(
        Section(
            slot=slot,
            title=texts.slots[slot.value],
            sentences=_kept(sentences),
            steps=tuple(doing.steps(speaker)) if slot is Slot.DO else (),
        )
        for slot, sentences in told.items()
    )
    made = Explanation(
        audience=audience,
        language=language,
        title=title,
        subject=facts.digest,
        severity=facts.main.severity,
        confidence=facts.main.confidence,
        sections=sections,
        cited=speaker.cited,
    )
    kept = sift(made, facts)
    if audience not in NEEDS:
        return kept
    return replace(kept, terms=terms_of(texts_of(kept), language))


def _kept(sentences: Iterable[Sentence | None]) -> tuple[Sentence, ...]:
    """Return what could be said, each text once."""
    found: dict[str, Sentence] = {}
    for one in sentences:
        if one is not None:
            found.setdefault(one.text, one)
    return tuple(found.values())
