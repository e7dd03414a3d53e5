"""What lies in a Windows installer: its streams under their true names, and the texts of its tables."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator, Sequence
from typing import Any, Final

from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.sample import Sample
from vedette.triage.unpack.growth import keep
from vedette.triage.unpack.member import Member, attempt, broken

_LETTERS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._"
_PAIRS, _SINGLES, _TABLE, _AFTER = 0x3800, 0x4800, 0x4840, 0x4841
_TEXTS: Final = "!_StringData"
_INDEX: Final = "!_StringPool"
_STEPS: Final = 200
_STREAMS: Final = 20_000
_ERRORS: Final = (
    OSError,
    ValueError,
    IndexError,
    KeyError,
    TypeError,
    AttributeError,
    OverflowError,
    RecursionError,
    struct.error,
)


def members(sample: Sample, allowance: Allowance, _passwords: Sequence[str]) -> Iterator[Member | Skipped]:
    """Yield the streams of an installer, without its tables, and all texts the tables use.

    Raises:
        BadInput: it is damaged.

    """
    import olefile  # type: ignore[import-untyped]  # noqa: PLC0415  only who meets it pays for it

    allowance.burn(len(sample.data) >> 8)
    try:
        archive = olefile.OleFileIO(io.BytesIO(sample.data))
        paths = archive.listdir(streams=True, storages=False)
    except _ERRORS as error:
        raise broken(f"its directory is damaged ({error})") from error
    texts: dict[str, bytes] = {}
    for path in paths[:_STREAMS]:
        allowance.burn(_STEPS)
        name = "/".join(map(true_name, path))
        if name in {_TEXTS, _INDEX}:
            texts[name] = _read(archive, path, allowance)
        elif not name.startswith("!"):
            yield from attempt(_member(archive, path, name, allowance), name, allowance)
    if len(texts) > 1:
        joined = "\n".join(_split(texts[_INDEX], texts[_TEXTS])).encode()
        yield Member("tables.txt", keep(joined, allowance), "all texts in its tables")


def _member(archive: Any, path: Sequence[str], name: str, allowance: Allowance) -> Iterator[Member]:  # noqa: ANN401
    yield Member(name, _read(archive, path, allowance))


def _read(archive: Any, path: Sequence[str], allowance: Allowance) -> bytes:  # noqa: ANN401
    try:
        allowance.take_bytes(archive.get_size(path))
        return bytes(archive.openstream(path).read())
    except _ERRORS as error:
        raise broken(f"it cannot be read ({error})") from error


def true_name(coded: str) -> str:
    """Return the name of a stream, in which installers pack two letters into one character."""
    made = []
    for char in coded:
        code = ord(char)
        if _PAIRS <= code < _SINGLES:
            code -= _PAIRS
            made.append(_LETTERS[code & 63] + _LETTERS[code >> 6 & 63])
        elif _SINGLES <= code < _TABLE:
            made.append(_LETTERS[code - _SINGLES])
        else:
            made.append("!" if code == _TABLE else char.replace("\x05", "") if code < 32 else char)  # noqa: PLR2004
    return "".join(made)


def _split(index: bytes, texts: bytes) -> Iterator[str]:
    """Yield the texts one by one: the index gives their lengths."""
    page = int.from_bytes(index[:2], "little")
    encoding = "utf-8" if page == 65001 else "cp1252"  # noqa: PLR2004
    at, high = 0, 0
    for row in range(4, len(index) - 3, 4):
        size, uses = (
            int.from_bytes(index[row : row + 2], "little"),
            int.from_bytes(index[row + 2 : row + 4], "little"),
        )
        if not size and uses:
            high = uses
            continue
        size |= high << 16
        high = 0
        if size:
            yield texts[at : at + size].decode(encoding, "replace")
        at += size
