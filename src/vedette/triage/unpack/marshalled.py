"""Plain values as Python's marshal writes them: numbers, texts, lists. Code and objects are refused."""

from __future__ import annotations

from typing import Final, TypeAlias

from vedette.triage.allowance import Allowance
from vedette.triage.unpack.member import broken
from vedette.triage.unpack.reading import number

Value: TypeAlias = "bool | int | str | bytes | list[Value] | tuple[Value, ...] | None"

_DEEP: Final = 20
_SIGN: Final = 1 << 31
_REMEMBERED: Final = 0x80
_SINGLE: Final[dict[int, Value]] = {ord("N"): None, ord("T"): True, ord("F"): False}
_SHORT_TEXTS: Final = frozenset(b"zZ")
_TEXTS: Final = frozenset(b"utaAs")
_LISTS: Final = frozenset(b"[(")


def plain(data: bytes, allowance: Allowance) -> Value:
    """Return the value that bytes begin with.

    Raises:
        BadInput: they end early, or hold what is no plain value.

    """
    return _Reader(data, allowance).value(0)


class _Reader:
    def __init__(self, data: bytes, allowance: Allowance) -> None:
        self._data, self._allowance, self._at = data, allowance, 0
        self._seen: list[Value] = []

    def value(self, depth: int) -> Value:
        self._allowance.burn()
        if depth > _DEEP:
            raise broken("values in it lie too deep in one another")
        mark = self._number(1)
        kind = mark & ~_REMEMBERED
        if kind == ord("r"):
            return self._again()
        place = len(self._seen)
        if mark & _REMEMBERED:
            self._seen.append(None)
        made = self._of(kind, depth)
        if mark & _REMEMBERED:
            self._seen[place] = made
        return made

    def _of(self, kind: int, depth: int) -> Value:
        if kind in _SINGLE:
            return _SINGLE[kind]
        if kind == ord("i"):
            return (self._number(4) ^ _SIGN) - _SIGN
        if kind in _SHORT_TEXTS or kind in _TEXTS:
            return self._text(self._number(1 if kind in _SHORT_TEXTS else 4), kind)
        if kind in _LISTS or kind == ord(")"):
            count = self._number(1 if kind == ord(")") else 4)
            items = [self.value(depth + 1) for _ in range(self._count(count))]
            return items if kind == ord("[") else tuple(items)
        raise broken("a value in it is not plain")

    def _count(self, count: int) -> int:
        if count > len(self._data) - self._at:
            raise broken("a list in it is longer than what there is")
        return count

    def _text(self, size: int, kind: int) -> Value:
        raw = self._data[self._at : self._at + self._count(size)]
        self._at += size
        return raw if kind == ord("s") else raw.decode("utf-8", "surrogateescape")

    def _number(self, size: int) -> int:
        found = number(self._data, self._at, size)
        self._at += size
        return found

    def _again(self) -> Value:
        index = self._number(4)
        if index >= len(self._seen):
            raise broken("a value in it points to none")
        return self._seen[index]
