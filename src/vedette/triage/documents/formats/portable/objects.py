"""The objects of a PDF file: found by looking for them, not by its tables, which may lie."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from msgspec import Struct, field

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance
from vedette.triage.documents.formats.portable.filters import decoded
from vedette.triage.documents.formats.portable.locks import Lock, lock_of
from vedette.triage.documents.formats.portable.values import Name, Reader, Ref, Value

_OBJECT: Final = expression(
    rb"(?<![0-9])(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+obj(?![A-Za-z])"
)
_TRAILER: Final = expression(rb"trailer[\x00\t\n\x0c\r ]*(?=<<)")
_STREAM: Final = expression(rb"stream(?:\r\n|\n|\r(?!\n))?")
_MOST: Final = 100_000
_IN_STREAM: Final = 10_000
_TRAILERS: Final = 64
_TWICE: Final = 2


class Thing(Struct, kw_only=True):
    """One object."""

    number: int
    at: int
    """Byte where it begins, or where the stream begins that holds it."""
    value: Value
    raw: bytes | None = None
    """Of a stream: its bytes behind filters."""
    packed: bool = False
    """Whether it lay in a stream of objects."""


class Portable(Struct):
    """All objects of a file."""

    things: list[Thing] = field(default_factory=list)
    trailers: list[dict[str, Value]] = field(default_factory=list)
    lock: Lock | None = None
    locked: bool = False
    """Whether it is encrypted and the empty password does not open it."""
    _by_number: dict[int, Thing] = field(default_factory=dict)

    def add(self, thing: Thing) -> None:
        """Take one more; the last of a number counts."""
        self.things.append(thing)
        self._by_number[thing.number] = thing

    def thing(self, value: Value) -> Thing | None:
        """Return what a reference leads to."""
        return self._by_number.get(value.number) if isinstance(value, Ref) else None

    def resolved(self, value: Value) -> Value:
        """Return a value, a reference followed."""
        for _ in range(20):
            if not isinstance(value, Ref):
                return value
            found = self._by_number.get(value.number)
            value = found.value if found is not None else None
        return None

    def contents(self, thing: Thing, allowance: Allowance) -> tuple[bytes, str]:
        """Return the decoded bytes of a stream, and the filter that was left, if any."""
        if thing.raw is None or not isinstance(thing.value, dict):
            return b"", ""
        names = self._listed(thing.value.get("Filter", thing.value.get("F")))
        given = self._listed(thing.value.get("DecodeParms", thing.value.get("DP")))
        raw = thing.raw
        if self.lock is not None and not thing.packed and thing.value.get("Type") != "XRef":
            raw = self.lock.opened(raw, thing.number, stream=True)
        return decoded(
            raw,
            [one for one in names if isinstance(one, Name)],
            [one if isinstance(one, dict) else {} for one in given],
            allowance,
        )

    def text(self, value: Value, thing: Thing, allowance: Allowance) -> bytes:
        """Return the bytes of a string, or of the stream a reference leads to."""
        target = self.thing(value)
        if target is not None and target.raw is not None:
            return self.contents(target, allowance)[0]
        owner = target if target is not None else thing
        found = self.resolved(value)
        if not isinstance(found, bytes):
            return b""
        if self.lock is not None and not owner.packed:
            found = self.lock.opened(found, owner.number, stream=False)
        return found

    def _listed(self, value: Value) -> list[Value]:
        found = self.resolved(value)
        return [self.resolved(one) for one in found] if isinstance(found, list) else [found]


def portable(data: bytes, allowance: Allowance) -> Portable:
    """Find all objects, also those in streams of objects and under the empty password."""
    made = Portable()
    for thing in _things(data, allowance):
        made.add(thing)
        if isinstance(thing.value, dict) and thing.value.get("Type") == "XRef":
            made.trailers.append(thing.value)
    made.trailers += _trailers(data, allowance)
    _unlock(made)
    for thing in [] if made.locked else list(made.things):
        if isinstance(thing.value, dict) and thing.value.get("Type") == "ObjStm":
            for inner in _packed(made, thing, allowance):
                made.add(inner)
    return made


def _trailers(data: bytes, allowance: Allowance) -> Iterator[dict[str, Value]]:
    after = 0
    for match in islice(_TRAILER.finditer(data), _TRAILERS):
        if match.start() >= after:
            reader = Reader(data, match.end(), allowance)
            value = reader.value()
            after = reader.at
            if isinstance(value, dict):
                yield value


def _unlock(made: Portable) -> None:
    for trailer in made.trailers:
        rules = made.resolved(trailer.get("Encrypt"))
        if isinstance(rules, dict):
            ids = made.resolved(trailer.get("ID"))
            first = ids[0] if isinstance(ids, list) and ids and isinstance(ids[0], bytes) else b""
            plain = {key: made.resolved(value) for key, value in rules.items()}
            made.lock = lock_of(plain, first)
            made.locked = made.lock is None
            return


def _things(data: bytes, allowance: Allowance) -> Iterator[Thing]:
    after = spent = 0
    for count, match in enumerate(_OBJECT.finditer(data)):
        if count >= _MOST:
            return
        if match.start() < after:
            continue
        reader = Reader(data, match.end(), allowance)
        value = reader.value()
        reader.skip()
        raw, end = None, reader.at
        begin = _STREAM.match(data, reader.at)
        if begin is not None and isinstance(value, dict):
            raw, end = _raw(data, begin.end(), value.get("Length"))
        spent += reader.at - match.end()
        # What lies within an object that never ends is read too, but not over and over.
        after = end if raw is not None or spent > _TWICE * len(data) else 0
        yield Thing(number=int(match[1]), at=match.start(), value=value, raw=raw)


def _raw(data: bytes, start: int, length: Value) -> tuple[bytes, int]:
    """Return the bytes of a stream: as long as it says if it ends there, else to where an end is."""
    if isinstance(length, int) and 0 <= length <= len(data) - start:
        end = start + length
        if data[end : end + 14].lstrip(b"\r\n\t \0").startswith(b"endstream"):
            return data[start:end], end
    end = data.find(b"endstream", start)
    if end < 0:
        end = data.find(b"endobj", start)
    end = len(data) if end < 0 else end
    return data[start:end].rstrip(b"\r\n") if length is None else data[start:end], end


def _packed(made: Portable, thing: Thing, allowance: Allowance) -> Iterator[Thing]:
    given = thing.value if isinstance(thing.value, dict) else {}
    body = made.contents(thing, allowance)[0]
    first, count = made.resolved(given.get("First")), made.resolved(given.get("N"))
    if not isinstance(first, int) or not isinstance(count, int):
        return
    table = Reader(body[:first], 0, allowance)
    for _ in range(max(0, min(count, _IN_STREAM))):
        number, offset = table.value(), table.value()
        if not isinstance(number, int) or not isinstance(offset, int):
            return
        value = Reader(body, first + offset, allowance).value()
        yield Thing(number=number, at=thing.at, value=value, packed=True)
