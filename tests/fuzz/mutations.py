"""Real Python made unreal: bytes, lines, names and nesting nobody would write, from real files."""

from __future__ import annotations

import random
import re
import sysconfig
import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import count, takewhile
from pathlib import Path

from vedette.code import load_knowledge
from vedette.code.cases import cases

SIZE_MAX = 50_000
STANDARD_MAX = 400
_NAME = re.compile(rb"[A-Za-z_]\w*")
_NESTED = (
    (b"(", b")"), (b"[", b"]"), (b"{", b"}"), (b"f(", b")"), (b"x[", b"]"), (b"lambda: ", b""),
    (b"not ", b""), (b"-", b""), (b"f'{", b"}'"), (b"a.b(c)", b""), (b"*", b""), (b"x if y else ", b""),
    (b"{'k': ", b"}"), (b"[x for x in ", b"]"), (b"(y := ", b")"), (b"await ", b""), (b"'' % ", b""),
    (b"'{}'.format(", b")"), (b"x + ", b""), (b"x or ", b""),
)  # fmt: skip
_BLOCKS = (
    b"if x:", b"while x:", b"for x in y:", b"with x as y:", b"try:", b"def f(x):", b"class A(A):",
    b"match x:", b"async def f():", b"else:", b"elif x:", b"except X as x:", b"finally:", b"case [x, *y]:",
)  # fmt: skip
_ODD = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\x0c", b"\\\n", b"\t", "\u202e".encode(), "\u2066".encode(),
    "ﬁ".encode(), b"'''", b'"', b"#", b"\\N{DASH}", b"\\x", b"\\U00110000", b"{", b"}", b"{{", b":=", b"->",
    b"...", b"@", b";", b"**", b"*", b"10**10**10", b"1<<10**9", b"'a'*10**9", b"[0]*10**9",
    b"0x" + b"f" * 9000, b"9" * 9000, b"1e999", b"1_0j", b"-1 % 0", b"'%s' % ", b"'{0[0]}{!r:>{}}'.format",
    b"'%999999999d' % 1", b"__import__", b"globals()", b"del x", b"global x", b"nonlocal x", b"import case",
    b"from . import *", b"from .. import x", b"super().__init__()", b"yield", b"return", b"raise", b"break",
    b"continue", b"self = self", b"x = x = x", b"x[x] = x", b"x.append(x)", b"x.update(x)", b"f = f(f)",
    b"setattr(x, x, x)",
)  # fmt: skip


@lru_cache(maxsize=1)
def originals() -> tuple[bytes, ...]:
    """Return files people wrote: every example of our pages and tables, and some of the standard library."""
    knowledge = load_knowledge()
    examples = [case.code.encode() for case in cases(knowledge)]
    folder = Path(sysconfig.get_paths()["stdlib"])
    paths = sorted(path for path in folder.rglob("*.py") if "site-packages" not in path.parts)
    standard = [data for path in paths if len(data := path.read_bytes()) <= SIZE_MAX]
    step = max(1, len(standard) // STANDARD_MAX)
    return (*examples, *standard[::step])


def mutated(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Return a file with a few changes, no bigger than `SIZE_MAX`; `other` is a file to take parts of."""
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        data = chance.choice(_WAYS)(data or b"x", other or b"y", chance)[:SIZE_MAX]
    return data


def _flip(data: bytes, __: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        made[chance.randrange(len(made))] = chance.randrange(256)
    return bytes(made)


def _cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + data[at + chance.choice((1, 4, 60, 2000)) :]


def _double(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at, size, times = chance.randrange(len(data)), chance.choice((3, 40, 800)), chance.choice((1, 2, 50))
    return data[:at] + data[at : at + size] * times + data[at:]


def _splice(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data)), chance.randrange(len(other))
    return data[:at] + other[start : start + chance.choice((20, 300, 5000))] + data[at:]


def _odd(data: bytes, _: bytes, chance: random.Random) -> bytes:
    return _inserted(data, chance.choice(_ODD), chance)


def _nest(data: bytes, _: bytes, chance: random.Random) -> bytes:
    before, after = chance.choice(_NESTED)
    times = chance.choice((3, 30, 300, 3000))
    return _inserted(data, before * times + b"x" + after * chance.choice((times, times, times - 1)), chance)


def _nest_blocks(data: bytes, _: bytes, chance: random.Random) -> bytes:
    block, same = chance.choice(_BLOCKS), chance.random() < 0.5
    depth = chance.choice((3, 20, 90))
    lines = [b" " * level + (block if same else chance.choice(_BLOCKS)) for level in range(depth)]
    body = _lines(data)
    at = chance.randrange(len(body))
    inner = [b" " * depth + line for line in body[at : at + 20]]
    return b"\n".join((*body[:at], *lines, *inner, *body[at + 20 :]))


def _rename(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Let one name become another everywhere: what was apart is mixed up, and it stays valid."""
    names = sorted(set(_NAME.findall(data)) | set(_NAME.findall(other[:2000])))
    if not names:
        return data
    old, new = chance.choice(names), chance.choice(names)
    return re.sub(rb"\b" + old + rb"\b", new, data)


def _swap_names(data: bytes, __: bytes, chance: random.Random) -> bytes:
    """Let a few uses of names be uses of others."""
    places = list(_NAME.finditer(data))
    for _ in range(min(len(places), chance.choice((1, 5, 30)))):
        place, taken = chance.choice(places), chance.choice(places)
        if len(place[0]) == len(taken[0]):
            data = data[: place.start()] + taken[0] + data[place.end() :]
    return data


def _move_lines(data: bytes, other: bytes, chance: random.Random) -> bytes:
    lines, more = _lines(data), _lines(other)
    at, start, size = chance.randrange(len(lines)), chance.randrange(len(more)), chance.choice((1, 3, 20))
    shift = chance.choice((-4, 0, 0, 1, 4, 40))
    moved = [
        b" " * shift + line if shift >= 0 else line.removeprefix(b"    ")
        for line in more[start : start + size]
    ]
    return b"\n".join((*lines[:at], *moved, *lines[at + chance.choice((0, size)) :]))


def _lines(data: bytes) -> list[bytes]:
    return data.split(b"\n")


def _inserted(data: bytes, piece: bytes, chance: random.Random) -> bytes:
    """Put a piece where an expression may stand, more often than not."""
    places = [place.start() for place in _NAME.finditer(data)] if chance.random() < 0.7 else []
    at = chance.choice(places) if places else chance.randrange(len(data))
    return data[:at] + piece + data[at:]


_WAYS: Sequence[Callable[[bytes, bytes, random.Random], bytes]] = (
    _flip, _cut, _double, _splice, _odd, _nest, _nest_blocks, _rename, _rename, _swap_names, _move_lines,
    _move_lines,
)  # fmt: skip


def until(seconds: float) -> Iterator[int]:
    """Count for so long. A quick run counts to a number instead: it does the same on every machine."""
    end = time.monotonic() + seconds
    return takewhile(lambda _: time.monotonic() < end, count())
