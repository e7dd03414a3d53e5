"""From what was seen on the way through a script to its layers, and the script made readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

from vedette.core.text import Positions
from vedette.triage.layers import codecs
from vedette.triage.layers.tracing.values import Event, Thing, Value
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from vedette.core.nouns import Lines
    from vedette.triage.kinds import Kind
    from vedette.triage.layers.tracing.machine import Machine

SHORTEST: Final = 6
"""Bytes of something decoded that goes nowhere we know; shorter is no layer."""
_LONGEST: Final = 8192


class Places:
    """Turns offsets into a text, in characters, into lines and columns."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ascii = text.isascii()
        self._positions = Positions(text.encode("utf-8", "replace"))

    def place(self, start: int, end: int) -> Lines:
        """Return the lines between two offsets."""
        if not self._ascii:
            start, end = (len(self._text[:at].encode("utf-8", "replace")) for at in (start, end))
        return self._positions.place(start, end)


class Peeling(Struct):
    """The layers of one script, each once."""

    places: Places
    seen: set[bytes] = field(default_factory=set)

    def layer(self, event: Event, data: bytes, kind: Kind | None, steps: Iterable[str]) -> Iterator[Peeled]:
        """Yield what was carried at one place, unless it was before."""
        if data.strip() and data not in self.seen:
            self.seen.add(data)
            place = self.places.place(event.start, event.end)
            yield Peeled(data=data, kind=kind, steps=tuple(dict.fromkeys(map(str, steps))), place=place)

    def run(self, event: Event, kind: Kind | None) -> Iterator[Peeled]:
        """Yield what an event ran or decoded, if it is known."""
        data = payload(event.result) if event.result is not None and event.result.known else None
        if data is not None and event.result is not None and (kind is not None or len(data) >= SHORTEST):
            yield from self.layer(event, data, kind, event.result.steps)


def payload(value: Value) -> bytes | None:
    """Return text or bytes as a layer has them."""
    data = value.data.data if isinstance(value.data, Thing) else value.data
    if isinstance(data, bytes | bytearray):
        return bytes(data)
    return codecs.to_bytes(data) if isinstance(data, str) else None


def folded(text: str, m: Machine, quoted: Callable[[str, str], str | None]) -> str:
    """Return a text with what is constant written out; `quoted` writes a value, given what stood there."""
    pieces: list[str] = []
    at = 0
    for (start, end), data in sorted(m.folded.items(), key=lambda one: (one[0][0], -one[0][1])):
        before = text[start:end]
        if start < at or end <= start or not isinstance(data, str):
            continue
        if len(data) > _LONGEST or not _worth(before, data) or (made := quoted(data, before)) is None:
            continue
        pieces += [text[at:start], made]
        at = end
    return "".join((*pieces, text[at:]))


def _worth(before: str, data: str) -> bool:
    """Say whether writing a value out makes it plainer."""
    if "env:" in before.lower() and before[:1] == '"':
        return False
    return before.strip("'\"() ") != data and any(mark in before for mark in "'\"[(")
