"""Encodings scripts hide under, undone one at a time: None where something is not so encoded.

Every function is pure, spends from the allowance, and never raises but `LimitHit`. `Step` has the words for
`Peeled.steps`.
"""

from __future__ import annotations

import binascii
import codecs
import re
import urllib.parse
import zlib
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.core.limits import MIB

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vedette.triage.allowance import Allowance


class Step(StrEnum):
    """What was undone, in plain words."""

    BASE64 = "base64"
    BASE32 = "base32"
    BASE85 = "ascii85"
    HEX = "hexadecimal"
    GZIP = "gzip"
    ZLIB = "zlib"
    DEFLATE = "deflate"
    LZMA = "lzma"
    BZIP2 = "bzip2"
    XOR = "xor with a constant key"
    RC4 = "RC4 with a key that stands beside it"
    SHIFT = "shifted characters"
    ROT13 = "rot13"
    REVERSE = "reversed text"
    URL = "URL escapes"
    HTML = "HTML escapes"
    ESCAPES = "backslash escapes"
    UTF16 = "UTF-16"
    CODES = "character codes"
    JOINED = "joined strings"
    FORMAT = "format string"
    REPLACED = "replaced characters"
    PICKED = "picked characters"
    SPLIT = "split text"
    CASE = "changed case"
    ALIAS = "names put back"
    MARKS = "escape characters removed"
    VARIABLES = "variables put in"
    SCRIPT_ENCODER = "Script Encoder"
    CERTIFICATE = "certificate wrapping"
    WRITTEN = "file it writes"
    BLOCK = "script block"
    COMMAND = "command line"
    READABLE = "made readable"
    """Of a text that is its parent's again: nothing more is to be peeled from it."""


_FUEL_BYTES: Final = 64
"""Bytes that one step of fuel pays for where C code does the work."""
_BASE64_URL: Final = bytes.maketrans(b"-_", b"+/")
_NOT_BASE64: Final = expression(rb"[^A-Za-z0-9+/]+")
_BASE64_ONLY: Final = expression(rb"[A-Za-z0-9+/\s]*={0,2}\s*")
_NOT_BASE32: Final = expression(rb"[^A-Z2-7]+")
_HEX_MARKS: Final = expression(r"\\x|0x|&h|\$|[\s,;:\-_%\"'\\]+", re.IGNORECASE)
_HEX_ONLY: Final = expression(r"[0-9a-fA-F]*")
_NUMBERS: Final = {
    2: expression(r"[01]+"),
    8: expression(r"[0-7]+"),
    10: expression(r"0[xX][0-9a-fA-F]+|&[hH][0-9a-fA-F]+|\d+"),
    16: expression(r"[0-9a-fA-F]+"),
}
_ESCAPE: Final = expression(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|x([0-9a-fA-F]{2})|([0-7]{1,3})|(.))",
    re.DOTALL,
)
_SIMPLE: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "v": "\v", "a": "\a", "\n": ""}
_LAST_CODE: Final = 0x10FFFF
_ROT47: Final = str.maketrans({chr(n): chr(33 + (n - 33 + 47) % 94) for n in range(33, 127)})
_TEXT_ODD: Final = 0.1
"""Share of control characters above which bytes are not taken for text."""


def base64(text: str | bytes, allowance: Allowance, *, strict: bool = False) -> bytes | None:
    """Undo base64, standard or URL-safe, padded or not; passes over what is no base64, unless strict."""
    data = _ascii(text, allowance).translate(_BASE64_URL)
    if strict and not _BASE64_ONLY.fullmatch(data):
        return None
    clean = _NOT_BASE64.sub(b"", data)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    if not clean:
        return None
    return _made(binascii.a2b_base64(clean + b"=" * (-len(clean) % 4)), allowance)


def base32(text: str | bytes, allowance: Allowance) -> bytes | None:
    """Undo base32, padded or not."""
    clean = _NOT_BASE32.sub(b"", _ascii(text, allowance).upper())
    bits = len(clean) * 5
    if bits < 8:  # noqa: PLR2004  one byte
        return None
    made = bytearray()
    value = held = 0
    for one in clean:
        value = (value << 5) | (one - 65 if one >= 65 else one - 24)  # noqa: PLR2004  A is 0, 2 is 26
        held += 5
        if held >= 8:  # noqa: PLR2004
            held -= 8
            made.append((value >> held) & 255)
            value &= (1 << held) - 1
    allowance.burn(len(clean))
    return _made(bytes(made), allowance)


