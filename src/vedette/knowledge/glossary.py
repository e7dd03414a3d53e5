"""Terms of cyber security: a plain word for each, what it means in a sentence, and where it stands in a text.

One file a language under `glossary/`, all with the same terms; `relations.toml` says which of them everybody
knows and which belong together. Reads nothing but what ships, and text it is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal, Self, cast, get_args

from msgspec import Struct, convert

from vedette.core.errors import BadInput, LimitHit
from vedette.core.tables import table

Language = Literal["en", "de", "es"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
LONGEST_TEXT: Final = 1_000_000
"""Characters `find` looks through at once."""
_ENDINGS: Final = {
    "en": ("s", "es"),
    "de": ("s", "n", "en", "e", "es", "er", "ern", "ns"),
    "es": ("s", "es"),
}
"""What a word may end in besides, mostly where there are several."""
_CASE_MATTERS_UP_TO: Final = 5
"""Letters of an acronym that could be another word in small letters: DoS, RAT, SIEM."""
_WORD: Final = re.compile(r"\w+")
_CHUNK: Final = re.compile(r"\S+")
_NO_PROSE: Final = re.compile(r"[\\@_=]|://|\w\.\w|^[(\"'`]?[/~.]/?\w|/[^/]*/")
"""Paths, addresses, names of files: words in them are no terms."""
_JOINTS: Final = " -/&\n\t\r\u00a0\u2010\u2011\u2013'\u2019"
_WIDEST_JOINT: Final = 3
_KNOWN: Final = 4096
"""Words of which it is remembered what begins with them: texts say the same again."""


class Term(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One term: how it is written, what may stand in its place, and what it means."""

    term: str
    """Its id, the same in every language."""
    name: str
    """As it is written in running text."""
    also: tuple[str, ...] = ()
    """Other words for the same, acronyms, plurals that are not regular."""
    inflected: tuple[str, ...] = ()
    """Verbs and adjectives made of it: known in a text, but its plain words do not fit in their place."""
    plain: str = ""
    """Everyday words to put in its place; empty where there are none."""
    meaning: str
    common: bool = False
    """Whether readers who are no experts know it well enough."""
    related: tuple[str, ...] = ()
    """Ids of terms to be read with it, among them those its meaning uses."""

    @property
    def forms(self) -> tuple[str, ...]:
        """Return every way it is written."""
        return (self.name, *self.also, *self.inflected)


