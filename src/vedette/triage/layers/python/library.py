"""Python's own functions that depend on nothing but what they are given."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN, Named, Partial
from vedette.triage.layers.python import methods
from vedette.triage.layers.python.values import Code, Generator

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

Args = list[object]
_LARGEST: Final = 1 << 18
_LAST: Final = 0x10FFFF
_ARGUMENTS: Final = 3


def _decoded(undo: Callable[..., bytes | None], step: str) -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        value = args[0]
        if not isinstance(value, str | bytes) or not value:
            return UNKNOWN
        data = value.encode("latin-1", "replace") if isinstance(value, str) else value
        made = undo(data, machine.allowance)
        return UNKNOWN if made is None else machine.note(made, step, value)

    return apply


def _base85(data: bytes, allowance: object) -> bytes | None:
    import base64  # noqa: PLC0415

    del allowance
    try:
        return base64.b85decode(data)
    except ValueError:
        return None


def _gunzip(machine: Machine, args: Args) -> object:
    """Undo what `zlib.decompress` does, whichever header the window says."""
    data = args[0]
    if not isinstance(data, bytes):
        return UNKNOWN
    window = args[1] if len(args) > 1 else 15
    negative = isinstance(window, int) and window < 0
    ways = (
        ((codecs.inflate, Step.DEFLATE),)
        if negative
        else ((codecs.unzlib, Step.ZLIB), (codecs.gunzip, Step.GZIP))
    )
    for undo, step in ways:
        made = undo(data, machine.allowance)
        if made is not None:
            return machine.note(made, step, data)
    return UNKNOWN


def _chr(machine: Machine, args: Args) -> object:
    code = args[0]
    if not isinstance(code, int) or not 0 <= code <= _LAST:
        return UNKNOWN
    return machine.note(chr(code), Step.CODES)


def _bytes(machine: Machine, args: Args) -> object:
    value = _plain(args[0]) if args else b""
    if isinstance(value, list | tuple):
        machine.burn(len(value) >> 4)
        made = bytes(one for one in value if isinstance(one, int))
        if len(made) != len(value):
            return UNKNOWN
        return machine.note(made, Step.CODES, *value[:1])
    if isinstance(value, str):
        return methods.call(machine, (value, "encode"), args[1:2], {})
    return (
        bytes(value)
        if isinstance(value, int) and value <= _LARGEST
        else value
        if isinstance(value, bytes)
        else UNKNOWN
    )


def _str(machine: Machine, args: Args) -> object:
    value = args[0] if args else ""
    if isinstance(value, bytes) and len(args) > 1:
        return methods.call(machine, (value, "decode"), args[1:], {})
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() > 1 << 13:
        return UNKNOWN
    return machine.note(str(value), "", value) if isinstance(value, str | int | float | bytes) else UNKNOWN


def _int(machine: Machine, args: Args) -> object:
    value, base = args[0], args[1] if len(args) > 1 else 10
    if isinstance(value, str | bytes) and isinstance(base, int):
        machine.burn(len(value))
        return int(value, base) if base in {2, 4, 8, 16, 32} or len(value) < 1 << 12 else UNKNOWN
    return int(value) if isinstance(value, int | float) else UNKNOWN


def _range(machine: Machine, args: Args) -> object:
    numbers = [one for one in args if isinstance(one, int)]
    if len(numbers) != len(args) or not numbers:
        return UNKNOWN
    made = range(*numbers[:3])
    if max(map(abs, numbers)) > 1 << 40 or len(made) > _LARGEST:
        return UNKNOWN
    machine.burn(len(made) >> 4)
    return list(made)


def _plain(value: object) -> object:
    return value.items if isinstance(value, Generator) else value


def _items(value: object) -> list[object] | None:
    value = _plain(value)
    return list(value) if isinstance(value, list | tuple | str | bytes | dict | set) else None


def _made(make: Callable[[list[object]], object]) -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        items = _items(args[0]) if args else []
        if items is None:
            return UNKNOWN
        machine.burn(1 + (len(items) >> 4))
        return make(items)

    return apply


def _reversed(machine: Machine, args: Args) -> object:
    items = _items(args[0])
    if items is None:
        return UNKNOWN
    machine.burn(len(items) >> 4)
    if items and isinstance(items[-1], str):
        machine.keep(items[-1], (*machine.history(args[0]), str(Step.REVERSE)))
    return Generator(items[::-1])


def _map(machine: Machine, args: Args) -> object:
    lists = [_items(one) for one in args[1:]]
    if not lists or any(one is None for one in lists):
        return UNKNOWN
    rows = zip(*(one for one in lists if one is not None), strict=False)
    return Generator([machine.call(args[0], list(row), {}, machine.here) for row in rows])


def _filter(machine: Machine, args: Args) -> object:
    items = _items(args[1]) if len(args) > 1 else None
    if items is None:
        return UNKNOWN
    kept = [(one, machine.dialect.truthy(machine.call(args[0], [one], {}, machine.here))) for one in items]
    return (
        UNKNOWN
        if any(known is None for _, known in kept)
        else Generator([one for one, known in kept if known])
    )


def _reduce(machine: Machine, args: Args) -> object:
    items = _items(args[1]) if len(args) > 1 else None
    if not items:
        return UNKNOWN
    made = args[2] if len(args) > 2 else items.pop(0)  # noqa: PLR2004  from what it starts
    for one in items:
        made = machine.call(args[0], [made, one], {}, machine.here)
    return made


def _zip(machine: Machine, args: Args) -> object:
    lists = [_items(one) for one in args]
    if any(one is None for one in lists):
        return UNKNOWN
    machine.burn(sum(len(one or ()) for one in lists) >> 4)
    return Generator([tuple(row) for row in zip(*(one or [] for one in lists), strict=False)])


def _cycle(machine: Machine, args: Args) -> object:
    """Repeat for as long as anything here is."""
    items = _items(args[0])
    if not items:
        return UNKNOWN
    machine.burn(1 << 8)
    return Generator((items * ((1 << 16) // len(items) + 1))[: 1 << 16])


def _getattr(machine: Machine, args: Args) -> object:
    return machine.dialect.attribute(machine, args[0], args[1]) if isinstance(args[1], str) else UNKNOWN


def _import(machine: Machine, args: Args) -> object:
    del machine
    name = args[0]
    if not isinstance(name, str):
        return UNKNOWN
    return Named(name if len(args) > _ARGUMENTS and args[3] else name.partition(".")[0])


def _loads(machine: Machine, args: Args) -> object:
    if not isinstance(args[0], bytes):
        return UNKNOWN
    made = Code(args[0])
    machine.keep(made, machine.history(args[0]))
    return made


def _maketrans(machine: Machine, args: Args) -> object:
    del machine
    if isinstance(args[0], bytes):
        return bytes.maketrans(args[0], args[1]) if isinstance(args[1], bytes) else UNKNOWN
    if len(args) == 1:
        return (
            {ord(k) if isinstance(k, str) else k: v for k, v in args[0].items()}
            if isinstance(args[0], dict)
            else UNKNOWN
        )
    texts = [one for one in args if isinstance(one, str)]
    return str.maketrans(*texts) if len(texts) == len(args) else UNKNOWN


def _codecs_decode(machine: Machine, args: Args) -> object:
    name = args[1] if len(args) > 1 else "utf-8"
    return methods.call(machine, (args[0], "decode"), [name], {})


def _from_bytes(machine: Machine, args: Args) -> object:
    data, order = args[0], args[1] if len(args) > 1 else "big"
    machine.burn(len(data) if isinstance(data, bytes) else 1)
    if not isinstance(data, bytes) or order not in {"big", "little"} or len(data) > _LARGEST:
        return UNKNOWN
    return int.from_bytes(data, "big" if order == "big" else "little")


def _sum(machine: Machine, args: Args) -> object:
    items = _items(args[0]) or []
    machine.burn(len(items))
    return sum(one for one in items if isinstance(one, int | float))


def _partial(machine: Machine, args: Args) -> object:
    del machine
    return Partial(args[0], tuple(args[1:]))


def _ord(machine: Machine, args: Args) -> object:
    del machine
    return ord(args[0]) if isinstance(args[0], str | bytes) and len(args[0]) == 1 else UNKNOWN


def _number_text(make: Callable[[int], str]) -> Callable[[Machine, Args], object]:
    return lambda _, args: (
        make(args[0]) if isinstance(args[0], int) and args[0].bit_length() < 1 << 16 else UNKNOWN
    )


def _dict(machine: Machine, args: Args) -> object:
    items = _items(args[0]) if args else []
    if args and isinstance(args[0], dict):
        return dict(args[0])
    pairs = [one for one in items or () if isinstance(one, tuple) and len(one) == 2]  # noqa: PLR2004
    machine.burn(len(pairs))
    return UNKNOWN if items is None or len(pairs) != len(items) else dict(pairs)


def _sorted(items: list[object]) -> list[object]:
    """Sort; what has no order is a TypeError, which is caught."""
    return sorted(items)  # type: ignore[type-var]


def _enumerate(machine: Machine, args: Args) -> object:
    items = _items(args[0])
    machine.burn(len(items or ()) >> 4)
    return UNKNOWN if items is None else Generator(list(enumerate(items)))


def _unquote(machine: Machine, args: Args) -> object:
    return machine.note(codecs.url(str(args[0]), machine.allowance), Step.URL, args[0])


def _unescape(machine: Machine, args: Args) -> object:
    return machine.note(codecs.html(str(args[0]), machine.allowance), Step.HTML, args[0])


def _names(machine: Machine, args: Args) -> object:
    del machine
    builtin = bool(args) and isinstance(args[0], Named) and args[0].path == "builtins"
    return Named("builtins.__dict__" if builtin else "globals()")


CALLING: Final[dict[str, Callable[[Machine, Args], object]]] = {
    "map": _map, "filter": _filter, "functools.reduce": _reduce, "reduce": _reduce,
    "functools.partial": _partial,
}  # fmt: skip
TABLE: Final[dict[str, Callable[[Machine, Args], object]]] = {
    "base64.b64decode": _decoded(codecs.base64, Step.BASE64),
    "base64.standard_b64decode": _decoded(codecs.base64, Step.BASE64),
    "base64.urlsafe_b64decode": _decoded(codecs.base64, Step.BASE64),
    "base64.decodebytes": _decoded(codecs.base64, Step.BASE64),
    "base64.decodestring": _decoded(codecs.base64, Step.BASE64),
    "binascii.a2b_base64": _decoded(codecs.base64, Step.BASE64),
    "base64.b32decode": _decoded(codecs.base32, Step.BASE32),
    "base64.b16decode": _decoded(codecs.hexadecimal, Step.HEX),
    "base64.a85decode": _decoded(codecs.ascii85, Step.BASE85),
    "base64.b85decode": _decoded(_base85, Step.BASE85),
    "binascii.unhexlify": _decoded(codecs.hexadecimal, Step.HEX),
    "binascii.a2b_hex": _decoded(codecs.hexadecimal, Step.HEX),
    "bytes.fromhex": _decoded(codecs.hexadecimal, Step.HEX),
    "bytearray.fromhex": _decoded(codecs.hexadecimal, Step.HEX),
    "zlib.decompress": _gunzip,
    "gzip.decompress": _decoded(codecs.gunzip, Step.GZIP),
    "bz2.decompress": _decoded(codecs.unbzip2, Step.BZIP2),
    "lzma.decompress": _decoded(codecs.unlzma, Step.LZMA),
    "codecs.decode": _codecs_decode,
    "codecs.encode": lambda machine, args: methods.call(machine, (args[0], "encode"), args[1:2], {}),
    "marshal.loads": _loads,
    "chr": _chr, "unichr": _chr, "ord": _ord, "bytes": _bytes, "bytearray": _bytes, "memoryview": _bytes,
    "str": _str, "int": _int, "range": _range, "xrange": _range, "list": _made(list), "tuple": _made(tuple),
    "set": _made(set), "dict": _dict,
    "sorted": _made(_sorted),
    "reversed": _reversed, "zip": _zip, "itertools.cycle": _cycle, "enumerate": _enumerate,
    "iter": _made(Generator), "len": _made(len), "sum": _sum, "getattr": _getattr, "__import__": _import,
    "importlib.import_module": _import, "importlib.__import__": _import, "str.maketrans": _maketrans,
    "bytes.maketrans": _maketrans, "string.maketrans": _maketrans, "int.from_bytes": _from_bytes,
    "abs": lambda _, args: abs(args[0]) if isinstance(args[0], int | float) else UNKNOWN,
    "round": lambda _, args: round(args[0]) if isinstance(args[0], int | float) else UNKNOWN,
    "hex": _number_text(hex), "bin": _number_text(bin), "oct": _number_text(oct),
    "min": _made(lambda items: _sorted(items)[0]), "max": _made(lambda items: _sorted(items)[-1]),
    "float": lambda _, args: float(args[0]) if isinstance(args[0], int | float | str) else UNKNOWN,
    "bool": lambda machine, args: machine.dialect.truthy(args[0]) if args else False,
    "repr": lambda _, args: repr(args[0]) if isinstance(args[0], str | bytes | int) else UNKNOWN,
    "math.floor": lambda _, args: math.floor(args[0]) if isinstance(args[0], int | float) else UNKNOWN,
    "urllib.parse.unquote": _unquote,
    "html.unescape": _unescape,
    "globals": _names, "locals": _names, "vars": _names,
}  # fmt: skip