def ascii85(text: str | bytes, allowance: Allowance) -> bytes | None:
    """Undo Adobe's ascii85, with or without its frame."""
    import base64 as base64_  # noqa: PLC0415  the name is ours above

    data = _ascii(text, allowance).strip().removeprefix(b"<~").removesuffix(b"~>")
    try:
        return _made(base64_.a85decode(data), allowance)
    except ValueError:
        return None


def hexadecimal(text: str | bytes, allowance: Allowance) -> bytes | None:
    r"""Undo hexadecimal: bare, or with \x, 0x, &H, commas, dashes, blanks; None for anything else."""
    words = _ascii(text, allowance).decode("ascii", "replace")
    clean = words
    if not _HEX_ONLY.fullmatch(words):
        pieces = [piece for piece in _HEX_MARKS.split(words) if piece]
        if not all(_HEX_ONLY.fullmatch(piece) for piece in pieces):
            return None
        clean = "".join(piece.zfill(len(piece) + len(piece) % 2) for piece in pieces)
    if not clean or len(clean) % 2:
        return None
    return _made(bytes.fromhex(clean), allowance)


def gunzip(data: bytes, allowance: Allowance) -> bytes | None:
    """Undo gzip; of a stream cut short, what is there."""
    return _inflated(data, 31, allowance)


def unzlib(data: bytes, allowance: Allowance) -> bytes | None:
    """Undo zlib; of a stream cut short, what is there."""
    return _inflated(data, 15, allowance)


def inflate(data: bytes, allowance: Allowance) -> bytes | None:
    """Undo raw deflate; of a stream cut short, what is there."""
    return _inflated(data, -15, allowance)


def unlzma(data: bytes, allowance: Allowance) -> bytes | None:
    """Undo xz or the older lzma."""
    import lzma  # noqa: PLC0415  few scripts carry it

    try:
        opened = lzma.LZMADecompressor(memlimit=256 * MIB)
        return _grown(opened.decompress(data, _most(data, allowance)), data, allowance)
    except (lzma.LZMAError, EOFError, ValueError):
        return None


def unbzip2(data: bytes, allowance: Allowance) -> bytes | None:
    """Undo bzip2."""
    import bz2  # noqa: PLC0415  few scripts carry it

    try:
        return _grown(bz2.BZ2Decompressor().decompress(data, _most(data, allowance)), data, allowance)
    except (OSError, EOFError, ValueError):
        return None


def decompress(data: bytes, allowance: Allowance) -> tuple[bytes, Step] | None:
    """Undo whichever compression its first bytes announce."""
    for magic, step, undo in (
        (b"\x1f\x8b", Step.GZIP, gunzip),
        (b"BZh", Step.BZIP2, unbzip2),
        (b"\xfd7zXZ", Step.LZMA, unlzma),
        (b"\x78", Step.ZLIB, unzlib),
    ):
        if data.startswith(magic) and (made := undo(data, allowance)) is not None:
            return made, step
    return None


