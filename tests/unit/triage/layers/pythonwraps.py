"""Ways to hide a Python script, each the inverse of something the decoder undoes. For tests only."""

from __future__ import annotations

import base64
import bz2
import codecs
import lzma
import zlib
from collections.abc import Callable

Wrap = Callable[[str], str]


def b64(text: str) -> str:
    return f"import base64\nexec(base64.b64decode({base64.b64encode(text.encode())!r}))\n"


def b32(text: str) -> str:
    return f"from base64 import b32decode as d\nexec(d({base64.b32encode(text.encode())!r}).decode())\n"


def b85(text: str) -> str:
    return f"import base64 as b\nexec(b.b85decode({base64.b85encode(text.encode())!r}))\n"


def zlibbed(text: str) -> str:
    data = base64.b64encode(zlib.compress(text.encode()))
    return f"import zlib, base64\nexec(zlib.decompress(base64.b64decode({data!r})))\n"


def lzmaed(text: str) -> str:
    data = base64.b64encode(lzma.compress(text.encode()))
    return f"import lzma\nfrom base64 import *\nexec(lzma.decompress(b64decode({data!r})).decode('utf-8'))\n"


def bz2ed(text: str) -> str:
    return f"exec(__import__('bz2').decompress(bytes.fromhex({bz2.compress(text.encode()).hex()!r})))\n"


def hexed(text: str) -> str:
    return f"import binascii\ncode = {text.encode().hex()!r}\nexec(binascii.unhexlify(code))\n"


def rot13(text: str) -> str:
    return f"import codecs\nexec(codecs.decode({codecs.encode(text, 'rot13')!r}, 'rot13'))\n"


def characters(text: str) -> str:
    return f"exec(''.join(chr(c) for c in {[ord(one) for one in text]!r}))\n"


def mapped(text: str) -> str:
    return f"exec(''.join(map(chr, {[ord(one) for one in text]!r})))\n"


def reversed_(text: str) -> str:
    return f"exec({text[::-1]!r}[::-1])\n"


def xored(text: str) -> str:
    data = bytes(one ^ 77 for one in text.encode())
    return f"key = 77\nexec(bytes([b ^ key for b in {data!r}]).decode())\n"


def packed(text: str) -> str:
    data = base64.b64encode(zlib.compress(text.encode()))[::-1]
    return (
        "_ = lambda __ : __import__('zlib').decompress(__import__('base64').b64decode(__[::-1]));"
        f"exec((_)({data!r}))\n"
    )


def concatenated(text: str) -> str:
    size = max(len(text) // 5, 1)
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    names = [f"v{number}" for number in range(len(pieces))]
    lines = [f"{name} = {piece!r}" for name, piece in zip(names, pieces, strict=True)]
    return "\n".join(lines) + f"\nexec({' + '.join(names)})\n"


def compiled(text: str) -> str:
    data = base64.b64encode(text.encode())
    return f"eval(compile(__import__('base64').b64decode({data!r}), '<string>', 'exec'))\n"


def by_name(text: str) -> str:
    data = base64.b64encode(text.encode())
    return (
        "m = __import__('ba' + 'se64')\n"
        f"run = getattr(__builtins__, 'ex' + 'ec')\nrun(getattr(m, 'b64' + 'decode')({data!r}))\n"
    )


WRAPS: dict[str, Wrap] = {
    one.__name__: one
    for one in (
        b64, b32, b85, zlibbed, lzmaed, bz2ed, hexed, rot13, characters, mapped, reversed_, xored, packed,
        concatenated, compiled, by_name,
    )
}  # fmt: skip
