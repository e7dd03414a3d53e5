"""That every number of a sentence is one of what it cites, said of what it is a number of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Final

from msgspec import Struct

from vedette.agents.gates.exhibits import Exhibit
from vedette.agents.gates.lexicon import Unit, lexicon
from vedette.agents.gates.literals import Sort, literals, masked
from vedette.agents.gates.written import plain, tokens
from vedette.explain.checking.plain import stem

_NUMBER: Final = re.compile(r"(?<![\w.])(\d+(?:[.,]\d+)*)\s*(\S+)?")
_SPACES: Final = re.compile(r"['\u202f\u00a0 ]")
_THOUSANDS: Final = re.compile(r"[.,](?=\d{3}(?:\D|$))")
_AHEAD: Final = 60
"""Characters after a number in which the words stand that say what it counts."""


class Said(Struct, frozen=True):
    """A number of a sentence, and the words around it."""

    text: str
    values: tuple[Decimal, ...]
    """What it can mean: a point may divide thousands or decimals."""
    after: tuple[str, ...]
    before: tuple[str, ...] = ()

    @property
    def around(self) -> tuple[str, ...]:
        """Return the words on both sides."""
        return (*self.after, *self.before)


def fault(text: str, cited: Iterable[Exhibit], language: str = "en") -> str:
    """Say what number of a sentence is not one of what it cites."""
    exhibits = tuple(cited)
    spoken = frozenset(word for one in exhibits for piece in one.said for word in tokens(piece))
    for word in tokens(masked(text)):
        if word in lexicon().numbers.vague and word not in spoken:
            return f"{word!a} is a number nobody gave"
    for one in numbers(text, language):
        if not any(_stands(one, exhibit) for exhibit in exhibits):
            return f"the number {one.text} is not in what it cites, or not of that"
    return ""


def numbers(text: str, language: str = "en") -> Iterator[Said]:
    """Return the numbers of a sentence, in digits and in words."""
    line = plain(text)
    for one in literals(text):
        if one.sort is Sort.NUMBER:
            after = tuple(tokens(line[one.end : one.end + _AHEAD])[:3])
            unit = ("%",) if line[one.end : one.end + 2].strip().startswith("%") else ()
            yield Said(
                one.text, tuple(_values(one.text)), (*unit, *after), tuple(tokens(line[: one.start])[-2:])
            )
    found = tokens(masked(text))
    for at, word in enumerate(found):
        value = lexicon().numbers.value(word, language)
        if value is not None:
            yield Said(word, (value,), tuple(found[at + 1 : at + 4]), tuple(found[max(0, at - 2) : at]))


def _values(text: str) -> Iterator[Decimal]:
    """Return what digits can mean."""
    bare = _SPACES.sub("", text).lstrip("+")
    for one in dict.fromkeys((_THOUSANDS.sub("", bare).replace(",", "."), bare.replace(",", "."))):
        try:
            yield Decimal(one)
        except InvalidOperation:
            continue


def _stands(said: Said, exhibit: Exhibit) -> bool:
    unit = lexicon().unit(said.after[0]) if said.after else None
    measured = unit is not None and _measured(said, exhibit, *unit)
    counted = unit is None and _figured(said, exhibit)
    return measured or counted or any(_written(said, text) for text in exhibit.said)


def _measured(said: Said, exhibit: Exhibit, unit: Unit, size: Decimal) -> bool:
    """Whether a quantity with a unit is one of the exhibit's, up to how exactly it is said."""
    held = [one.value for one in exhibit.figures if not one.labels.isdisjoint(unit.labels)]
    return any(abs(one - value * size) <= _slack(value) * size for value in said.values for one in held)


def _slack(value: Decimal) -> Decimal:
    """Return half of the last digit somebody gave."""
    exponent = value.as_tuple().exponent
    return Decimal(10) ** exponent / 2 if isinstance(exponent, int) else Decimal(0)


def _figured(said: Said, exhibit: Exhibit) -> bool:
    """Whether a number is a figure of the exhibit, said of what the figure counts."""
    if not lexicon().numbers.percent.isdisjoint(said.after[:1]):
        shares = [one.value for one in exhibit.figures if not lexicon().numbers.shares.isdisjoint(one.labels)]
        return any(value in (one, one * 100) for value in said.values for one in shares)
    near = frozenset(map(stem, said.around))
    bare = not lexicon().numbers.counted.isdisjoint(said.around)
    return any(
        figure.value in said.values
        and (("count" in figure.labels and bare) or not near.isdisjoint(map(stem, figure.labels - {"count"})))
        for figure in exhibit.figures
    )


def _written(said: Said, text: str) -> bool:
    """Whether a text of the engine has the same number before the same word."""
    follows = {stem(word) for word in said.after[:2]}
    for digits, after in _NUMBER.findall(plain(text)):
        if any(value in said.values for value in _values(digits)):
            word = next(iter(tokens(after)), "")
            if not follows or not word or stem(word) in follows:
                return True
    return False
