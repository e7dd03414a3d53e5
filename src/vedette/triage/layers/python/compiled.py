"""One step under compiled Python: its names and constants, and what its constants are decoded to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step, to_bytes
from vedette.triage.layers.python.marshalled import CodeObject, Malformed, header, load
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

LISTED: Final = "names and constants of compiled code"
_MARSHAL: Final = "marshal"
_SHORT: Final = 8
_QUOTED: Final = 4000
_CODES: Final = 5_000
_DEPTH: Final = 40
_UNDO: Final[dict[str, tuple[Callable[..., bytes | None], str]]] = {
    "b64decode": (codecs.base64, Step.BASE64),
    "a2b_base64": (codecs.base64, Step.BASE64),
    "urlsafe_b64decode": (codecs.base64, Step.BASE64),
    "b32decode": (codecs.base32, Step.BASE32),
    "b16decode": (codecs.hexadecimal, Step.HEX),
    "unhexlify": (codecs.hexadecimal, Step.HEX),
    "fromhex": (codecs.hexadecimal, Step.HEX),
    "a85decode": (codecs.ascii85, Step.BASE85),
}
_PACKERS: Final = {
    "zlib": (codecs.unzlib, Step.ZLIB),
    "gzip": (codecs.gunzip, Step.GZIP),
    "bz2": (codecs.unbzip2, Step.BZIP2),
    "lzma": (codecs.unlzma, Step.LZMA),
}
_RUNS: Final = frozenset({"exec", "eval", "compile", "loads"})
_BARE: Final = (b"\xe3", b"c")


def peel(data: bytes, allowance: Allowance) -> Iterator[Peeled]:
    """Yield the listing of compiled code, and what it decodes and runs."""
    try:
        made = load(data, allowance)
    except Malformed:
        return
    if not isinstance(made, CodeObject):
        return
    codes = list(_all(made))
    text = "\n".join(_listed(codes, header(data)[1]))
    allowance.take_bytes(len(text))
    yield Peeled(data=to_bytes(text), kind=Kind.TEXT, steps=(LISTED,), whole=True)
    for one in codes:
        yield from _carried(one, allowance)


def _all(code: CodeObject) -> Iterator[CodeObject]:
    waiting = [(code, 0)]
    for _ in range(_CODES):
        if not waiting:
            return
        one, depth = waiting.pop()
        yield one
        if depth < _DEPTH:
            waiting.extend((inner, depth + 1) for inner in reversed(list(one.inner())))


def _listed(codes: list[CodeObject], version: str) -> Iterator[str]:
    yield f"# compiled Python {version}".rstrip() + (f", from {codes[0].file}" if codes[0].file else "")
    for one in codes:
        yield f"# {one.name}, line {one.line}"
        if one.names:
            yield f"# names: {', '.join(one.names)}"
        if one.variables:
            yield f"# variables: {', '.join(one.variables)}"
        for constant in one.constants:
            if constant is not None and not isinstance(constant, CodeObject):
                yield _quoted(constant)


def _quoted(value: object) -> str:
    if isinstance(value, int) and value.bit_length() > _QUOTED:
        return f"# a number of {value.bit_length():,} bits"
    text = repr(value)
    return text if len(text) <= _QUOTED else f"{text[:_QUOTED]} # ... {len(text):,} characters"


def _carried(code: CodeObject, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what the long constants of a function come to, if it names something that decodes and runs."""
    if not _RUNS & set(code.names):
        return
    ways = list(_ways(code))
    for constant in code.constants:
        if not isinstance(constant, str | bytes) or len(constant) < _SHORT:
            continue
        data = constant if isinstance(constant, bytes) else to_bytes(constant)
        made = _undone(
            data, ways, allowance, turned=-1 in code.constants or (None, None, -1) in code.constants
        )
        if made is not None and made[0] != data:
            is_code = "loads" in code.names and made[0][:1] in _BARE
            yield Peeled(
                data=made[0],
                kind=Kind.PYTHON_CODE if is_code else Kind.PYTHON,
                steps=(*made[1], _MARSHAL) if is_code else made[1],
            )


def _ways(code: CodeObject) -> Iterator[tuple[Callable[..., bytes | None], str]]:
    """Yield what its names undo, in the order in which it is applied: the innermost call is named last."""
    for name in reversed(code.names):
        if name in _UNDO:
            yield _UNDO[name]
        elif name in _PACKERS:
            yield _PACKERS[name]


def _undone(
    data: bytes, ways: list[tuple[Callable[..., bytes | None], str]], allowance: Allowance, *, turned: bool
) -> tuple[bytes, tuple[str, ...]] | None:
    for start, first in ((data, ()), *(((data[::-1], (str(Step.REVERSE),)),) if turned else ())):
        for order in (ways, ways[::-1]):
            made: bytes | None = start
            for undo, _ in order:
                made = undo(made, allowance) if made else None
            if made and ways and _readable(made):
                return made, (*first, *(str(step) for _, step in order))
    return None


def _readable(data: bytes) -> bool:
    if data[:1] in _BARE and len(data) > _SHORT:
        return True
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return all(one.isprintable() or one.isspace() for one in text[:_QUOTED])
