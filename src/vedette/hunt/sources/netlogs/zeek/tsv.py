r"""Zeek's own text: a heading says the separators, the log, the columns and their types; rows follow.

The heading may come again with other columns: rotated logs that were put together. Values become what JSON
would have: numbers, booleans, lists; an unset one is left out; `\x` escapes are undone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from vedette.hunt.event import Event
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.lines.blocks import UNREADABLE, events, head_lines
from vedette.hunt.sources.netlogs.zeek.logs import Maker, dotted_name, log_of_keys, log_of_name

Convert: TypeAlias = Callable[[str], Any]

_NO_HEADING: Final = "a row stands before any #fields heading"
_COLUMNS_MAX: Final = 300
_LIST_MAX: Final = 1000
_ESCAPED: Final = re.compile(r"\\\\|(?:\\x[0-9a-fA-F]{2})+")
_SPELT: Final = {"\\t": "\t", "tab": "\t", "\\s": " "}
"""How others than Zeek itself write a separator into a heading."""
_HEADING: Final = re.compile(r"#(separator|set_separator|empty_field|unset_field|path|fields|types)[^\w]")


def fits(head: bytes, _: str) -> bool:
    """Say whether it begins with Zeek's heading."""
    begun = {found[1] for line in head_lines(head, 12) if (found := _HEADING.match(line)) is not None}
    return {"separator", "fields"} <= begun or {"types", "fields"} <= begun


def read(source: Source, skips: Skips) -> Iterator[Event]:
    """Give an event a row."""
    return events(source, skips, _Reader(source).parse)


class _Reader:
    """Knows the heading that holds at the moment."""

    __slots__ = (
        "_empty",
        "_log",
        "_maker",
        "_name",
        "_names",
        "_separator",
        "_set",
        "_source",
        "_texts",
        "_typed",
        "_unset",
    )

    def __init__(self, source: Source) -> None:
        self._source, self._name = source.number, source.name
        self._log = log_of_name(source.name)
        self._separator, self._set, self._empty, self._unset = "\t", ",", "(empty)", "-"
        self._names: tuple[str, ...] = ()
        self._typed: tuple[tuple[str, Convert], ...] = ()
        self._texts: tuple[str, ...] = ()
        self._maker = Maker(source.number, self._log or "")

    def parse(self, line: str, record: int) -> Event | str:
        """Read a line."""
        if line[0] == "#":
            self._heading(line)
            return ""
        names, unset = self._names, self._unset
        if not names:
            return _NO_HEADING
        values = line.split(self._separator)
        if len(values) != len(names):
            return UNREADABLE
        fields: dict[str, Any] = {
            name: value for name, value in zip(names, values, strict=True) if value != unset
        }
        for name, convert in self._typed:
            if name in fields:
                fields[name] = convert(fields[name])
        if self._empty in values:
            self._empty_texts(fields)
        if "\\" in line:
            _unescape(fields)
        return self._maker.event(fields, record)

    def _heading(self, line: str) -> None:
        found = _HEADING.match(line)
        if found is None:
            return
        name, value = found[1], line[found.end() :]
        match name:
            case "separator":
                value = value.strip(" ")
                self._separator = _SPELT.get(value) or _unescaped(value) or "\t"
            case "set_separator":
                self._set = _unescaped(value) or ","
            case "empty_field":
                self._empty = value
            case "unset_field":
                self._unset = value
            case "path":
                self._log = value.strip()[:64]
            case "fields":
                names = line.split(self._separator)[1 : _COLUMNS_MAX + 1]
                self._names = (*map(dotted_name, names),) if "id_orig_h" in names else (*names,)
                self._typed, self._texts = (), ()
                self._begin()
            case _:
                self._type(line.split(self._separator)[1 : _COLUMNS_MAX + 1])

    def _begin(self) -> None:
        self._maker = Maker(self._source, self._log or log_of_keys(dict.fromkeys(self._names)))

    def _type(self, types: list[str]) -> None:
        pairs = dict(zip(self._names, types, strict=False))  # a name that comes twice has one value
        self._texts = tuple(name for name, kind in pairs.items() if kind == "string")
        self._typed = tuple(
            (name, convert) for name, kind in pairs.items() if (convert := self._conversion(kind)) is not None
        )

    def _conversion(self, kind: str) -> Convert | None:
        if kind.startswith(("set[", "vector[", "list[", "table[")):
            one = _CONVERSIONS.get(kind.partition("[")[2].rstrip("]"), str)
            return lambda text: self._list(text, one)
        return _CONVERSIONS.get(kind)

    def _list(self, text: str, one: Convert) -> list[Any]:
        if text == self._empty:
            return []
        return [one(part) for part in text.split(self._set)[:_LIST_MAX] if part != self._unset]

    def _empty_texts(self, fields: dict[str, Any]) -> None:
        for name in self._texts:
            if fields.get(name) == self._empty:
                fields[name] = ""


def _number(text: str) -> int | float | str:
    try:
        return int(text) if text.isdigit() and len(text) <= 20 else float(text)  # noqa: PLR2004
    except ValueError:
        return text


def _float(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text


def _truth(text: str) -> bool | str:
    return {"T": True, "F": False}.get(text, text)


def _unescape(fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if isinstance(value, str):
            fields[name] = _unescaped(value)
        elif isinstance(value, list):
            fields[name] = [_unescaped(one) if isinstance(one, str) else one for one in value]


def _unescaped(text: str) -> str:
    r"""Undo `\x41` and a doubled backslash; the bytes of one run are UTF-8 together."""
    return _ESCAPED.sub(_bytes, text) if "\\" in text else text


def _bytes(found: re.Match[str]) -> str:
    if found[0] == "\\\\":
        return "\\"
    return bytes.fromhex(found[0].replace("\\x", "")).decode("utf-8", "replace")


_CONVERSIONS: Final[dict[str, Convert]] = {
    "time": _float, "interval": _float, "double": _float, "count": _number, "int": _number,
    "port": _number, "bool": _truth,
}  # fmt: skip
