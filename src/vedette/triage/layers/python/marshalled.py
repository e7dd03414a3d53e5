"""Python's marshal format, read without Python: code objects of 3.0 to 3.14, their constants and names.

Nothing is made that could run. What is no marshal, or ends early, gives nothing.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from msgspec import Struct, field

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

_FLAG: Final = 0x80
_DEPTH: Final = 60
_OBJECTS: Final = 500_000
_OLD_HEADER: Final = 3390
"""Magic numbers from here on (3.7) have a header of sixteen bytes."""
_VERSIONS: Final = (
    (3360, "3.5"), (3390, "3.6"), (3400, "3.7"), (3420, "3.8"), (3430, "3.9"), (3450, "3.10"), (3500, "3.11"),
    (3550, "3.12"), (3600, "3.13"), (3700, "3.14"),
)  # fmt: skip
_CODE_FROM: Final = (20, 24)
"""Where the instructions begin: after five or after six numbers."""


class Malformed(Exception):
    """It is no marshal, or ends too early."""


class CodeObject(Struct):
    """What a function or module consists of, without its instructions."""

    name: str = ""
    file: str = ""
    line: int = 0
    constants: tuple[object, ...] = ()
    names: tuple[str, ...] = ()
    variables: tuple[str, ...] = ()

    def inner(self) -> Iterator[CodeObject]:
        """Yield the functions among its constants."""
        yield from (one for one in self.constants if isinstance(one, CodeObject))


def header(data: bytes) -> tuple[int, str]:
    """Return how long the header is, and which Python wrote it; no header and nothing for bare marshal."""
    if data[2:4] != b"\r\n":
        return 0, ""
    magic = int.from_bytes(data[:2], "little")
    version = next((name for last, name in _VERSIONS if magic < last), "")
    return (16 if magic >= _OLD_HEADER else 12), version


def load(data: bytes, allowance: Allowance) -> object:
    """Return what the format says; code becomes `CodeObject`.

    Raises:
        Malformed: it is no marshal.

    """
    size, _ = header(data)
    return _Reader(data, size, allowance).value(0)


class _Reader(Struct):
    data: bytes
    at: int
    allowance: Allowance
    refs: list[object] = field(default_factory=list)
    made: int = 0

    def take(self, count: int) -> bytes:
        piece = self.data[self.at : self.at + count]
        if count < 0 or len(piece) != count:
            raise Malformed
        self.at += count
        return piece

    def number(self) -> int:
        return int.from_bytes(self.take(4), "little", signed=True)

    def value(self, depth: int) -> object:
        self.made += 1
        self.allowance.burn()
        if depth > _DEPTH or self.made > _OBJECTS:
            raise Malformed
        code = self.take(1)[0]
        flagged, letter = bool(code & _FLAG), chr(code & ~_FLAG)
        if letter == "r":
            return self.reference()
        read = _READERS.get(letter)
        if read is None:
            raise Malformed
        place = len(self.refs)
        if flagged:
            self.refs.append(None)
        made = read(self, depth)
        if flagged:
            self.refs[place] = made
        return made

    def reference(self) -> object:
        at = self.number()
        if not 0 <= at < len(self.refs):
            raise Malformed
        return self.refs[at]

    def items(self, count: int, depth: int) -> tuple[object, ...]:
        if not 0 <= count <= len(self.data) - self.at:
            raise Malformed
        return tuple(self.value(depth + 1) for _ in range(count))

    def long(self) -> int:
        count = self.number()
        if abs(count) > (len(self.data) - self.at) // 2:
            raise Malformed
        raw = self.take(abs(count) * 2)
        self.allowance.burn(abs(count))
        bits = [int.from_bytes(raw[at : at + 2], "little") & 0x7FFF for at in range(0, len(raw), 2)]
        text = "".join(f"{one:015b}" for one in reversed(bits)) or "0"
        return int(text, 2) * (-1 if count < 0 else 1)

    def table(self, depth: int) -> dict[object, object]:
        made: dict[object, object] = {}
        while True:
            if self.data[self.at : self.at + 1] == b"0":
                self.at += 1
                return made
            key = self.value(depth + 1)
            value = self.value(depth + 1)
            made[key if isinstance(key, str | bytes | int) else repr(key)[:80]] = value

    def float_text(self) -> float:
        try:
            return float(self.take(self.take(1)[0]))
        except ValueError as error:
            raise Malformed from error

    def code(self, depth: int) -> CodeObject:
        """Read a code object; whether it has five numbers or six is seen by where its instructions begin."""
        five, six = (self.data[self.at + n : self.at + n + 1] for n in _CODE_FROM)
        is_five = bool(five) and chr(five[0] & ~_FLAG) == "s"
        if not is_five and not (six and chr(six[0] & ~_FLAG) == "s"):
            raise Malformed
        self.at += _CODE_FROM[0] if is_five else _CODE_FROM[1]
        self.value(depth + 1)
        constants, names, variables, after = (self.value(depth + 1) for _ in range(4))
        made = CodeObject(constants=_tuple(constants), names=_texts(names), variables=_texts(variables))
        if isinstance(after, tuple):  # before 3.11: names of cells
            self.value(depth + 1)
        file, name = self.value(depth + 1), self.value(depth + 1)
        if not isinstance(after, tuple):
            self.value(depth + 1)
        made.file, made.name, made.line = str(file)[:200], str(name)[:200], self.number()
        self.value(depth + 1)
        if not isinstance(after, tuple):
            self.value(depth + 1)
        return made


def _tuple(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else ()


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in _tuple(value) if isinstance(one, str))


def _double(reader: _Reader) -> float:
    made: float = struct.unpack("<d", reader.take(8))[0]
    return made


def _sized(reader: _Reader, bytes_: int) -> bytes:
    return reader.take(int.from_bytes(reader.take(bytes_), "little"))


_READERS: Final[dict[str, Callable[[_Reader, int], object]]] = {
    "0": lambda *_: None,
    "N": lambda *_: None,
    "F": lambda *_: False,
    "T": lambda *_: True,
    "S": lambda *_: None,
    ".": lambda *_: "...",
    "i": lambda reader, _: reader.number(),
    "I": lambda reader, _: int.from_bytes(reader.take(8), "little", signed=True),
    "l": lambda reader, _: reader.long(),
    "f": lambda reader, _: reader.float_text(),
    "g": lambda reader, _: _double(reader),
    "x": lambda reader, _: (reader.float_text(), reader.float_text()),
    "y": lambda reader, _: (_double(reader), _double(reader)),
    "s": lambda reader, _: _sized(reader, 4),
    "t": lambda reader, _: _sized(reader, 4).decode("utf-8", "replace"),
    "u": lambda reader, _: _sized(reader, 4).decode("utf-8", "replace"),
    "a": lambda reader, _: _sized(reader, 4).decode("latin-1"),
    "A": lambda reader, _: _sized(reader, 4).decode("latin-1"),
    "z": lambda reader, _: _sized(reader, 1).decode("latin-1"),
    "Z": lambda reader, _: _sized(reader, 1).decode("latin-1"),
    "(": lambda reader, depth: reader.items(reader.number(), depth),
    ")": lambda reader, depth: reader.items(reader.take(1)[0], depth),
    "[": lambda reader, depth: reader.items(reader.number(), depth),
    "<": lambda reader, depth: reader.items(reader.number(), depth),
    ">": lambda reader, depth: reader.items(reader.number(), depth),
    "{": lambda reader, depth: reader.table(depth),
    ":": lambda reader, depth: reader.items(3, depth),
    "c": lambda reader, depth: reader.code(depth),
}
