"""Functions of the system that a program names only by a hash of their names."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from vedette.triage.binary.capabilities import vocabulary
from vedette.triage.binary.image import Image
from vedette.triage.binary.machine.branches import code_of

_WORD: Final = 0xFFFFFFFF
_CODE_MAX: Final = 8 << 20
_DATA_MAX: Final = 4 << 20
_ENOUGH: Final = 3
_MANY: Final = 60_000
_ENOUGH_OF_MANY: Final = 5
_LEAST: Final = 1 << 16
_ALWAYS: Final = (
    "LoadLibraryA",
    "LoadLibraryExA",
    "GetProcAddress",
    "ExitProcess",
    "VirtualFree",
    "GetModuleHandleA",
)
"""What nobody who finds functions like this does without."""
Numbers = npt.NDArray[np.uint32]


def _turned(value: int, right: int) -> int:
    return (value >> right | value << (32 - right)) & _WORD


def _by_turning(right: int) -> Callable[[bytes], int]:
    def made(name: bytes) -> int:
        value = 0
        for letter in name:
            value = (_turned(value, right) + letter) & _WORD
        return value

    return made


def _by_turning_and_mixing(right: int) -> Callable[[bytes], int]:
    def made(name: bytes) -> int:
        value = 0
        for letter in name:
            value = _turned(value, right) ^ letter
        return value

    return made


def _by_factor(start: int, factor: int) -> Callable[[bytes], int]:
    def made(name: bytes) -> int:
        value = start
        for letter in name:
            value = (value * factor + letter) & _WORD
        return value

    return made


def _mixed_first(name: bytes) -> int:
    """Mix a letter in, then multiply, as FNV does."""
    value = 0x811C9DC5
    for letter in name:
        value = ((value ^ letter) * 0x01000193) & _WORD
    return value


_WAYS: Final[dict[str, Callable[[bytes], int]]] = {
    "turned by 13 and added": _by_turning(13),
    "turned by 13 with the end": lambda name: _by_turning(13)(name + b"\0"),
    "turned by 7 and added": _by_turning(7),
    "turned by 19 and added": _by_turning(19),
    "turned by 27 and added": _by_turning(27),
    "turned by 25 and mixed": _by_turning_and_mixing(25),
    "turned by 13 and mixed": _by_turning_and_mixing(13),
    "times 33": _by_factor(5381, 33),
    "times 33 from nothing": _by_factor(0, 33),
    "times 65599": _by_factor(0, 65599),
    "times 131": _by_factor(0, 131),
    "FNV": _mixed_first,
    "CRC-32": zlib.crc32,
}
"""Ways to make a number of a name that are in common use."""


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[Numbers, dict[int, str]]]:
    names = {*_ALWAYS, *(one for one in vocabulary() if one.isalnum() and one[:1].isupper())}
    names |= {f"{one}{end}" for one in tuple(names) for end in "AW" if one not in _ALWAYS}
    made = {}
    for way, count in _WAYS.items():
        numbers = {count(one.encode()): one for one in sorted(names)}
        kept = {number: one for number, one in numbers.items() if number >= _LEAST}
        made[way] = (np.array(sorted(kept), np.uint32), kept)
    return made


@lru_cache(maxsize=1)
def _every() -> Numbers:
    """Return all numbers there are, so that most of what a file holds is left out at once."""
    return np.unique(np.concatenate([numbers for numbers, _ in _tables().values()]))


def hashed(image: Image) -> tuple[str, dict[int, str]]:
    """Return the way names were made into numbers, and the functions by where their numbers stand."""
    if not image.windows or image.architecture not in ("x86", "x86-64"):
        return "", {}
    places, values = _constants(image)
    needed = _ENOUGH if len(values) < _MANY else _ENOUGH_OF_MANY
    kept = _places(values, _every())
    places, values = places[kept], values[kept]
    best: tuple[str, dict[int, str]] = ("", {})
    for way, (numbers, names) in _tables().items():
        at = _places(values, numbers)
        found = {int(places[one]): names[int(values[one])] for one in at[:4000].tolist()}
        if len(set(found.values())) >= max(needed, len(set(best[1].values())) + 1):
            best = (way, found)
    return best


def _places(values: Numbers, known: Numbers) -> npt.NDArray[np.intp]:
    """Return which values are known; `known` is in order, and need not be put in order for each file."""
    return np.flatnonzero(known.take(np.searchsorted(known, values), mode="clip") == values)


def _constants(image: Image) -> tuple[npt.NDArray[np.int64], Numbers]:
    """Return numbers of 32 bits that code holds, and those that lie in data, with where they stand."""
    parts = [*_in_code(image), *_in_data(image)]
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.uint32)
    return np.concatenate([one for one, _ in parts]), np.concatenate([one for _, one in parts])


def _in_code(image: Image) -> Iterator[tuple[npt.NDArray[np.int64], Numbers]]:
    left = _CODE_MAX
    for region in code_of(image):
        size = min(region.stored, left)
        left -= size
        raw = np.frombuffer(image.data[region.offset : region.offset + size].ljust(size + 8, b"\0"), np.uint8)
        first, second = raw[:-8], raw[1:-7]
        plain = ((first & 0xF8) == 0xB8) | (first == 0x68) | (first == 0x3D) | (first == 0x35)  # noqa: PLR2004
        wide = ((first == 0x81) & (second >= 0xF0)) | ((first == 0xC7) & (second == 0x45))  # noqa: PLR2004
        for shape, shift in ((plain, 1), (wide & (first == 0x81), 2), (wide & (first == 0xC7), 3)):  # noqa: PLR2004
            at = np.flatnonzero(shape) + shift
            whole = [raw[at + number].astype(np.uint32) << np.uint32(8 * number) for number in range(4)]
            yield at + region.offset, whole[0] | whole[1] | whole[2] | whole[3]


def _in_data(image: Image) -> Iterator[tuple[npt.NDArray[np.int64], Numbers]]:
    left = _DATA_MAX
    for region in image.sections:
        if region.rights & 1 or region.name.startswith((".rsrc", ".reloc", ".pdata")):
            continue
        size = min(region.stored, left) // 4 * 4
        left -= size
        raw = image.data[region.offset : region.offset + size]
        values = np.frombuffer(raw[: len(raw) // 4 * 4], "<u4")
        yield np.arange(len(values), dtype=np.int64) * 4 + region.offset, values
