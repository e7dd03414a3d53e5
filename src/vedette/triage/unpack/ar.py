"""The members of ar files: static libraries and Debian packages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, attempt, broken

_MAGIC: Final = 8
_HEAD: Final = 60
_TABLES: Final = ("/", "/SYM64/", "__.SYMDEF", "__.SYMDEF SORTED")
_STEPS: Final = 100


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the files of an ar file.

    Raises:
        BadInput: it breaks off.

    """
    data, at, names = sample.data, _MAGIC, b""
    while at < len(data) - 1:
        allowance.burn(_STEPS)
        head = data[at : at + _HEAD]
        size = _size(head)
        at += _HEAD
        name = head[:16].decode("latin-1").rstrip()
        body = data[at : at + size]
        at += size + size % 2
        if name == "//":
            names = body
        elif name not in _TABLES:
            name, body = _named(name, body, names)
            yield from attempt(_member(name, body, allowance), name, allowance)
        if len(body) < size and at > len(data) + 1:
            raise broken("it breaks off in a member")


def _size(head: bytes) -> int:
    digits = head[48:58].strip()
    if head[58:60] != b"`\n" or not digits.isdigit():
        raise broken("what follows is no head of a member")
    return int(digits)


def _named(name: str, body: bytes, names: bytes) -> tuple[str, bytes]:
    """Return the long names of GNU, which stand in a table, and of BSD, which stand before the data."""
    if name.startswith("#1/") and name[3:].isdigit():
        size = int(name[3:])
        return body[:size].rstrip(b"\0").decode("utf-8", "surrogateescape"), body[size:]
    if name.startswith("/") and name[1:].isdigit():
        start = int(name[1:])
        return names[start:].split(b"\n", 1)[0].rstrip(b"/").decode("utf-8", "surrogateescape"), body
    return name.rstrip("/"), body


def _member(name: str, body: bytes, allowance: Allowance) -> Iterator[Member]:
    yield Member(name, keep(body, allowance))
