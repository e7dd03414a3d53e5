"""The files of an RPM package, and the scripts it runs when it is installed or removed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from struct import Struct
from typing import Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack import cpio, streams
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, broken
from vedette.triage.unpack.reading import take

_LEAD: Final = 96
_HEAD: Final = Struct(">4s4xII")
_MARK: Final = b"\x8e\xad\xe8\x01"
_ENTRY: Final = Struct(">4I")
_STRINGS: Final = frozenset((6, 8, 9))
_MOST: Final = 100_000
_SCRIPTS: Final = {
    1023: "before-install", 1024: "after-install", 1025: "before-removal", 1026: "after-removal",
    1151: "before-transaction", 1152: "after-transaction", 1079: "verify", 1065: "trigger",
}  # fmt: skip
_STEPS: Final = 20


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the scripts and the files of a package.

    Raises:
        BadInput: its heads or its payload are damaged.

    """
    data = sample.data
    _, end = _header(data, _LEAD, allowance)
    found, payload = _header(data, end + -end % 8, allowance)
    for tag, word in _SCRIPTS.items():
        if found.get(tag):
            yield Member(f"scripts/{word}.sh", keep(found[tag], allowance), "run by the package manager")
    read = streams.opened(data, payload, allowance)
    if read is None:
        raise broken("its payload is packed in a way nothing here reads")
    yield from cpio.entries(read, allowance)


def _header(data: bytes, at: int, allowance: Allowance) -> tuple[dict[int, bytes], int]:
    """Return the texts of one header by their tags, and where it ends."""
    mark, count, size = take(_HEAD, data, at)
    if mark != _MARK or count > _MOST:
        raise broken("one of its heads is damaged")
    store = at + _HEAD.size + count * _ENTRY.size
    texts: dict[int, bytes] = {}
    for number in range(count):
        allowance.burn(_STEPS)
        tag, kind, offset, _ = take(_ENTRY, data, at + _HEAD.size + number * _ENTRY.size)
        if tag in _SCRIPTS and kind in _STRINGS:
            start = store + min(offset, size)
            texts[tag] = data[start : data.find(b"\0", start, store + size)]
    return texts, store + size
