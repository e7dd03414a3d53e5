"""How PowerShell makes one sort of value of another."""

from __future__ import annotations

from typing import Final

from vedette.core.expressions import expression
from vedette.triage.layers.tracing.values import Thing

ITEMS_MOST: Final = 2_000_000
"""Items of a list; a longer one is not known."""
_INTEGER: Final = expression(r"\s*[+-]?\d{1,25}\s*")
_HEX: Final = expression(r"\s*0[xX][0-9a-fA-F]{1,16}\s*")
_DECIMAL: Final = expression(r"\s*[+-]?\d{0,25}\.\d{1,25}\s*")


class Char(str):
    """One character that is a number when reckoned with."""

    __slots__ = ()


class TypeName(str):
    """A type, in small letters, without System."""

    __slots__ = ()


def text_of(data: object) -> str | None:
    """Return something as PowerShell makes a string of it."""
    if isinstance(data, str):
        return str(data)
    if data is None:
        return ""
    if isinstance(data, bool | int):
        return str(data)
    if isinstance(data, float):
        return repr(data).removesuffix(".0")
    return _text_of_more(data)


def _text_of_more(data: object) -> str | None:
    if isinstance(data, list | bytes | bytearray):
        parts = [text_of(one) for one in data]
        return None if None in parts else " ".join(part for part in parts if part is not None)
    if isinstance(data, Thing) and isinstance(data.data, str):
        return data.data
    return None


def number_of(data: object) -> int | float | None:
    """Return something as a number, as PowerShell would take it."""
    if isinstance(data, int | float):
        return data
    if isinstance(data, Char):
        return ord(data) if len(data) == 1 else None
    if data is None:
        return 0
    return _number_in(data) if isinstance(data, str) and len(data) < 64 else None  # noqa: PLR2004  no number is longer


def _number_in(text: str) -> int | float | None:
    if _INTEGER.fullmatch(text):
        return int(text)
    if _HEX.fullmatch(text):
        return int(text, 16)
    if _DECIMAL.fullmatch(text):
        return float(text)
    return 0 if not text.strip() else None


def whole_of(data: object) -> int | None:
    """Return something as a whole number."""
    number = number_of(data)
    if isinstance(number, float):
        return round(number) if abs(number) < 1e18 else None  # noqa: PLR2004  beyond, no index or character
    return number


def items_of(data: object) -> list[object]:
    """Return something as a list: a single thing is a list of one."""
    if isinstance(data, list):
        return data
    if isinstance(data, bytes | bytearray):
        return list(data)
    if data is None:
        return []
    return [data]


def truth_of(data: object) -> bool:
    """Say whether PowerShell takes something for true."""
    if isinstance(data, list):
        return bool(data) and (len(data) > 1 or truth_of(data[0]))
    return bool(data)


def bytes_of(data: object) -> bytes | None:
    """Return something as bytes: numbers of a list, the bytes of a stream."""
    if isinstance(data, Thing):
        data = data.data
    if isinstance(data, bytes | bytearray):
        return bytes(data)
    if not isinstance(data, list):
        return None
    if len(data) == 1 and isinstance(data[0], bytes | list):
        return bytes_of(data[0])
    made = [whole_of(one) for one in data]
    if any(one is None or not -128 <= one <= 255 for one in made):  # noqa: PLR2004  a byte
        return None
    return bytes(one & 255 for one in made if one is not None)
