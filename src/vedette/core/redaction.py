"""Secrets in texts that are shown to people: enough of each stays to know it again, not enough to use it.

What is hidden is hidden sign by sign, and white space stays: length, lines and columns are those of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from vedette.core.expressions import expression
from vedette.core.nouns import Evidence, Finding, Lines
from vedette.core.secrets import FORMATS, NAMED_AS, secrets

HIDDEN: Final = "\u2022"
"""Stands for one sign of a secret."""
_SHORT, _LONG = 16, 20
"""Signs of a secret from which on the first four stay, and from which on the last four do as well."""
_FEWEST, _EDGE = 2, 4
"""Signs that stay at the beginning of a short secret, and at both ends of a long one."""
_LEAST: Final = 8
"""Signs a secret has at least."""
_FEW: Final = 16
"""Known secrets that are looked for one after another; more are looked for together."""
_SIGNS: Final = expression(r"\S")
_BEGINS: Final = expression(r"-----BEGIN (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_ENDS: Final = expression(r"-----END (?:[A-Z0-9]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----")
_TAIL: Final = expression(r"-----END[A-Z0-9 -]{0,60}\Z")
_ROW: Final = expression(r"[A-Za-z0-9+/=]{32}")
"""What there is in every private key, and in no text about them."""
_ROWS: Final = expression(
    r"(?>(?:(?>(?:\\[nr]|[\s\"'+,()#]){0,80})[A-Za-z0-9+/=]{32,128}+){1,2000})"
    r"(?:(?>(?:\\[nr]|[\s\"'+,()#]){0,80})[A-Za-z0-9+/=]{1,128}+)?"
)
_LITERAL: Final = expression(
    r"(?P<mark>\"{3}|'{3}|[\"'])(?P<value>(?>(?:(?!(?P=mark))[^\\]|\\.){0,400}))(?P=mark)(?P<key>[^\S\n]*[\]:])?",
    re.DOTALL,
)
_WORD: Final = 6
"""Signs of what stands in quotes and may be a secret; names of algorithms are shorter."""
_WRITTEN: Final = frozenset(("CWE-798", "CWE-259", "CWE-321"))
"""Weaknesses of which each says that a secret is written into a program."""
_LONGEST_KEY: Final = 64 * 1024


class Span(NamedTuple):
    """Where a secret stands, in characters; the end is exclusive."""

    start: int
    end: int


def private_keys(text: str) -> Iterator[Span]:
    """Yield what stands between the lines of private keys, those lines included, also where it is no key.

    One way through the text, whatever the text; what is larger than any key is none.
    """
    at = 0
    end = _ENDS.search(text) if "-----BEGIN " in text else None
    for begin in _BEGINS.finditer(text) if end is not None else ():
        while end is not None and end.start() < begin.end():
            end = _ENDS.search(text, end.end())
        if end is None:
            return
        if begin.start() >= at and end.end() - begin.start() <= _LONGEST_KEY:
            yield Span(begin.start(), end.end())
            at = end.end()


class Known:
    """Secrets that are known, found again wherever they stand. Alone, nothing says what they are."""

    def __init__(self, values: Iterable[str] = ()) -> None:
        self._values = frozenset(one for one in values if len(one) >= _LEAST)
        self._heads: dict[str, dict[int, set[str]]] = {}
        for one in self._values if len(self._values) > _FEW else ():
            self._heads.setdefault(one[:_LEAST], {}).setdefault(len(one), set()).add(one)

    def places(self, text: str) -> Iterator[Span]:
        """Yield where they stand, in no order. One way through a text, however many there are."""
        if not self._heads:
            yield from (place for one in self._values for place in _everywhere(text, one))
            return
        for at in range(len(text) - _LEAST + 1):
            for length, values in self._heads.get(text[at : at + _LEAST], {}).items():
                if text[at : at + length] in values:
                    yield Span(at, at + length)


NONE: Final = Known()


def places(text: str, known: Known = NONE, told: Iterable[Lines] = ()) -> list[Span]:
    """Return where secrets stand in a text, in order, none overlapping another.

    Those found in it, wherever they are repeated, and those that are known. A private key that is cut off
    ends where its letters do. `told` are places of which a finding says that a secret is written there,
    whatever it looks like: what stands there in quotes.
    """
    if len(text) < _LEAST:
        return []
    found = [Span(one.start, one.end) for one in secrets(text)]
    if "-----BEGIN " in text:
        found += (one for one in private_keys(text) if _ROW.search(text, one.start, one.end))
        found += _cut_off(text)
    if found:
        found += Known({text[one.start : one.end] for one in found}).places(text)
    return _merged([*found, *known.places(text), *_literals(text, told)])


def values(text: str) -> set[str]:
    """Return the secrets of a text."""
    return {text[one.start : one.end] for one in places(text)}


def redact(text: str, known: Known = NONE, told: Iterable[Lines] = ()) -> str:
    """Hide the secrets of a text but for their ends. The lines and columns of the rest stay as they were."""
    return _replaced(text, places(text, known, told), _hide)


def cover(text: str, known: Known = NONE, told: Iterable[Lines] = ()) -> str:
    """Hide the secrets of a text wholly: every sign of them that a redacted text may hide."""
    return _replaced(text, places(text, known, told), lambda secret: _SIGNS.sub(HIDDEN, secret))


def stands_for(quote: str, text: str, covered: str) -> bool:
    """Whether a quote is a text, or that text with nothing hidden in it but signs of secrets.

    Args:
        quote: what a report says.
        text: what stands there.
        covered: the same with its secrets covered.

    """
    if quote == text:
        return True
    if HIDDEN not in quote or not len(quote) == len(text) == len(covered):
        return False
    return all(
        said == sign or said == hidden == HIDDEN
        for said, sign, hidden in zip(quote, text, covered, strict=True)
    )


def either(one: str, other: str) -> str:
    """Cover what one of two covered texts covers; both are of one text, or the first is given back."""
    if len(one) != len(other):
        return one
    return "".join(HIDDEN if HIDDEN in pair else pair[0] for pair in zip(one, other, strict=True))


def is_of_secret(note: str) -> bool:
    """Whether a piece of evidence is there to show a secret, by what its note says happens there."""
    return note in _WHATS or note.startswith(NAMED_AS)


def told_places(findings: Iterable[Finding]) -> Iterator[tuple[Evidence, Lines]]:
    """Yield evidence of findings that say a secret is written there, whatever it looks like."""
    for finding in findings:
        if _WRITTEN.isdisjoint(finding.weaknesses):
            continue
        for one in finding.evidence:
            if isinstance(one.locator, Lines) and not is_of_secret(one.note):
                yield one, one.locator


_WHATS: Final = frozenset(form.what for form in FORMATS)


def _literals(text: str, told: Iterable[Lines]) -> Iterator[Span]:
    """Yield what stands in quotes at some places: neither a key that is looked up nor a word too short."""
    wanted = tuple(told)
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))] if wanted else []
    for where in wanted:
        if where.end_line >= len(starts):
            continue
        start, end = (
            starts[where.line - 1] + where.column - 1,
            starts[where.end_line - 1] + where.end_column - 1,
        )
        for literal in _LITERAL.finditer(text, start, end):
            if len(literal["value"]) >= _WORD and not literal["key"]:
                yield Span(literal.start("value"), literal.end("value"))


def _replaced(text: str, spans: Iterable[Span], by: Callable[[str], str]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in spans:
        parts += (text[at:start], by(text[start:end]))
        at = end
    return "".join((*parts, text[at:])) if parts else text


def _hide(secret: str) -> str:
    head, tail = _shown(secret)
    end = len(secret) - tail
    return secret[:head] + _SIGNS.sub(HIDDEN, secret[head:end]) + secret[end:]


def _shown(secret: str) -> tuple[int, int]:
    """Return how many signs of a secret stay at its beginning and at its end."""
    if begin := _BEGINS.match(secret):
        end = _TAIL.search(secret)
        return begin.end(), len(end[0]) if end else 0
    if len(secret) < _SHORT:
        return _FEWEST, 0
    return _EDGE, _EDGE if len(secret) >= _LONG else 0


def _cut_off(text: str) -> Iterator[Span]:
    """Yield private keys of which the end is missing."""
    for begin in _BEGINS.finditer(text):
        if rows := _ROWS.match(text, begin.end()):
            yield Span(begin.start(), rows.end())


def _everywhere(text: str, value: str) -> Iterator[Span]:
    at = text.find(value)
    while at >= 0:
        yield Span(at, at + len(value))
        at = text.find(value, at + len(value))


def _merged(found: list[Span]) -> list[Span]:
    made: list[Span] = []
    for one in sorted(set(found)):
        if made and one.start < made[-1].end:
            made[-1] = Span(made[-1].start, max(made[-1].end, one.end))
        else:
            made.append(one)
    return made
