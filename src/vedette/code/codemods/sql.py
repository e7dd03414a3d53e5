"""Values taken out of SQL and handed over as parameters. Names of tables and columns are left alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from vedette.code.codemods.draft import Draft
from vedette.code.codemods.importing import imported
from vedette.code.codemods.module import Refused, ancestors, function, is_bound, plain, walk
from vedette.code.codemods.site import Site, arguments, keywords, positional, value
from vedette.code.codemods.substituting import Slot, expression, slot, substitute
from vedette.code.codemods.texts import Piece, pieces
from vedette.code.codemods.tracing import harmful, holes, varying

if TYPE_CHECKING:
    from tree_sitter import Node as Syntax

_STYLES: Final = (
    ("?", re.compile(r"^(?:sqlite3|aiosqlite|duckdb|pyodbc)\b")),
    ("%s", re.compile(r"^(?:psycopg2?|pymysql|MySQLdb|mysql|aiomysql|aiopg|django)\b")),
    ("$", re.compile(r"^asyncpg\b")),
    (":", re.compile(r"^sqlalchemy\.text$")),
)  # fmt: skip
_DRIVERS: Final = {
    "?": ("sqlite3", "aiosqlite", "pyodbc"),
    "%s": ("psycopg", "psycopg2", "pymysql", "MySQLdb", "mysql", "django", "aiomysql"),
}
"""How parameters are written, by what the call is, else by what the file imports (PEP 249 `paramstyle`)."""
_VALUE: Final = re.compile(
    r"(?:=|<|>|\bLIKE|\bILIKE|\bGLOB|\bBETWEEN|\bBETWEEN\s+\S+\s+AND|\bATTACH(?:\s+DATABASE)?|\bLIMIT|\bOFFSET|\bVALUES\s*\((?:[^()]|\([^()]*\))*[,(]"
    r"|\bVALUES\s*\()\s*$",
    re.IGNORECASE,
)  # fmt: skip
_IN_BRACKETS: Final = re.compile(r"[(,]\s*$")
_TUPLES: Final = re.compile(r"\bVALUES\b.*\)\s*,\s*\((?:[^()]|\([^()]*\))*$", re.IGNORECASE | re.DOTALL)
_DEFINES: Final = re.compile(
    r"^\s*(?:CREATE|ALTER|DROP|GRANT|REVOKE|COPY|PRAGMA|USE|SET|EXPLAIN|TRUNCATE)\b", re.IGNORECASE
)
_DOUBLE_TOO: Final = ("sqlite3", "aiosqlite", "pymysql", "MySQLdb", "mysql", "aiomysql", "dbapi")
"""Databases for which double quotes may stand around a text."""


def parametrise(site: Site) -> Iterator[Draft]:
    """Put placeholders into the statement, and the values behind it."""
    style = _style(site)
    call = site.call
    given = harmful(site)[0]
    made = pieces(site, site.module, given)
    if any(one.module != site.module for one in made) or _DEFINES.match(_text(made, len(made))):
        raise Refused
    slots, chosen = list(_slots(site, made)), holes(site, made)
    if not any(one in chosen for where in slots for one in made[where.first : where.last + 1]):
        raise Refused
    values = [expression(made, one) for one in slots]
    _unchanged(site, made, slots, call)
    names = _names(made, slots)
    earlier = _earlier(site, call, given) if style != ":" else None
    if style == "%s" and _stays_formatted(made, slots):
        raise Refused  # its own signs would be taken for those of the format
    if style == "%s" and earlier is None:
        _no_percent(made, slots)
    for hand_over in _WAYS[style]:
        draft = Draft()
        substitute(draft, made, slots, [_mark(style, index, names) for index in range(len(slots))])
        if hand_over(site, draft, given, Given(values, names, _places(made, slots, style), earlier)):
            yield draft


def _style(site: Site) -> str:
    """Return how the driver writes a placeholder.

    Raises:
        Refused: it is not known.

    """
    for style, pattern in _STYLES:
        if pattern.search(site.sink):
            return style
    found = [style for style, names in _DRIVERS.items() if imported(site.module, *names)]
    if len(found) == 1 and site.sink.rpartition(".")[2] in ("execute", "executemany", "raw"):
        return found[0]
    raise Refused


def _text(made: Sequence[Piece], end: int) -> str:
    return "".join("?" if one.hole is not None else one.text for one in made[:end])


def _slots(site: Site, made: list[Piece]) -> Iterator[Slot]:
    """Yield the slots of values that stand where a parameter may; a comment has none."""
    done, every = -1, varying(made)
    for number, piece in enumerate(made):
        if piece not in every or number <= done:
            continue
        text = _text(made, number)
        quotes = _open(text)
        found = slot(made, number, quotes)
        start = text[: text.rfind(quotes)] if quotes else text
        if _is_value(start, quotes, site):
            done = found.last
            yield found


def _is_value(before: str, quotes: str, site: Site) -> bool:
    if _VALUE.search(before) or (_TUPLES.search(before) and _IN_BRACKETS.search(before)):
        return quotes != '"' or site.sink.startswith(_DOUBLE_TOO)
    return quotes == "'" and _IN_BRACKETS.search(before) is not None


def _open(text: str) -> str:
    """Return the quote that is open at the end of some SQL.

    Raises:
        Refused: a comment is.

    """
    quotes = ""
    for number, sign in enumerate(text):
        if quotes:
            quotes = "" if sign == quotes else quotes
        elif sign in "'\"`":
            quotes = sign
        elif text.startswith(("--", "/*"), number):
            raise Refused
    return quotes


def _stays_formatted(made: Sequence[Piece], slots: Sequence[Slot]) -> bool:
    """Tell whether some holes of a `%` format are left."""
    gone = {number for where in slots for number in range(where.first, where.last + 1)}
    return any(one.form == "%" and number not in gone for number, one in enumerate(made))


def _mark(style: str, index: int, names: list[str]) -> str:
    if style == ":":
        return f":{names[index]}"
    if style == "$":
        return f"${index + 1}"
    return style


def _names(made: Sequence[Piece], slots: Sequence[Slot]) -> list[str]:
    """Return a name for each parameter, after the column it is compared with."""
    found: list[str] = []
    for number, where in enumerate(slots):
        before = re.findall(r"(\w+)\s*(?:=|<|>|LIKE)+\s*['\"%]*$", _text(made, where.first), re.IGNORECASE)
        name = before[0].lower() if before and before[0].isidentifier() else f"value{number + 1}"
        found.append(name if name not in found else f"{name}{number + 1}")
    return found


def _places(made: Sequence[Piece], slots: Sequence[Slot], style: str) -> list[int]:
    """Return how many placeholders stood before each slot already."""
    return [sum(one.text.count(style) for one in made[: where.first] if one.hole is None) for where in slots]


def _earlier(site: Site, call: Syntax, given: Syntax) -> list[str] | None:
    """Return the parameters a call has already.

    Raises:
        Refused: they are no tuple or list that is written out.

    """
    others = [one for one in positional(call) if one != given]
    named = keywords(site.module, call)
    others += [value(named[name]) for name in ("params", "parameters", "vars", "args") if name in named]
    if not others:
        return None
    held = plain(others[0])
    if len(others) > 1 or held.type not in ("tuple", "list"):
        raise Refused
    return [site.module.of(one) for one in held.named_children if one.type != "comment"]


def _no_percent(made: Sequence[Piece], slots: Sequence[Slot]) -> None:
    """Refuse a per cent sign that would have to be doubled, so as not to be taken for a placeholder."""
    inside = {number for where in slots for number in range(where.first, where.last + 1)}
    for number, one in enumerate(made):
        text = one.text
        for where in slots:
            if number == where.first - 1 and where.before:
                text = text[: -len(where.before)]
            if number == where.last + 1:
                text = text[len(where.behind) :]
        if one.hole is None and number not in inside and "%" in text:
            raise Refused


def _unchanged(site: Site, made: Sequence[Piece], slots: Sequence[Slot], call: Syntax) -> None:
    """Make sure that the values are still the same where the statement is run.

    Raises:
        Refused: a name in them may have been given another value since.

    """
    here = function(call)
    for piece in (made[index] for where in slots for index in range(where.first, where.last + 1)):
        if piece.hole is None:
            continue
        if function(piece.hole) != here or _rebound(site, piece, call, here or site.module.root):
            raise Refused


def _rebound(site: Site, piece: Piece, call: Syntax, scope: Syntax) -> bool:
    """Tell whether a name in a value may be given another value between where it stands and the call."""
    if piece.hole is None:
        return False
    used = {site.module.of(one) for one in walk(piece.hole) if one.type == "identifier"}
    return any(
        one.type == "identifier" and site.module.of(one) in used and is_bound(one)
        for one in walk(scope)
        if piece.end < one.start_byte < call.start_byte
    )


@dataclass(frozen=True, slots=True)
class Given:
    """Values to hand over, the names of their places, and what is handed over already."""

    values: list[str]
    names: list[str]
    places: list[int]
    earlier: list[str] | None


def _in_tuple(site: Site, draft: Draft, given: Syntax, what: Given) -> bool:
    """`execute(statement, (value,))`."""
    module = site.module
    if what.earlier is None:
        comma = "," if len(what.values) == 1 else ""
        draft.put(module, given.end_byte, given.end_byte, f", ({', '.join(what.values)}{comma})")
        return True
    every = list(what.earlier)
    for shift, (place, text) in enumerate(zip(what.places, what.values, strict=True)):
        every.insert(place + shift, text)
    held = plain(next(one for one in positional(site.call) if one != given))
    comma = "," if len(every) == 1 else ""
    draft.replace(module, held, f"({', '.join(every)}{comma})")
    return True


def _one_by_one(site: Site, draft: Draft, given: Syntax, what: Given) -> bool:
    """`fetch(statement, value)`."""
    if what.earlier is not None:
        raise Refused
    draft.put(site.module, given.end_byte, given.end_byte, "".join(f", {text}" for text in what.values))
    return True


def _by_name(site: Site, draft: Draft, _: Syntax, what: Given) -> bool:
    """`execute(text(statement), {"name": value})`."""
    outer = next((one for one in ancestors(site.call) if one.type == "call"), None)
    called = outer.child_by_field_name("function") if outer is not None else None
    if (
        outer is None
        or called is None
        or [one.start_byte for one in arguments(outer)] != [site.call.start_byte]
    ):
        return False
    if site.module.of(called).rpartition(".")[2] not in ("execute", "scalar", "scalars"):
        return False
    pairs = ", ".join(f'"{name}": {text}' for name, text in zip(what.names, what.values, strict=True))
    draft.put(site.module, site.call.end_byte, site.call.end_byte, f", {{{pairs}}}")
    return True


def _bound(site: Site, draft: Draft, _: Syntax, what: Given) -> bool:
    """`text(statement).bindparams(name=value)`."""
    pairs = ", ".join(f"{name}={text}" for name, text in zip(what.names, what.values, strict=True))
    draft.put(site.module, site.call.end_byte, site.call.end_byte, f".bindparams({pairs})")
    return True


_WAYS: Final = {"?": (_in_tuple,), "%s": (_in_tuple,), "$": (_one_by_one,), ":": (_by_name, _bound)}
"""How values are handed over, by how placeholders are written."""
