"""Python programs frozen into an executable by PyInstaller: their scripts and modules, as compiled code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final

from vedette.core.errors import BadInput
from vedette.core.nouns import Skipped
from vedette.triage.allowance import Allowance
from vedette.triage.unpack.growth import gather, inflated
from vedette.triage.unpack.marshalled import Value, plain
from vedette.triage.unpack.member import Member, attempt, broken, skipped
from vedette.triage.unpack.reading import take

MARK: Final = b"MEI\x0c\x0b\x0a\x0b\x0e"
_COOKIE: Final = Struct(">8s4I")
_ENTRY: Final = Struct(">4IBc")
_LIBRARY: Final = b"PYZ\0"
_LIBRARY_HEAD: Final = Struct(">4s4sI")
_NEAR: Final = 1 << 16
_MOST: Final = 50_000
_STEPS: Final = 50
_SCRIPT, _MODULES, _PACKAGE, _ARCHIVE = b"s", b"m", b"M", b"z"
_NO_FILES: Final = frozenset((b"o", b"d"))
_ZLIB: Final = 15
_HEADS: Final = {
    (3, 7): 3394, (3, 8): 3413, (3, 9): 3425, (3, 10): 3439, (3, 11): 3495, (3, 12): 3531, (3, 13): 3571,
    (3, 14): 3627, (3, 6): 3379, (2, 7): 62211,
}  # fmt: skip
"""The magic number of compiled Python, by version."""
_NOTE: Final = "frozen into the program with PyInstaller"


@dataclass(frozen=True, slots=True)
class _Frozen:
    """One frozen archive, and how compiled code in it begins."""

    data: bytes
    head: bytes
    allowance: Allowance


def find(data: bytes) -> int:
    """Return where the last mark of a frozen archive lies, or -1."""
    return data.rfind(MARK)


def entries(data: bytes, at: int, allowance: Allowance) -> Iterator[Member | Skipped]:
    """Yield what was frozen; `at` is where the mark lies.

    Raises:
        BadInput: its directory is damaged.

    """
    _, size, offset, length, version = take(_COOKIE, data, at)
    cookie = _COOKIE.size + 64
    start = at + cookie - size
    if not 0 <= start < at or length > _MOST * _NEAR:
        raise broken("its frozen archive is damaged")
    body = data[start:at]
    known = (version // 10, version % 10) if version < 100 else (version // 100, version % 100)  # noqa: PLR2004
    magic = _HEADS.get(known, 3495)
    head = magic.to_bytes(2, "little") + b"\r\n" + bytes(12 if known >= (3, 7) else 8 if known > (3,) else 4)
    frozen = _Frozen(body, head, allowance)
    place, end = offset, min(offset + length, len(body))
    while place < end:
        allowance.burn(_STEPS)
        step, *rest = take(_ENTRY, body, place)
        if step < _ENTRY.size:
            raise broken("its frozen archive is damaged")
        name = body[place + _ENTRY.size : place + step].split(b"\0", 1)[0].decode("utf-8", "surrogateescape")
        place += step
        yield from _entry(frozen, name, tuple(rest))


def _entry(frozen: _Frozen, name: str, about: tuple[Any, ...]) -> Iterator[Member | Skipped]:
    at, packed, _, flag, kind = about
    if kind in _NO_FILES:
        return
    raw = frozen.data[at : at + packed]
    ending = ".pyc" if kind in {_SCRIPT, _MODULES, _PACKAGE} and not name.endswith(".pyc") else ""
    one = _file(frozen, f"{name}{ending}", raw, packed=bool(flag), code=bool(ending))
    if kind == _ARCHIVE and not flag:
        yield from _library(frozen, name, raw)
    else:
        yield from attempt(one, name, frozen.allowance)


def _file(frozen: _Frozen, name: str, raw: bytes, *, packed: bool, code: bool) -> Iterator[Member]:
    pieces = inflated(raw, _ZLIB) if packed else iter((raw,))
    data = gather(pieces, frozen.allowance, len(raw))
    has_head = data[2:4] == b"\r\n"
    yield Member(name, frozen.head + data if code and not has_head else data, _NOTE)


def _library(frozen: _Frozen, name: str, raw: bytes) -> Iterator[Member | Skipped]:
    """Yield the modules of the archive within: its directory is written as Python writes values."""
    try:
        mark, magic, at = take(_LIBRARY_HEAD, raw, 0)
        if mark != _LIBRARY:
            raise broken("its archive of modules is damaged")
        rows = list(_rows(plain(raw[at:], frozen.allowance)))
    except BadInput as error:
        yield skipped(name, error)
        return
    inner = _Frozen(raw, magic + frozen.head[4:], frozen.allowance)
    for module, is_package, start, size in rows[:_MOST]:
        path = module.replace(".", "/") + ("/__init__" if is_package else "")
        one = _file(inner, f"{name}/{path}.pyc", raw[start : start + size], packed=True, code=True)
        yield from attempt(one, f"{name}/{path}.pyc", frozen.allowance)


def _rows(found: Value) -> Iterator[tuple[str, bool, int, int]]:
    """Yield name, whether it is a package, place and size, as far as the directory has that shape."""
    for row in found if isinstance(found, list | tuple) else ():
        match row:
            case (str() as name, (int() as form, int() as at, int() as size)):
                yield name, form == 1, at, size
            case _:
                continue
