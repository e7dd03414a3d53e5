"""The values PDF objects are written with, out of bytes."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from vedette.core.expressions import expression
from vedette.triage.allowance import Allowance

Value = object
"""None, bool, int, float, bytes (a string), Name, Ref, list or dict of these."""
_DEEP: Final = 60
_SPACE: Final = expression(rb"(?:[\x00\t\n\x0c\r ]+|%[^\r\n]*)*")
_NUMBER: Final = expression(rb"[+-]{0,4}(?:\d{1,20}\.?\d{0,20}|\.\d{1,20})")
_REF: Final = expression(rb"(\d{1,10})[\x00\t\n\x0c\r ]+(\d{1,5})[\x00\t\n\x0c\r ]+R(?![A-Za-z0-9])")
_NAME: Final = expression(rb"/([^\x00\t\n\x0c\r ()<>\[\]{}/%]{0,512})")
_WORD: Final = expression(rb"[^\x00\t\n\x0c\r ()<>\[\]{}/%]{1,128}")
_HEXED: Final = expression(rb"#([0-9a-fA-F]{2})")
_NO_HEX: Final = expression(rb"[^0-9a-fA-F]")
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_PIECE: Final = expression(rb"[^()\\]+|\\([0-7]{1,3})|\\(\r\n|[\s\S])|([()])")


class Name(str):
    """A name, its hex letters put back; `hexed` tells letters that had no need to be hidden."""

    __slots__ = ("hexed",)
    hexed: bool


class Ref(Struct, frozen=True):
    """A reference to another object."""

    number: int


class Reader:
    """Reads values at a place that moves on."""

    def __init__(self, data: bytes, at: int, allowance: Allowance) -> None:
        self.data = data
        self.at = at
        self._allowance = allowance

    def value(self, depth: int = 0) -> Value:
        """Return the next value; None also for what is none."""
        self._allowance.burn(2)
        self.skip()
        data, at = self.data, self.at
        one = data[at : at + 1]
        if one == b"/":
            return self._name()
        if data[at : at + 2] == b"<<":
            return self._dict(depth)
        if one == b"[":
            return self._array(depth)
        if one in (b"(", b"<"):
            return self._string() if one == b"(" else self._hex()
        return self._plain()

    def skip(self) -> None:
        """Go to where the next value begins."""
        match = _SPACE.match(self.data, self.at)
        self.at = match.end() if match is not None else self.at

    def _name(self) -> Name:
        match = _NAME.match(self.data, self.at)
        raw = match[1] if match is not None else b""
        self.at += len(raw) + 1
        text = _HEXED.sub(lambda found: bytes([int(found[1], 16)]), raw)
        made = Name(text.decode("utf-8", "replace"))
        made.hexed = any(chr(int(code, 16)).isalnum() and int(code, 16) < 128 for code in _HEXED.findall(raw))  # noqa: PLR2004
        return made

    def _dict(self, depth: int) -> dict[str, Value]:
        self.at += 2
        made: dict[str, Value] = {}
        while depth < _DEEP:
            self.skip()
            if self.data[self.at : self.at + 2] == b">>" or self.at >= len(self.data):
                self.at += 2
                break
            if self.data[self.at : self.at + 1] != b"/":
                if self._stops():
                    break
                before = self.at
                self.value(depth + 1)
                self.at = max(self.at, before + 1)
                continue
            key = self._name()
            if key not in made:
                made[key] = self.value(depth + 1)
            else:
                self.value(depth + 1)
        return made

    def _stops(self) -> bool:
        return self.data.startswith((b"endobj", b"stream", b"endstream"), self.at)

    def _array(self, depth: int) -> list[Value]:
        self.at += 1
        made: list[Value] = []
        while depth < _DEEP and self.at < len(self.data):
            self.skip()
            if self.data[self.at : self.at + 1] == b"]":
                self.at += 1
                break
            if self._stops() or self.data[self.at : self.at + 2] == b">>":
                break
            before = self.at
            made.append(self.value(depth + 1))
            self.at = max(self.at, before + 1)
        return made

    def _string(self) -> bytes:
        out, level, at = bytearray(), 1, self.at + 1
        while level and (match := _PIECE.match(self.data, at)) is not None:
            at = match.end()
            if match[1] is not None:
                out.append(int(match[1], 8) & 255)
            elif match[2] is not None:
                out += b"" if match[2] in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(match[2], match[2])
            else:
                level += {b"(": 1, b")": -1}.get(match[3] or b"", 0)
                out += match[0] if level else b""
        self._allowance.burn((at - self.at) // 8)
        self.at = at
        return bytes(out)

    def _hex(self) -> bytes:
        end = self.data.find(b">", self.at)
        end = len(self.data) if end < 0 else end
        digits = _NO_HEX.sub(b"", self.data[self.at + 1 : end])
        self._allowance.burn((end - self.at) // 8)
        self.at = end + 1
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())

    def _plain(self) -> Value:
        if (match := _REF.match(self.data, self.at)) is not None:
            self.at = match.end()
            return Ref(int(match[1]))
        if (match := _NUMBER.match(self.data, self.at)) is not None:
            self.at = match.end()
            text = match[0].lstrip(b"+-")
            number = float(text) if b"." in text else int(text)
            return -number if match[0].startswith(b"-") else number
        match = _WORD.match(self.data, self.at)
        self.at = match.end() if match is not None else self.at + 1
        return {b"true": True, b"false": False}.get(match[0] if match is not None else b"")
