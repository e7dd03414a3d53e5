"""Formulas of old workbooks, from their tokens to text, after [MS-XLS] 2.5.198."""

from __future__ import annotations

import struct
from functools import lru_cache
from typing import Final, NamedTuple

from vedette.core.tables import table

_TOKENS: Final = 4000
_LONGEST: Final = 8192
_BETWEEN: Final = {
    0x03: "+",
    0x04: "-",
    0x05: "*",
    0x06: "/",
    0x07: "^",
    0x08: "&",
    0x09: "<",
    0x0A: "<=",
    0x0B: "=",
    0x0C: ">=",
    0x0D: ">",
    0x0E: "<>",
    0x0F: " ",
    0x10: ",",
    0x11: ":",
}
_UNREAD: Final = {0x20: 7, 0x26: 6, 0x27: 6, 0x28: 6, 0x29: 2, 0x2A: 4, 0x2B: 8, 0x39: 6, 0x3C: 6, 0x3D: 10}
"""Tokens we do not put into words, and their sizes in newer workbooks."""
_OLDER: Final = {0x2A: 3, 0x2B: 6, 0x39: 24, 0x3C: 17, 0x3D: 20}
"""The same in older ones, where they differ."""
_ATTRIBUTE, _CHOOSE, _SUM = 0x19, 0x04, 0x10
_FUNCTION, _FUNCTION_OF_MANY, _COMMAND = 0x21, 0x22, 0x8000


class _Known(NamedTuple):
    name: str
    takes: int


@lru_cache(maxsize=1)
def _functions() -> dict[int, _Known]:
    rows = table("vedette.triage.documents.formats", "formulas.toml")
    found = {row[0]: _Known(row[1], row[2] if len(row) > 2 else 1) for row in rows["functions"]}  # noqa: PLR2004
    return found | {row[0] | _COMMAND: _Known(row[1], 1) for row in rows["commands"]}


class Formula:
    """Reads the tokens of one formula."""

    def __init__(self, tokens: bytes, *, older: bool) -> None:
        self._tokens = tokens
        self._older = older
        self._at = 0
        self._stack: list[str] = []

    def text(self) -> str:
        """Return the formula, as far as it can be read."""
        try:
            for _ in range(_TOKENS):
                if self._at >= len(self._tokens) or not self._token():
                    break
        except struct.error:
            pass
        return self._stack[-1][:_LONGEST] if self._stack else ""

    def _take(self, form: str) -> tuple[int, ...]:
        found = struct.unpack_from(f"<{form}", self._tokens, self._at)
        self._at += struct.calcsize(f"<{form}")
        return found

    def _pop(self, count: int) -> list[str]:
        count = min(count, len(self._stack))
        taken = self._stack[len(self._stack) - count :]
        del self._stack[len(self._stack) - count :]
        return taken

    def _push(self, text: str) -> None:
        self._stack.append(text[:_LONGEST])

    def _token(self) -> bool:
        """Read one token; False where it is one we do not know."""
        (token,) = self._take("B")
        kind = token if token < 0x20 else (token & 0x1F) | 0x20  # noqa: PLR2004  the upper bits say how it is used
        if kind in _BETWEEN:
            taken = self._pop(2)
            self._push(_BETWEEN[kind].join(taken))
        elif kind < 0x20:  # noqa: PLR2004
            return self._plain(kind)
        elif kind in (_FUNCTION, _FUNCTION_OF_MANY):
            self._call(kind)
        elif kind in _UNREAD:
            self._at += _OLDER.get(kind, _UNREAD[kind]) if self._older else _UNREAD[kind]
            self._push("?")
        else:
            return self._place(kind)
        return True

    def _plain(self, kind: int) -> bool:
        match kind:
            case 0x12 | 0x13 | 0x14 | 0x15:
                one = "".join(self._pop(1))
                self._push({0x12: f"+{one}", 0x13: f"-{one}", 0x14: f"{one}%"}.get(kind, f"({one})"))
            case 0x16:
                self._push("")
            case 0x17:
                self._push('"' + self._string() + '"')
            case 0x19:
                self._attribute()
            case 0x1C | 0x1D:
                self._push({0: "FALSE", 1: "TRUE"}.get(self._take("B")[0], "?") if kind == 0x1D else "#ERROR")  # noqa: PLR2004
                self._at += kind == 0x1C  # noqa: PLR2004
            case 0x1E:
                self._push(str(self._take("H")[0]))
            case 0x1F:
                number = float(self._take("d")[0])
                self._push(
                    str(int(number)) if number.is_integer() and abs(number) < 1 << 53 else repr(number)
                )
            case _:
                return False
        return True

    def _string(self) -> str:
        (size,) = self._take("B")
        wide = 0 if self._older else self._take("B")[0] & 1
        raw = self._tokens[self._at : self._at + size * (1 + wide)]
        self._at += len(raw)
        return raw.decode("utf-16-le" if wide else "cp1252", "replace")

    def _attribute(self) -> None:
        kind, data = self._take("BH")
        if kind & _CHOOSE:
            self._at += 2 * data + 2
        elif kind & _SUM:
            self._push(f"SUM({','.join(self._pop(1))})")

    def _call(self, kind: int) -> None:
        if kind == _FUNCTION:
            (number,) = self._take("H")
            known = _functions().get(number, _Known(f"FUNCTION{number}", 1))
            self._push(f"{known.name}({','.join(self._pop(known.takes))})")
            return
        count, number = self._take("BH")
        taken = self._pop(count & 0x7F)
        if number == 0xFF and taken:  # noqa: PLR2004  a function of the user's: its name is the first argument
            self._push(f"{taken[0]}({','.join(taken[1:])})")
        else:
            self._push(f"{_functions().get(number, _Known(f'FUNCTION{number}', 1)).name}({','.join(taken)})")

    def _place(self, kind: int) -> bool:
        """Read a reference to a cell, an area or a name."""
        sheet = ""
        if kind in (0x3A, 0x3B):
            self._at += 14 if self._older else 2
            sheet, kind = "!", kind - 0x16
        match kind:
            case 0x23:
                (index,) = self._take("H")
                self._at += 12 if self._older else 2
                self._push(f"name{index}")
            case 0x24 | 0x2C:
                row, column = self._take("HB" if self._older else "HH")
                self._push(sheet + cell(row & 0x3FFF if self._older else row, column & 0xFF))
            case 0x25 | 0x2D:
                first, last, left, right = self._take("HHBB" if self._older else "HHHH")
                self._push(f"{sheet}{cell(first, left & 0xFF)}:{cell(last, right & 0xFF)}")
            case _:
                return False
        return True


def cell(row: int, column: int) -> str:
    """Return the name of a cell.

    >>> cell(0, 27)
    'AB1'
    """
    letters = chr(65 + column % 26)
    return f"{chr(64 + column // 26) if column >= 26 else ''}{letters}{row + 1}"  # noqa: PLR2004  letters there are