class Mention(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A term at a place in a text."""

    term: Term
    start: int
    end: int
    replaceable: bool
    """Whether the plain words of the term may stand here as they are: there are some, and it is one noun."""


class _Row(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    name: str
    meaning: str
    plain: str = ""
    also: tuple[str, ...] = ()
    inflected: tuple[str, ...] = ()


class _Relations(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    common: frozenset[str]
    related: dict[str, tuple[str, ...]]


class _Form(Struct, frozen=True):
    words: tuple[str, ...]
    exact: str
    """As it must be written, where case matters."""
    noun: bool
    joints: str
    """What may stand between its words."""
    term: Term


class _Word(Struct, frozen=True):
    text: str
    folded: str
    start: int
    end: int


class Glossary:
    """The terms of one language."""

    def __init__(self, language: Language, terms: tuple[Term, ...]) -> None:
        self.language: Final = language
        self.terms: Final = terms
        self._ids: Final = {term.term: term for term in terms}
        self._endings: Final = _ENDINGS[language]
        self._forms: Final = _filed(terms)
        self._stems: Final = lru_cache(maxsize=_KNOWN)(self._stemmed)
        self._first: Final = lru_cache(maxsize=_KNOWN)(self._begun)

    @classmethod
    def load(cls, language: str = "en") -> Self:
        """Read the terms of a language, once; one we do not have is the caller's mistake."""
        if language not in LANGUAGES:
            raise BadInput(
                f"there is no glossary in {language[:20]!r}", hint=f"there is one in: {', '.join(LANGUAGES)}"
            )
        return cast("Self", _loaded(language))

    def get(self, ident: str) -> Term | None:
        """Look a term up by its id."""
        return self._ids.get(ident)

    def find(self, text: str) -> tuple[Mention, ...]:
        """Return where terms stand, in order: whole words, the longest first, none inside another."""
        if len(text) > LONGEST_TEXT:
            raise LimitHit(
                f"a text of {len(text):,} characters is too long to look for terms",
                hint=f"give it in parts of at most {LONGEST_TEXT:,} characters",
            )
        words = _prose(text)
        found: list[Mention] = []
        at = 0
        while at < len(words):
            form = self._longest(text, words, at)
            if form is None:
                at += 1
                continue
            after = at + len(form.words)
            found.append(_mention(form, words[at:after]))
            at = after
        return tuple(found)

    def _longest(self, text: str, words: list[_Word], at: int) -> _Form | None:
        best: _Form | None = None
        for forms in self._first(words[at].folded):
            for form in forms:
                if best is not None and len(form.words) <= len(best.words):
                    break
                if self._stands(form, text, words[at : at + len(form.words)]):
                    best = form
                    break
        return best

    def _stands(self, form: _Form, text: str, words: list[_Word]) -> bool:
        if len(words) < len(form.words):
            return False
        if form.exact:
            return words[0].text.removesuffix("s") == form.exact or words[0].text == form.exact
        *before, last = zip(form.words, words, strict=True)
        return (
            all(wanted == word.folded for wanted, word in before)
            and last[0] in self._stems(last[1].folded)
            and all(_joined(text[one.end : two.start], form.joints) for one, two in pairwise(words))
        )

    def _begun(self, word: str) -> tuple[Sequence[_Form], ...]:
        """Return the forms that begin with a word."""
        return tuple(self._forms[one] for one in self._stems(word) if one in self._forms)

    def _stemmed(self, word: str) -> list[str]:
        """Return a word as it stands, then without each ending it may have."""
        stems = [word]
        stems += (word.removesuffix(ending) for ending in self._endings if word.endswith(ending))
        if self.language == "en" and word.endswith("ies"):
            stems.append(word[:-3] + "y")
        return stems


@lru_cache(maxsize=len(LANGUAGES))
def _loaded(language: Language) -> Glossary:
    rows = convert(_read(f"{language}.toml"), dict[str, _Row])
    relations = convert(_read("relations.toml"), _Relations)
    return Glossary(language, tuple(_term(ident, row, relations) for ident, row in rows.items()))


def _read(name: str) -> dict[str, Any]:
    return table("vedette.knowledge", f"glossary/{name}")


def _term(ident: str, row: _Row, relations: _Relations) -> Term:
    return Term(
        term=ident,
        name=row.name,
        also=row.also,
        inflected=row.inflected,
        plain=row.plain,
        meaning=row.meaning,
        common=ident in relations.common,
        related=relations.related.get(ident, ()),
    )


def _filed(terms: tuple[Term, ...]) -> dict[str, list[_Form]]:
    """File every way to write a term under its first word, the longest first."""
    filed: dict[str, list[_Form]] = {}
    for term in terms:
        for spelling in term.forms:
            words = tuple(word.casefold() for word in _WORD.findall(spelling))
            filed.setdefault(words[0], []).append(_form(spelling, words, term))
    for forms in filed.values():
        forms.sort(key=lambda form: -len(form.words))
    return filed


def _mention(form: _Form, words: list[_Word]) -> Mention:
    last = form.exact or form.words[-1]
    single = words[-1].text == last or (not form.exact and words[-1].folded == last)
    return Mention(
        term=form.term,
        start=words[0].start,
        end=words[-1].end,
        replaceable=form.noun and single and bool(form.term.plain),
    )


def _form(spelling: str, words: tuple[str, ...], term: Term) -> _Form:
    exact = spelling if _case_matters(spelling, words) else ""
    joints = _JOINTS + "," if "," in spelling else _JOINTS
    return _Form(words, exact, spelling not in term.inflected, joints, term)


def _case_matters(spelling: str, words: tuple[str, ...]) -> bool:
    capitals = sum(letter.isupper() for letter in spelling)
    return len(words) == 1 and capitals > 1 and len(spelling) <= _CASE_MATTERS_UP_TO


def _prose(text: str) -> list[_Word]:
    """Return the words of a text, without those of paths, addresses and the like."""
    return [
        _Word(word.group(), word.group().casefold(), word.start(), word.end())
        for chunk in _CHUNK.finditer(text)
        if _NO_PROSE.search(chunk.group()) is None
        for word in _WORD.finditer(text, chunk.start(), chunk.end())
    ]


def _joined(between: str, joints: str) -> bool:
    return between == ":" or (len(between) <= _WIDEST_JOINT and not between.strip(joints))
