"""That something was done is said only where the record of actions has it, done to just that thing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

from vedette.agents.gates.exhibits import Deed, Exhibit, Ground
from vedette.agents.gates.lexicon import DOING, known, lexicon, phrases
from vedette.agents.gates.literals import Sort, literals
from vedette.agents.gates.written import Match, clauses, joined, tokens, unquoted

_ALIKE: Final = {
    "contained": frozenset(("isolated", "contained", "eradicated", "recovered")),
    "eradicated": frozenset(("eradicated", "recovered")),
    "quarantined": frozenset(("quarantined", "eradicated")),
    "disabled": frozenset(("disabled",)),
}
_WHOLE: Final = frozenset(("contained", "eradicated", "recovered"))
"""States an incident as a whole can be in."""
_OVER: Final = frozenset(("eradicated", "recovered", "secured", "approved"))
"""States nobody can be told to bring about in a word."""
_DENYING: Final = frozenset(
    ("no", "not", "nothing", "cannot", "can't", "nicht", "nichts", "kein", "keine", "kann", "ya", "sin")
)
"""What a phrase begins with that says how things are, whatever stands before it: can no longer be reached."""
_LEAD: Final = 3
"""Words between what makes it advice and the deed, at most."""
_THINGS: Final = frozenset((Sort.ADDRESS, Sort.HASH, Sort.ACCOUNT, Sort.NAME, Sort.IDENT, Sort.QUOTE))


def fault(text: str, ids: Iterable[str], ground: Ground) -> str:
    """Say which deed of a sentence is not on the record."""
    cited = ground.cited(ids)
    objects = _objects(text, cited, ground.deeds)
    for clause in clauses(unquoted(text)):
        words = [joined(one) for one in clause]
        for match in phrases("states", ground.language).find(words):
            if _is_wished(words, match, ground.language) or _is_told(words, match, cited):
                continue
            if not _is_done(match.name, objects, ground.deeds):
                return f"nothing on record says {' '.join(words[match.start : match.end])!a}"
    return ""


def _is_wished(words: Sequence[str], match: Match, language: str) -> bool:
    """Whether a deed is advised, wished or a condition: the word that makes it so stands right before it."""
    if words[match.start] in _DENYING:
        return False
    if match.start == 0:
        return match.name not in _OVER and _is_bare(words[0])
    for one in dict.fromkeys((known(language), "en")):
        may = lexicon().may[one]
        at = match.start - 1
        while (
            at > match.start - 1 - _LEAD
            and at > 0
            and words[at] in may["between"]
            and words[at] not in may["leads"]
        ):
            at -= 1
        if at >= 0 and words[at] in may["leads"]:
            return True
        if one == "de" and _is_german_wish(words, match, may["leads"]):
            return True
    return False


def _is_bare(word: str) -> bool:
    """Whether a word at the beginning is an order (block …), rather than said of something (blocked …)."""
    return not word.endswith(("ed", "ing", "s", "t", "en", "ado", "ada", "ido", "ida")) and word.isalpha()


def _is_german_wish(words: Sequence[str], match: Match, leads: frozenset[str]) -> bool:
    """Whether the verb that makes it a wish stands before, and `werden` after: Verben stehen hinten."""
    after = words[match.end : match.end + 2]
    return "werden" in after and not leads.isdisjoint(words[: match.start])


def _is_told(words: Sequence[str], match: Match, cited: Iterable[Exhibit]) -> bool:
    """Whether our engine says just these words, with those around them, of what the sentence cites."""
    around = words[max(0, match.start - 1) : match.end + 1]
    line = f" {' '.join(around)} "
    return len(around) > match.end - match.start and any(
        line in _line(said) for one in cited for said in one.said
    )


@lru_cache(maxsize=1024)
def _line(said: str) -> str:
    """Return the words of a text with a space before and behind each: many sentences cite the same."""
    return f" {' '.join(map(joined, tokens(said)))} "


def _is_done(state: str, objects: frozenset[str], deeds: Iterable[Deed]) -> bool:
    """Whether the record has a deed of that state done to everything the sentence names."""
    right = [one for one in deeds if one.state == state or one.state in _ALIKE.get(state, ())]
    if not right:
        return False
    done = frozenset(name for one in right for name in one.objects)
    if objects:
        return objects <= done
    return any(not one.objects for one in right) and (state in _WHOLE or state in DOING)


def _objects(text: str, cited: Iterable[Exhibit], deeds: Iterable[Deed]) -> frozenset[str]:
    """Return what a sentence names that something could have been done to."""
    named = {
        one.text.strip('“”„«»`"').rstrip(".:,").casefold() for one in literals(text) if one.sort in _THINGS
    }
    names = {name for one in cited for name in one.names} | {name for one in deeds for name in one.objects}
    return frozenset(named | (names & set(tokens(text))))
