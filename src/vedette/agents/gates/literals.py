"""What in a sentence is no word but names something: ids, addresses, files, moments, versions, numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from msgspec import Struct

from vedette.agents.gates.written import plain


class Sort(StrEnum):
    """What a literal is."""

    IDENT = "id"
    """Of a catalogue: CVE, CWE, CAPEC, ATT&CK, advisories."""
    ADDRESS = "address"
    HASH = "hash"
    ACCOUNT = "account"
    NAME = "name"
    """A host, a domain, a file, a path, or a word with digits in it."""
    QUOTE = "quote"
    DATE = "date"
    CLOCK = "time"
    VERSION = "version"
    NUMBER = "number"


class Literal(Struct, frozen=True):
    """One of them, where it stands in the plain text."""

    sort: Sort
    text: str
    start: int
    end: int


MONTHS: Final = {
    name: number
    for names in (
        "january february march april may june july august september october november december",
        "januar februar märz april mai juni juli august september oktober november dezember",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "jan feb mar apr - jun jul aug sep oct nov dec",
    )
    for number, name in enumerate(names.split(), 1)
}
_MONTH: Final = "|".join(sorted((name for name in MONTHS if name != "-"), key=len, reverse=True))
_DAYS: Final = (
    "yesterday|today|tonight|tomorrow|gestern|heute|morgen(?= früh)|vorgestern|ayer|hoy|anoche|anteayer"
    "|last (?:night|week|month|year)|this (?:morning|week)|letzte[nrs]? (?:nacht|woche|monat|jahr)"
    "|(?:la|el) (?:semana|mes|año) pasad[oa]"
    "|mon(?:day|tag)|tues?day|wednesday|thursday|friday|saturday|sunday|dienstag|mittwoch|donnerstag|freitag"
    "|samstag|sonntag|lunes|martes|miércoles|jueves|viernes|sábado|domingo"
)
_IDENT: Final = (
    r"CVE-\d{1,4}-\d+|CWE-\d+|CAPEC-\d+|GHSA(?:-\w{4}){3}|PYSEC-\d+-\d+|TA\d{4}|T\d{4}(?:\.\d{3})?"
    r"|(?:MS|KB)\d{2,}(?:-\d+)?|D3-[A-Z]+|M\d{4}"
)
_V4: Final = r"\b\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?::\d{1,5})?\b"
_V6: Final = r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){2,7}[0-9a-fA-F]{0,4}(?![\w:])"
_BEFORE: Final = r"(?<![\w./\\:-])"
_GROUPED: Final = r"(?<![\w.])[-+]?\d{1,3}(?:[,'\u202f\u00a0 .]\d{3})+(?:[.,]\d+)?(?![\w.]|\.\w)"
_PLAIN: Final = rf"{_BEFORE}[-+]?\d+(?:[.,]\d+)?(?:e\d+)?(?=$|[^\w./\\:-]|[.,:](?:\s|$)|%)"
_WITH_UNIT: Final = rf"{_BEFORE}\d+(?:[.,]\d+)?(?=(?:ms|s|min|h|[kmgt]i?b|b|k|m|x)\b)"
_PATH: Final = r"[\w~.$%-]*[/\\][\w/\\.$%{}*+~-]*\w"
_PATTERNS: Final = (
    (Sort.QUOTE, r"“[^”]*”|„[^“]*“|«[^»]*»|`[^`]*`|\"[^\"]*\""),
    (Sort.IDENT, rf"\b(?:{_IDENT})\b"),
    (Sort.HASH, r"\b[0-9a-fA-F]{16,}\b"),
    (Sort.ACCOUNT, r"[\w.+-]+@[\w.-]+\w|\b[\w.-]+\\[\w.$-]+\b(?!\\)"),
    (
        Sort.DATE,
        (
            rf"\b\d{{4}}-\d\d-\d\d(?=T|\b)|\b\d{{1,2}}[./]\s?\d{{1,2}}[./]\s?\d{{2,4}}\b"
            rf"|\b\d{{1,2}}(?:st|nd|rd|th|\.|º)? (?:de )?(?:{_MONTH})\b(?:,? (?:de )?\d{{4}}\b)?"
            rf"|\b(?:{_MONTH}) \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}}\b)?|\b(?:{_MONTH}) (?:de )?\d{{4}}\b"
            rf"|\b(?:{_DAYS})\b"
        ),
    ),
    (Sort.CLOCK, r"\bT?(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z?\b|\b\d{1,2} ?(?:am|pm)\b"),
    (Sort.ADDRESS, rf"{_V4}|{_V6}"),
    (Sort.VERSION, r"\bv\d+(?:\.\d+)*\b|\b\d+(?:\.\d+){2,}[\w.+-]*\b"),
    (Sort.NUMBER, rf"{_GROUPED}|{_PLAIN}|{_WITH_UNIT}"),
    (Sort.NAME, rf"{_PATH}|\b\w[\w-]*(?:\.\w[\w-]*)+(?:[:#]\d+)?|\b(?=[\w-]*\d)\w[\w-]*|\b\w+_\w+\b"),
)
_FOUND: Final = tuple((sort, re.compile(pattern, re.IGNORECASE)) for sort, pattern in _PATTERNS)


def literals(text: str) -> tuple[Literal, ...]:
    """Return the literals of a sentence in order; what is part of one is not found again."""
    line = list(plain(text))
    found: list[Literal] = []
    for sort, pattern in _FOUND:
        for match in pattern.finditer("".join(line)):
            if match[0].strip():
                found.append(Literal(sort, match[0].strip(), *match.span()))
            line[match.start() : match.end()] = "\0" * (match.end() - match.start())
    return tuple(sorted(found, key=lambda one: one.start))


def masked(text: str) -> str:
    """Return the plain text with its literals blanked out: only words are left, where they stood."""
    line = list(plain(text))
    for one in literals(text):
        line[one.start : one.end] = "\0" * (one.end - one.start)
    return "".join(line)


def moments(texts: Iterator[str] | tuple[str, ...]) -> tuple[frozenset[tuple[int, int, int]], frozenset[str]]:
    """Return the dates and the clocks (hours and minutes) that stand in texts as RFC 3339 writes them."""
    dates: set[tuple[int, int, int]] = set()
    clocks: set[str] = set()
    for text in texts:
        for year, month, day in _DATE.findall(text):
            dates.add((int(year), int(month), int(day)))
        clocks.update(f"{int(hour):02}:{minute}" for hour, minute in _CLOCK.findall(text))
    return frozenset(dates), frozenset(clocks)


_DATE: Final = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_CLOCK: Final = re.compile(r"(?<![\d:])([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
