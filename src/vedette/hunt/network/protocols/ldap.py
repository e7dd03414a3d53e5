# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""LDAP: who bound to a directory, and what was searched for."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Final

from vedette.hunt import actions
from vedette.hunt.event import Value
from vedette.hunt.network.dialogue import Dialogue, Ends, Mark, kind, text
from vedette.hunt.network.protocols.der import Item, content, inside, integer, item, whole_length
from vedette.hunt.network.protocols.ntlm import claim

_LOGIN: Final = kind(actions.LOGIN, "ldap", "ldap")
_SEARCH: Final = kind(actions.OTHER, "ldap", "ldap_search")
_BIND, _BOUND, _SEARCHED, _ENTRY, _FOUND = 0x60, 0x61, 0x63, 0x64, 0x65
_SIMPLE: Final = 0x80
_IN_PROGRESS: Final = 14
_SIZE_MAX: Final = 48 * 1024
_OPEN_MAX: Final = 64
_DEPTH_MAX: Final = 12
_FILTER_MAX: Final = 2048
_SCOPES: Final = ("base", "single", "tree")
_LOGIC: Final = {0xA0: "&", 0xA1: "|", 0xA2: "!"}
_PIECES, _PRESENT, _EXTENSIBLE = 0xA4, 0x87, 0xA9
_COMPARES: Final = {0xA3: "=", 0xA5: ">=", 0xA6: "<=", 0xA8: "~="}


@dataclass(slots=True)
class _Asked:
    mark: Mark
    fields: dict[str, Value]
    user: str | None = None
    bind: bool = False
    found: int = 0


class Ldap(Dialogue):
    """One connection."""

    def __init__(self, ends: Ends) -> None:
        """Begin with nothing said."""
        super().__init__(ends)
        self._open: dict[int, _Asked] = {}

    def feed(self, way: int, data: bytes, mark: Mark) -> int:  # noqa: ARG002  messages say it themselves
        """Read a message."""
        size = whole_length(data)
        if size is None:
            return 0
        if data[0] != 0x30 or size > _SIZE_MAX:
            return len(data)
        if len(data) < size:
            return 0
        self._read(data[:size], mark)
        return size

    def end(self) -> None:
        """Tell of what was not answered."""
        for one in self._open.values():
            self._tell(one, None)
        self._open.clear()

    def _read(self, data: bytes, mark: Mark) -> None:
        whole = item(data, 0, len(data))
        named = item(data, whole.start, whole.end) if whole is not None else None
        what = item(data, named.end, whole.end) if whole is not None and named is not None else None
        if what is None:
            return
        number = integer(data, named) or 0
        if what.tag == _ENTRY:  # most messages are
            if number in self._open:
                self._open[number].found += 1
            return
        body = [*islice(inside(data, what), 8)]
        if what.tag == _BIND and len(body) >= 3:
            self._ask(number, _bind(data, body, mark))
        elif what.tag == _SEARCHED and len(body) >= 8:
            self._ask(number, _search(data, body, mark))
        elif what.tag in {_BOUND, _FOUND} and (asked := self._open.pop(number, None)) is not None:
            self._tell(asked, integer(data, body[0]) if body else None)

    def _ask(self, number: int, asked: _Asked) -> None:
        if len(self._open) >= _OPEN_MAX:
            self._tell(self._open.pop(next(iter(self._open))), None)
        self._open[number] = asked

    def _tell(self, asked: _Asked, result: int | None) -> None:
        if asked.bind and asked.user is None and result == _IN_PROGRESS:
            return
        outcome = None if result in {None, _IN_PROGRESS} else "success" if result == 0 else "failure"
        fields = asked.fields | {"result": result}
        if not asked.bind:
            fields["result_count"] = asked.found
        self.ready.append(
            self.ends.event(
                asked.mark, _LOGIN if asked.bind else _SEARCH, fields, user=asked.user, outcome=outcome
            )
        )


def _bind(data: bytes, body: list[Item], mark: Mark) -> _Asked:
    name, way = text(content(data, body[1])), body[2]
    simple = way.tag == _SIMPLE
    fields: dict[str, Value] = {
        "object": name or None,
        "opcode": "bind",
        "argument": "simple" if simple else "SASL",
    }
    user = name or None
    if not simple and (who := claim(content(data, way))) is not None:
        user = who.user
        fields["username"], fields["domainname"] = who.user, who.domain
    return _Asked(mark, fields, _user(user), bind=True)


def _user(name: str | None) -> str | None:
    """Take the account out of a distinguished name, or of one with a domain before or behind it."""
    if not name:
        return None
    first = name.partition(",")[0]
    if first[:3].lower() in {"cn=", "ui="} or first[:4].lower() == "uid=":
        return first.partition("=")[2].lower()
    return name.rpartition("\\")[2].partition("@")[0].lower() or None


def _search(data: bytes, body: list[Item], mark: Mark) -> _Asked:
    scope = integer(data, body[1]) or 0
    wanted = [text(content(data, one)) for one, _ in zip(inside(data, body[7]), range(64), strict=False)]
    fields: dict[str, Value] = {
        "base_object": text(content(data, body[0])),
        "scope": _SCOPES[scope] if 0 <= scope < len(_SCOPES) else str(scope),
        "filter": _filter(data, body[6], 0)[:_FILTER_MAX],
        "attributes": [*wanted],
    }
    return _Asked(mark, fields)


def _filter(data: bytes, part: Item, depth: int) -> str:
    """Write a search filter as people do."""
    tag = part.tag
    if depth > _DEPTH_MAX:
        return "(…)"
    if tag in _LOGIC:
        inner = [_filter(data, one, depth + 1) for one, _ in zip(inside(data, part), range(64), strict=False)]
        return f"({_LOGIC[tag]}{''.join(inner)[:_FILTER_MAX]})"
    two = [one for one, _ in zip(inside(data, part), range(3), strict=False)]
    said = "?"
    if tag == _PRESENT:
        said = text(content(data, part)) + "=*"
    elif tag == _EXTENSIBLE:
        said = ":=".join(text(content(data, one)) for one in two)
    elif len(two) == 2:
        value = _pieces(data, two[1]) if tag == _PIECES else text(content(data, two[1]))
        said = text(content(data, two[0])) + _COMPARES.get(tag, "=") + value
    return f"({said})"


def _pieces(data: bytes, parts: Item) -> str:
    """Write what a value begins with, has inside and ends with."""
    made = ""
    for one, _ in zip(inside(data, parts), range(16), strict=False):
        said = text(content(data, one))
        made += said if one.tag == 0x80 else "*" + said
        last = one.tag
        if last == 0x82:
            return made
    return made + "*"
