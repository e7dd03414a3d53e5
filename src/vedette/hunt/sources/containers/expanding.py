"""A source in, the sources in it out: itself, or what it holds, however deep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vedette.hunt.source import Skips, Source
from vedette.hunt.sources.containers import compressed
from vedette.hunt.sources.containers.tars import Tar
from vedette.hunt.sources.containers.unpacking import NESTED_MAX, Budget, Member, Unpacking
from vedette.hunt.sources.containers.zips import Zip
from vedette.hunt.sources.streams import BROKEN, what_failed

_HEAD: Final = 512
_COMPRESSED: Final = (
    (b"\x1f\x8b\x08", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
)
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_DOCUMENTS: Final = (b"[Content_Types].xml", b"META-INF/", b"mimetypeapplication/", b"AndroidManifest.xml")
"""How zip files begin that are something else: office documents, Java programs."""
_OTHERS: Final = (
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"\x04\x22\x4d\x18", "lz4"),
    (b"\x1f\x9d", "compress"),
)
_NOT_FILES: Final = ("__MACOSX/", "._")
"""What macOS adds to archives: attributes of the files in it."""
_TAR_MARK: Final = slice(257, 262)


@dataclass(frozen=True, slots=True)
class _Expanding:
    numbers: Iterator[int]
    unpacking: Unpacking
    skips: Skips
    budget: Budget

    def sources(self, source: Source, depth: int) -> Iterator[Source]:
        """Give what is in a source, or itself."""
        kind = self._kind(source)
        if kind is None:
            return
        if kind == "":
            yield source
        elif kind in dict(_OTHERS).values():
            self.skips.whole(source.name, f"{kind} is not unpacked here: unpack it first")
        elif depth >= NESTED_MAX:
            self.skips.whole(source.name, f"archives in archives, more than {NESTED_MAX} deep: not opened")
        else:
            yield from self._inside(source, kind, depth)

    def _kind(self, source: Source) -> str | None:
        try:
            with source.open() as stream:
                return kind_of(stream.read(_HEAD))
        except BROKEN as error:
            self.skips.whole(source.name, what_failed(error))
            return None

    def _inside(self, source: Source, kind: str, depth: int) -> Iterator[Source]:
        seen: dict[str, int] = {}
        members = self._members(source, kind)
        while (one := self._next(source, members)) is not None:
            if one.name.startswith(_NOT_FILES):
                continue
            seen[one.name] = times = seen.get(one.name, 0) + 1
            label = one.name if times == 1 else f"{one.name}#{times}"
            inner = Source(
                number=next(self.numbers),
                name=f"{source.name}!/{label}",
                size=one.size,
                open=one.open,
                modified=one.modified or source.modified,
            )
            yield from self.sources(inner, depth + 1)

    def _next(self, source: Source, members: Iterator[Member]) -> Member | None:
        """Give the next member; an archive that breaks off has none, and that is said."""
        try:
            return next(members, None)
        except BROKEN as error:
            self.skips.whole(source.name, f"{what_failed(error)}: not wholly unpacked")
            return None

    def _members(self, source: Source, kind: str) -> Iterator[Member]:
        if kind == "zip":
            return Zip(source, self.unpacking, self.budget).members(self.skips)
        if kind == "tar":
            return Tar(source, self.budget).members(self.skips)
        return iter((compressed.member(source, kind, self.budget),))


def kind_of(head: bytes) -> str:
    """Say what sort of container begins so; empty for none."""
    for mark, kind in (*_COMPRESSED, *_OTHERS):
        if head.startswith(mark):
            return kind
    if head.startswith(_ZIP) and not head[30:].startswith(_DOCUMENTS):
        return "zip"
    return "tar" if head[_TAR_MARK] == b"ustar" else ""


def expand(source: Source, numbers: Iterator[int], unpacking: Unpacking, skips: Skips) -> Iterator[Source]:
    """Give the sources in a source: itself if it is no container.

    A member is there to be read until the next is asked for, and can be opened again later, which may take
    longer. `numbers` gives each its number.
    """
    yield from _Expanding(numbers, unpacking, skips, Budget(unpacking.limits)).sources(source, 0)
