"""One line of an audit log as its type, its event's id, its moment and its pairs of names and values.

Raw, enriched (names behind a group separator) and as `ausearch -i` prints it. What the kernel wrote in
hexadecimal, because a user chose it, is text again.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from vedette.hunt.sources.times import from_any, from_seconds

_LINE: Final = re.compile(
    r"(?:node=(\S{1,255}) )?type=(\w{1,64}|UNKNOWN\[\d{1,6}\])"
    r" msg=audit\(([^()]{1,64}):(\d{1,20})\) ?:? ?(.*)\Z",
    re.DOTALL,
)
_PAIR: Final = re.compile(
    r"(?<![\w\[\]-])([A-Za-z_][\w\[\]-]{0,63})="
    r"(\"[^\"]*\"|'[^']*'|\{ [^}]{0,512}\}|\([^)]{0,255}\)|[^\s\x1d]*)"
)
_HEX: Final = re.compile(r"(?:[0-9A-F]{2}){1,32768}\Z")
_PIECE: Final = re.compile(r"(a\d{1,5})\[(\d{1,5})\]\Z")
_WRITTEN_BY_USERS: Final = frozenset(
    {
        "proctitle",
        "exe",
        "comm",
        "name",
        "cwd",
        "cmd",
        "data",
        "acct",
        "path",
        "dir",
        "key",
        "ocomm",
        "unit",
        "vm",
    }
)
_NO_VALUE: Final = frozenset({"", "?", "(null)", "(none)"})
_PAIRS_MAX: Final = 2_000
_NUMBERS: Final = {
    "1300": "SYSCALL", "1302": "PATH", "1305": "CONFIG_CHANGE", "1306": "SOCKADDR", "1307": "CWD",
    "1309": "EXECVE", "1327": "PROCTITLE", "1320": "EOE", "1400": "AVC", "1326": "SECCOMP",
    "1100": "USER_AUTH", "1112": "USER_LOGIN", "1123": "USER_CMD", "1130": "SERVICE_START",
    "1131": "SERVICE_STOP",
}  # fmt: skip


class Line(NamedTuple):
    """One record."""

    node: str | None
    kind: str
    moment: int | None
    event: str
    """Events have the number and the moment in common."""
    pairs: dict[str, str]


def read_line(text: str) -> Line | None:
    """Read a line; None if it is not of an audit log."""
    found = _LINE.match(text)
    if found is None:
        return None
    node, kind, stamp, number, rest = found.groups()
    kind = _NUMBERS.get(kind, kind)
    moment = from_seconds(stamp) if stamp[:1].isdigit() and "/" not in stamp else from_any(stamp)
    return Line(node, kind, moment, f"{stamp}:{number}", _pairs(kind, rest))


def _pairs(kind: str, text: str) -> dict[str, str]:
    if kind == "PROCTITLE":
        name, _, value = text.partition("=")
        return {name: _decoded(name, value)} if name == "proctitle" else {}
    pairs: dict[str, str] = {}
    pieces: dict[str, list[str]] = {}
    _take(kind, text, pairs, pieces)
    for name, parts in pieces.items():
        pairs[name] = _decoded(name, "".join(parts), arguments=True)
    return pairs


def _take(kind: str, text: str, pairs: dict[str, str], pieces: dict[str, list[str]]) -> None:
    for name, value in _PAIR.findall(text):
        if len(pairs) >= _PAIRS_MAX:
            return
        if name == "msg" and value[:1] == "'":
            _take(kind, value[1:-1], pairs, pieces)
        elif "[" in name:
            piece = _PIECE.match(name)
            if piece is not None:
                pieces.setdefault(piece[1], []).append(value.strip('"'))
        elif value not in _NO_VALUE:
            pairs[name] = _decoded(name, value, arguments=kind == "EXECVE")


def _decoded(name: str, value: str, *, arguments: bool = False) -> str:
    if value[:1] in {'"', "'"}:
        return value.strip(value[0])
    of_user = name in _WRITTEN_BY_USERS or (arguments and name[:1] == "a" and name[1:].isdigit())
    if of_user and _HEX.match(value):
        plain = bytes.fromhex(value).decode("utf-8", "replace")
        return (
            plain.rstrip("\0").replace("\0", " ") if name == "proctitle" else plain.replace("\0", "")
        ) or value
    return value
