# ruff: noqa: PLR2004  places and lengths in headers say more as numbers
"""Addresses as numbers that columns can hold, and as text. IPv4 is its own number, IPv6 gets one."""

from __future__ import annotations

import re
import struct
from typing import Final

import numpy as np

from vedette.hunt.network.frames import Bytes, Ints, Objects
from vedette.hunt.network.sorting import kinds, small_in_order

SIX: Final = 1 << 32
"""From here on numbers stand for IPv6 addresses."""
KEPT_MAX: Final = 1 << 19
_TEXTS_MAX: Final = 1 << 17
_MANY: Final = 2_000
_ZEROES: Final = re.compile(r"(?:^|:)0(?::0)+(?:$|:)")


class _Four(dict[int, str]):
    """Texts of IPv4 addresses by number, made when first asked for."""

    def __missing__(self, number: int) -> str:
        if len(self) >= _TEXTS_MAX:
            self.clear()
        text = f"{number >> 24}.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self[number] = text
        return text


class _Texts(_Four):
    """Texts of addresses of both kinds."""

    def __init__(self, packed: list[bytes]) -> None:
        super().__init__()
        self._packed = packed

    def __missing__(self, number: int) -> str:
        if number < SIX:
            return super().__missing__(number)
        text = self[number] = written(self._packed[number - SIX])
        return text


_FOUR: Final = _Four()


def texts_of_four(numbers: Ints) -> Objects:
    """Write IPv4 addresses."""
    return _looked_up(_FOUR, numbers)


def _looked_up(texts: _Four, numbers: Ints) -> Objects:
    """Look up the text of each, of many the same only once."""
    if numbers.size < _MANY:
        return np.fromiter(map(texts.__getitem__, numbers.tolist()), dtype=object, count=numbers.size)
    first, which = kinds(*small_in_order(numbers))
    return np.fromiter(map(texts.__getitem__, numbers[first].tolist()), dtype=object, count=first.size)[which]


class Addresses:
    """Gives each IPv6 address a number, and numbers their text. Forgets everything when told to."""

    def __init__(self) -> None:
        """Begin with none."""
        self._numbers: dict[bytes, int] = {}
        self._packed: list[bytes] = []
        self._texts = _Texts(self._packed)

    @property
    def full(self) -> bool:
        """Whether it is time to end all flows and forget."""
        return len(self._packed) > KEPT_MAX

    def forget(self) -> None:
        """Begin anew: numbers given before mean nothing any more."""
        self.__init__()  # type: ignore[misc]

    def numbers(self, table: Bytes) -> Ints:
        """Return the numbers of addresses, 16 bytes a row."""
        whole = np.ascontiguousarray(table)
        packed = whole.view("V16").ravel()
        _, first, which = np.unique(_mixed(whole), return_index=True, return_inverse=True)
        if (whole[first][which] != whole).any():  # two with one hash: somebody made them so
            return np.array([self._number(one) for one in packed.tolist()], dtype=np.int64)
        known = np.array([self._number(one) for one in packed[first].tolist()], dtype=np.int64)
        return known[which]

    def _number(self, packed: bytes) -> int:
        number = self._numbers.get(packed)
        if number is None:
            number = SIX + len(self._packed)
            self._numbers[packed] = number
            self._packed.append(packed)
        return number

    def packed(self, number: int) -> bytes:
        """Return an address in network order: 4 or 16 bytes."""
        return number.to_bytes(4, "big") if number < SIX else self._packed[number - SIX]

    def text(self, number: int) -> str:
        """Return an address as people write it."""
        return self._texts[number]

    def texts(self, numbers: Ints) -> Objects:
        """Return the text of each."""
        return _looked_up(self._texts, numbers)


def written(packed: bytes) -> str:
    """Write 4 or 16 bytes as an address."""
    if len(packed) == 4:
        return f"{packed[0]}.{packed[1]}.{packed[2]}.{packed[3]}"
    groups = ":".join([f"{one:x}" for one in struct.unpack(">8H", packed)])
    runs = _ZEROES.findall(groups)
    if not runs:
        return groups
    longest = max(runs, key=lambda run: run.count("0"))  # of as long ones the first
    return groups.replace(longest, "::", 1)


def _mixed(table: Bytes) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    halves = table.view("<u8")
    one, two = halves[:, 0], halves[:, 1]
    mixed: np.ndarray[tuple[int], np.dtype[np.uint64]] = (one * np.uint64(0x9E3779B97F4A7C15)) ^ (
        (two ^ (two >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    )
    return mixed
