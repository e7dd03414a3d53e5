"""Which words of an explanation are not everybody's: each is defined once, for whoever is no expert."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from vedette.core.explanations import Audience, Explanation, Term
from vedette.knowledge.glossary import Glossary

NEEDS: Final = frozenset((Audience.EXECUTIVE, Audience.GENERALIST))
"""Readers for whom no term may stand undefined."""
_QUOTED: Final = re.compile("“[^”]*”|`[^`]*`|„[^“]*“|«[^»]*»")


def terms_of(texts: Iterable[str], language: str) -> tuple[Term, ...]:
    """Return the terms that stand in texts and are not common, each once."""
    glossary = Glossary.load(language)
    found: dict[str, Term] = {}
    for text in texts:
        for mention in glossary.find(_QUOTED.sub(" ", text)):
            if not mention.term.common:
                known = mention.term
                found.setdefault(known.term, Term(word=known.name, meaning=known.meaning))
    return tuple(found.values())


def texts_of(explanation: Explanation) -> Iterator[str]:
    """Return all that is read: title, sentences, steps."""
    yield explanation.title.text
    for section in explanation.sections:
        yield from (one.text for one in section.sentences)
        for step in section.steps:
            yield from (text for text in (step.do.text, step.check.text, step.undo) if text)
