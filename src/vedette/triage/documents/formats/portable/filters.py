"""Filters of PDF streams, in chains, bounded; what is broken gives what came before it broke."""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Final

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance

_CHAIN: Final = 12
_NO_HEX: Final = expression(rb"[^0-9a-fA-F]")
_SHORT: Final = {
    "Fl": "FlateDecode",
    "LZW": "LZWDecode",
    "AHx": "ASCIIHexDecode",
    "A85": "ASCII85Decode",
    "RL": "RunLengthDecode",
}
_LIMIT: Final = 32 << 20


def decoded(
    data: bytes, names: list[str], given: list[dict[str, object]], allowance: Allowance
) -> tuple[bytes, str]:
    """Return the bytes behind the filters, and the name of the first we do not know: pictures have such."""
    for at, short in enumerate(names[:_CHAIN]):
        name = _SHORT.get(short, short)
        if name == "Crypt":
            continue
        undo = _FILTERS.get(name)
        if undo is None:
            return data, name
        size = len(data)
        data = undo(data, allowance)
        allowance.take_bytes(len(data), max(size, 1))
        options = given[at] if at < len(given) else {}
        if name in ("FlateDecode", "LZWDecode") and options.get("Predictor", 1) not in (1, None):
            data = _unpredicted(data, options, allowance)
    return data, ""


def _flate(data: bytes, allowance: Allowance) -> bytes:
    most = min(_LIMIT, allowance.bounds.sample_bytes)
    for width, start in ((15, 0), (-15, 2), (-15, 0)):
        out = bytearray()
        undo = zlib.decompressobj(width)
        try:
            for at in range(start, len(data), 4096):
                out += undo.decompress(data[at : at + 4096], most - len(out))
                if len(out) >= most or undo.eof:
                    break
        except zlib.error:
            pass
        if out:
            return bytes(out)
    return b""


def _lzw(data: bytes, allowance: Allowance) -> bytes:
    out, table, width, bits, have = bytearray(), _fresh(), 9, 0, 0
    previous = b""
    for byte in data:
        bits, have = bits << 8 | byte, have + 8
        if have < width:
            continue
        have -= width
        code = bits >> have & ((1 << width) - 1)
        bits &= (1 << have) - 1
        if code == 257 or len(out) > _LIMIT:  # noqa: PLR2004  the end
            break
        if code == 256:  # noqa: PLR2004  begin anew
            table, width, previous = _fresh(), 9, b""
            continue
        entry = table[code] if code < len(table) else previous + previous[:1]
        allowance.burn(1 + len(entry) // 16)
        out += entry
        if previous and len(table) < 4096:  # noqa: PLR2004  twelve bits
            table.append(previous + entry[:1])
        previous = entry
        width = 9 + sum(len(table) + 1 >= limit for limit in (512, 1024, 2048))
    return bytes(out)


def _fresh() -> list[bytes]:
    return [*(bytes([one]) for one in range(256)), b"", b""]


def _hexed(data: bytes, _: Allowance) -> bytes:
    digits = _NO_HEX.sub(b"", data.partition(b">")[0])
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())


def _ascii85(data: bytes, allowance: Allowance) -> bytes:
    text = data.removeprefix(b"<~").partition(b"~")[0]
    allowance.burn(len(text) // 4)
    out, group = bytearray(), list[int]()
    for byte in text:
        if byte == ord("z") and not group:
            out += bytes(4)
        elif 0x21 <= byte <= 0x75:  # noqa: PLR2004  ! to u
            group.append(byte - 0x21)
            if len(group) == 5:  # noqa: PLR2004
                out += _four(group)
                group = []
    if len(group) > 1:
        out += _four([*group, *[84] * (5 - len(group))])[: len(group) - 1]
    return bytes(out)


def _four(group: list[int]) -> bytes:
    number = 0
    for digit in group:
        number = number * 85 + digit
    return (number & 0xFFFFFFFF).to_bytes(4, "big")


def _runs(data: bytes, allowance: Allowance) -> bytes:
    out, at = bytearray(), 0
    while at < len(data) and data[at] != 128 and len(out) < _LIMIT:  # noqa: PLR2004  the end
        allowance.burn(1)
        size = data[at]
        if size < 128:  # noqa: PLR2004
            out += data[at + 1 : at + 2 + size]
            at += size + 2
        else:
            out += data[at + 1 : at + 2] * (257 - size)
            at += 2
    return bytes(out)


def _unpredicted(data: bytes, given: dict[str, object], allowance: Allowance) -> bytes:
    """Undo the predictors of PNG, which streams of objects are written with."""
    if _number(given, "Predictor", 1) < 10:  # noqa: PLR2004
        return data
    step = max(1, _number(given, "Colors", 1) * _number(given, "BitsPerComponent", 8) // 8)
    row = max(
        1,
        (
            _number(given, "Columns", 1) * _number(given, "Colors", 1) * _number(given, "BitsPerComponent", 8)
            + 7
        )
        // 8,
    )
    if row > len(data) + 1:
        return data
    allowance.burn(len(data))
    out, above = bytearray(), bytes(row)
    for at in range(0, len(data), row + 1):
        line = bytearray(data[at + 1 : at + 1 + row])
        _unfiltered(line, above, data[at], step)
        out += line
        above = bytes(line).ljust(row, b"\0")
    return bytes(out)


def _number(given: dict[str, object], name: str, otherwise: int) -> int:
    value = given.get(name, otherwise)
    return value if isinstance(value, int) and 0 < value < 1 << 24 else otherwise


def _unfiltered(line: bytearray, above: bytes, kind: int, step: int) -> None:
    for at in range(len(line)):
        left = line[at - step] if at >= step else 0
        up = above[at]
        match kind:
            case 1:
                add = left
            case 2:
                add = up
            case 3:
                add = (left + up) // 2
            case 4:
                add = _paeth(left, up, above[at - step] if at >= step else 0)
            case _:
                return
        line[at] = (line[at] + add) & 255


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda one: abs(guess - one))


_FILTERS: Final[dict[str, Callable[[bytes, Allowance], bytes]]] = {
    "FlateDecode": _flate,
    "LZWDecode": _lzw,
    "ASCIIHexDecode": _hexed,
    "ASCII85Decode": _ascii85,
    "RunLengthDecode": _runs,
}