def xor(data: bytes, key: bytes, allowance: Allowance) -> bytes | None:
    """Undo xor with a key that repeats."""
    if not key or not data:
        return None
    stream = (key * (len(data) // len(key) + 1))[: len(data)]
    mixed = int.from_bytes(data, "big") ^ int.from_bytes(stream, "big")
    return _made(mixed.to_bytes(len(data), "big"), allowance)


def shift(data: bytes, by: int, allowance: Allowance) -> bytes:
    """Add a number to every byte, modulo 256."""
    return _made(data.translate(bytes((n + by) & 255 for n in range(256))), allowance)


def rot13(text: str, allowance: Allowance) -> str:
    """Turn letters by thirteen."""
    _work(text, allowance)
    return codecs.encode(text, "rot13")


def rot47(text: str, allowance: Allowance) -> str:
    """Turn printable characters by forty-seven."""
    _work(text, allowance)
    return text.translate(_ROT47)


def reverse(text: str, allowance: Allowance) -> str:
    """Read from behind."""
    _work(text, allowance)
    return text[::-1]


def url(text: str, allowance: Allowance, *, plus: bool = False) -> str:
    """Undo percent escapes, and %uXXXX; a plus is a blank only where asked."""
    _work(text, allowance)
    if "%u" in text:
        text = re.sub(r"%u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return (urllib.parse.unquote_plus if plus else urllib.parse.unquote)(text, errors="replace")


def html(text: str, allowance: Allowance) -> str:
    """Undo entities: &lt; &#60; &#x3c;."""
    import html as known  # noqa: PLC0415  two thousand names of characters

    _work(text, allowance)
    return known.unescape(text)


def escapes(text: str, allowance: Allowance) -> str:
    r"""Undo \xNN, \uNNNN, \u{N}, \UNNNNNNNN, octal and \n escapes; surrogate pairs become one character."""
    _work(text, allowance)
    if "\\" not in text:
        return text
    return _paired(_ESCAPE.sub(_escaped, text))


def codes(numbers: Iterable[int], allowance: Allowance) -> str | None:
    """Make text of character codes; None where one is no character."""
    found = list(numbers)
    allowance.burn(len(found) + 1)
    if not all(0 <= number <= _LAST_CODE for number in found):
        return None
    made = _paired("".join(map(chr, found)))
    allowance.take_bytes(len(made))
    return made


def numbers(text: str, allowance: Allowance, base: int = 10) -> list[int]:
    """Read a list of numbers, whatever stands between them; in a decimal list, 0x41 and &H41 too."""
    _work(text, allowance)
    found = _NUMBERS[base].findall(text)
    allowance.burn(len(found))
    return [_number(one, base) for one in found if len(one) <= 32]  # noqa: PLR2004  longer is no character


def utf16(data: bytes, allowance: Allowance) -> str:
    """Read bytes as UTF-16, little end first unless a mark says otherwise."""
    _work(data, allowance)
    if data[:2] == codecs.BOM_UTF16_BE:
        return data[2:].decode("utf-16-be", "replace")
    return data.removeprefix(codecs.BOM_UTF16_LE).decode("utf-16-le", "replace")


def as_text(data: bytes, allowance: Allowance) -> tuple[str, tuple[Step, ...]] | None:
    """Return what bytes say if they are text (UTF-16 if every second is nought), and what was undone."""
    _work(data, allowance)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _every_second_nought(data):
        return utf16(data, allowance), (Step.UTF16,)
    try:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError:
        return None
    odd = sum(data.count(bytes([n])) for n in (*range(9), *range(14, 27), *range(28, 32), 127))
    return (text, ()) if odd <= len(data) * _TEXT_ODD else None


def to_bytes(text: str) -> bytes:
    """Return text as a layer has it: UTF-8, lone surrogates replaced."""
    return _paired(text).encode("utf-8", "replace")


def _every_second_nought(data: bytes) -> bool:
    ends = data[1:4096:2]
    return len(data) >= 4 and len(data) % 2 == 0 and ends.count(0) > len(ends) * 0.7  # noqa: PLR2004


def _ascii(text: str | bytes, allowance: Allowance) -> bytes:
    _work(text, allowance)
    return text if isinstance(text, bytes) else text.encode("ascii", "replace")


def _work(data: str | bytes, allowance: Allowance) -> None:
    allowance.burn(len(data) // _FUEL_BYTES + 1)


def _made(data: bytes, allowance: Allowance) -> bytes:
    allowance.take_bytes(len(data))
    return data


def _most(data: bytes, allowance: Allowance) -> int:
    """Return how many bytes may come out before it is too many: one more than allowed, so that it is told."""
    bounds = allowance.bounds
    return min(bounds.sample_bytes, max(MIB, bounds.ratio * len(data))) + 1


def _grown(made: bytes, packed: bytes, allowance: Allowance) -> bytes | None:
    allowance.burn((len(made) + len(packed)) // _FUEL_BYTES + 1)
    allowance.take_bytes(len(made), len(packed))
    return made or None


def _inflated(data: bytes, window: int, allowance: Allowance) -> bytes | None:
    opened = zlib.decompressobj(window)
    made = bytearray()
    most = _most(data, allowance)
    waiting = data
    try:
        while waiting and len(made) < most and not opened.eof:
            made += opened.decompress(waiting, min(most - len(made), MIB))
            waiting = opened.unconsumed_tail
    except zlib.error:
        if not made:
            return None
    return _grown(bytes(made), data, allowance)


def _number(word: str, base: int) -> int:
    marked = base == 10 and not word.isdigit()  # noqa: PLR2004  0x41, &H41
    return int(word[2 * marked :], 16 if marked else base)


def _escaped(found: re.Match[str]) -> str:
    wide, short, long, byte, octal, simple = found.groups()
    if simple is not None:
        return _SIMPLE.get(simple, simple)
    code = int(octal, 8) if octal else int(wide or short or long or byte, 16)
    return chr(code) if code <= _LAST_CODE else found[0]


def _paired(text: str) -> str:
    """Make one character of each pair of surrogates."""
    if text.isascii() or not re.search(r"[\ud800-\udbff][\udc00-\udfff]", text):
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
