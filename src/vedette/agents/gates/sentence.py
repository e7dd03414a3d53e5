"""A sentence of a model: it cites, and stands every gate; a re-worded one says what its original says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final

from msgspec import Struct

from vedette.agents.gates import entity, form, number, severity, state, verdict
from vedette.agents.gates.exhibits import Exhibit, Ground
from vedette.agents.gates.lexicon import known, lexicon, phrases, vocabulary
from vedette.agents.gates.literals import literals, masked
from vedette.agents.gates.written import LONGEST, joined, tokens
from vedette.core.claims import ClaimKind, Dropped
from vedette.explain.checking import reworded
from vedette.explain.checking.plain import stem
from vedette.explain.words.texts import LANGUAGES

MOST_CITED: Final = 12
_DENYING: Final = frozenset(
    ("no", "not", "none", "never", "nobody", "nothing", "neither", "nor", "cannot", "without", "can't",
     "don't", "doesn't", "didn't", "isn't", "wasn't", "aren't", "weren't", "hasn't", "haven't", "won't",
     "nicht", "nie", "niemals", "kein", "keine", "keinen", "keiner", "niemand", "nichts", "ohne", "weder",
     "nunca", "nadie", "nada", "ningún", "ninguna", "ninguno", "sin", "jamás", "tampoco")
)  # fmt: skip
_CAPITAL: Final = re.compile(r"\b[A-ZÄÖÜÁÉÍÓÚÑ][\w'-]*")


class Claimed(Struct, frozen=True, kw_only=True):
    """A sentence, and the ids it rests on."""

    text: str
    cites: tuple[str, ...]


def schema(ids: tuple[str, ...]) -> dict[str, Any]:
    """Return the JSON schema of a sentence that can cite nothing but these ids."""
    return {
        "type": "object",
        "properties": {
            "text": {"type": "string", "minLength": 1, "maxLength": LONGEST},
            "cites": {
                "type": "array",
                "items": {"enum": list(ids)},
                "minItems": 1,
                "maxItems": MOST_CITED,
            },
        },
        "required": ["text", "cites"],
        "additionalProperties": False,
    }


def fault(claim: Claimed, ground: Ground) -> Dropped | None:
    """Say which gate stops a sentence nobody of us wrote, and why."""
    return next(_faults(claim, ground), None)


def opinion_fault(text: str, exhibit: Exhibit) -> str:
    """Say what is wrong with a remark on one thing, in whatever language a model chose to make it.

    It is shown as a model's words: any words will do, but for those that name, count, report or judge.
    """
    claim = Claimed(text=text, cites=(exhibit.id,))
    for language in LANGUAGES:
        checks = _checks(claim, Ground(exhibits={exhibit.id: exhibit}, language=language))
        if why := next((why for _, why in checks.values() if why), ""):
            return why
    held = {stem(word) for one in exhibit.texts for word in tokens(one)}.union(*map(vocabulary, LANGUAGES))
    capital = (one for one in _CAPITAL.findall(text) if stem(one.casefold()) not in held)
    return next((f"{one!a} may be a name, and is not in what it is about" for one in capital), "")


def reworded_fault(text: str, original: str, cites: tuple[str, ...], ground: Ground) -> Dropped | None:
    """Say which gate stops the re-wording of a sentence of ours: it may add nothing of any kind."""
    held = (original, *(one for exhibit in ground.cited(cites) for one in exhibit.texts))
    if why := form.fault(text, held):
        return Dropped(kind=ClaimKind.SENTENCE, gate="form", why=why)
    if why := reworded.fault_of(text, original, ground.language):
        return Dropped(kind=ClaimKind.SENTENCE, gate="reworded", why=why)
    return next(_added(text, original, ground.language), None)


_ADDED: Final = (
    ("states", ClaimKind.STATE),
    ("verdicts", ClaimKind.VERDICT),
    ("severities", ClaimKind.SEVERITY),
)


def _added(text: str, original: str, language: str) -> Iterator[Dropped]:
    """Return what a re-wording names, counts, reports or judges, and its original does not."""
    names = Counter(one.text.casefold() for one in literals(text))
    names.subtract(one.text.casefold() for one in literals(original))
    if name := next((one for one, left in names.items() if left > 0), ""):
        yield Dropped(kind=ClaimKind.ENTITY, gate="entity", why=f"{name[:60]!a} is not in its original")
    counted = Counter(one.values for one in number.numbers(text, language))
    counted.subtract(one.values for one in number.numbers(original, language))
    if any(left > 0 for left in counted.values()):
        yield Dropped(kind=ClaimKind.NUMBER, gate="number", why="it has a number its original has not")
    for table, kind in _ADDED:
        found = Counter(one.name for one in phrases(table, language).find(_words(text)))
        found.subtract(one.name for one in phrases(table, language).find(_words(original)))
        if sort := next((one for one, left in found.items() if left > 0), ""):
            yield Dropped(kind=kind, gate=kind.value, why=f"it says {sort!a}, and its original does not")


def _words(text: str) -> list[str]:
    return list(map(joined, tokens(text)))


def _faults(claim: Claimed, ground: Ground) -> Iterator[Dropped]:
    unknown = [one for one in claim.cites if one not in ground.exhibits]
    if unknown or not claim.cites or len(claim.cites) > MOST_CITED:
        yield Dropped(kind=ClaimKind.SENTENCE, gate="cites", why="it cites nothing, or what is not there")
        return
    for gate, (kind, why) in _checks(claim, ground).items():
        if why:
            yield Dropped(kind=kind, gate=gate, why=why)
    if word := _foreign(claim, ground):
        why = f"{word!a} is no word of ours, and not in what it cites"
        yield Dropped(kind=ClaimKind.SENTENCE, gate="words", why=why)
    if word := _denied(claim, ground):
        why = f"it says {word!a}, and what it cites denies nothing"
        yield Dropped(kind=ClaimKind.SENTENCE, gate="denial", why=why)


def _checks(claim: Claimed, ground: Ground) -> Mapping[str, tuple[ClaimKind, str]]:
    cited = ground.cited(claim.cites)
    held = [text for one in cited for text in one.texts]
    return {
        "form": (ClaimKind.SENTENCE, form.fault(claim.text, held)),
        "entity": (ClaimKind.ENTITY, entity.fault(claim.text, cited, ground.language)),
        "number": (ClaimKind.NUMBER, number.fault(claim.text, cited, ground.language)),
        "state": (ClaimKind.STATE, state.fault(claim.text, claim.cites, ground)),
        "verdict": (ClaimKind.VERDICT, verdict.fault(claim.text, claim.cites, ground)),
        "severity": (ClaimKind.SEVERITY, severity.fault(claim.text, claim.cites, ground)),
    }


def _foreign(claim: Claimed, ground: Ground) -> str:
    """Return a word neither our own texts nor what the sentence cites have: nobody knows what it claims."""
    ours = vocabulary(ground.language) | _graded(ground.language)
    held = {stem(word) for one in ground.cited(claim.cites) for text in one.texts for word in tokens(text)}
    found = (one for one in tokens(masked(claim.text)) if one.strip("\0") and any(map(str.isalpha, one)))
    return next((one for one in found if stem(one) not in ours and stem(one) not in held), "")


def _denied(claim: Claimed, ground: Ground) -> str:
    """Return a word that turns a sentence into its contrary, where no text it cites has one."""
    said = [word for word in tokens(claim.text) if word in _DENYING]
    held = {word for one in ground.cited(claim.cites) for text in one.texts for word in tokens(text)}
    return "" if held & _DENYING else next(iter(said), "")


def _graded(language: str) -> frozenset[str]:
    """Return the words that say how grave something is: another gate holds them to our tables."""
    rows = lexicon().severities[known(language)].values()
    return frozenset(stem(word.rstrip("*")) for row in rows for phrase in row for word in phrase.split())
