"""How much may come out of an archive, and streams that keep to it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Final, cast

from vedette.core.errors import LimitHit
from vedette.core.limits import DEFAULTS, MIB, Limits
from vedette.hunt.sources.streams import BROKEN

NESTED_MAX: Final = 5
"""Archives in archives."""
HELD_MAX: Final = 64 * MIB
"""A zip file inside something else is held in memory to be read: no more than this."""
_FREE: Final = 64 * MIB
"""So much may come out of anything, however small it was: a log of one line a million times is no attack."""
_ALL: Final = 1 << 62
_PIECE: Final = 64 * 1024
_PIECE_MAX: Final = 1 << 20
_NAME_MAX: Final = 300
_CONTROLS: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unpacking:
    """What a caller allows."""

    limits: Limits = DEFAULTS
    passwords: tuple[str, ...] = ()
    """Tried one after the other on what is encrypted."""


@dataclass(slots=True)
class Budget:
    """What may still come out of one file the user gave, and all that is nested in it."""

    limits: Limits
    taken: int = 0
    entries: int = 0

    def take(self, size: int) -> None:
        """Count bytes that came out.

        Raises:
            LimitHit: that is too much in all.

        """
        self.taken += size
        if self.taken > self.limits.unpacked_bytes:
            raise LimitHit(
                f"more than {self.limits.unpacked_bytes} bytes come out of the archive",
                hint="unpack it first",
            )

    def enter(self) -> bool:
        """Count an entry; says whether it is one too many."""
        self.entries += 1
        return self.entries > self.limits.archive_entries


@dataclass(slots=True)
class Meter:
    """How far one member was read: reading it again costs nothing of the budget."""

    budget: Budget
    packed: int
    """Its bytes as they are in the archive; 0 when not known."""
    furthest: int = field(default=0)

    def at(self, position: int) -> None:
        """Note that a member was read up to there.

        Raises:
            LimitHit: that is too much.

        """
        if position <= self.furthest:
            return
        if self.packed and position > _FREE + self.packed * self.budget.limits.ratio:
            raise LimitHit(
                f"unpacks to more than {self.budget.limits.ratio} times its size", hint="unpack it first"
            )
        self.budget.take(position - self.furthest)
        self.furthest = position


class Forward(io.BufferedIOBase):
    """A stream that is read forwards. What came before something broke is given before that is said."""

    def __init__(self, *held: io.IOBase | BinaryIO | zipfile.ZipFile) -> None:
        super().__init__()
        self._held = held
        self._broken: Exception | None = None

    def some(self, size: int) -> bytes:
        """Give up to so many bytes; none at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Say yes."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Read so many bytes, or all that is left, which it has to be."""
        parts: list[bytes] = []
        wanted = _ALL if size is None or size < 0 else size
        while wanted > 0:
            try:
                data = self.read1(min(wanted, _PIECE_MAX))
            except BROKEN:
                if not parts or wanted >= _ALL >> 1:
                    raise
                break
            if not data:
                break
            parts.append(data)
            wanted -= len(data)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def read1(self, size: int = -1, /) -> bytes:
        """Read what comes next, up to so many bytes."""
        if self._broken is not None:
            raise self._broken
        try:
            return self.some(size if size >= 0 else _PIECE)
        except BROKEN as error:
            self._broken = error
            raise

    def close(self) -> None:
        """Close it, and what it was made of."""
        if not self.closed:
            super().close()
            for one in self._held:
                one.close()


class Metered(Forward):
    """A stream that is measured while it is read."""

    def __init__(self, stream: BinaryIO, meter: Meter, *others: BinaryIO | zipfile.ZipFile) -> None:
        super().__init__(stream, *others)
        self._some: Callable[[int], bytes] = getattr(stream, "read1", stream.read)
        self._meter = meter
        self._position = 0

    def some(self, size: int) -> bytes:
        """Read on, unless it is too much."""
        data = self._some(size)
        self._position += len(data)
        self._meter.at(self._position)
        return data


def metered(stream: BinaryIO, meter: Meter, *others: BinaryIO | zipfile.ZipFile) -> BinaryIO:
    """Measure a stream; `others` are closed with it."""
    return cast(BinaryIO, Metered(stream, meter, *others))


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file in an archive."""

    name: str
    size: int
    """Unpacked, as the archive says; 0 where it does not."""
    modified: int
    """Microseconds since 1970; 0 where the archive does not say."""
    open: Callable[[], BinaryIO]


def _escaped(found: re.Match[str]) -> str:
    return f"<U+{ord(found[0]):04X}>"


def tidy(name: str) -> str:
    """Make a label of an entry's name: it is never used as a path, and shown to people."""
    parts = [part for part in re.split(r"[/\\]+", name) if part not in {"", ".", ".."}]
    label = _CONTROLS.sub(_escaped, "/".join(parts)) or "?"
    return label if len(label) <= _NAME_MAX else f"…{label[-_NAME_MAX:]}"
