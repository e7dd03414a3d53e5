"""PHP's own functions that depend on nothing but what they are given."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNKNOWN
from vedette.triage.layers.php.operators import counted, said

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

Args = list[object]
_LARGEST: Final = 1 << 22
_ITEMS: Final = 1 << 16
_FORMAT: Final = expression(r"%(?:(\d)\$)?([sdcxXob%])")


def _undo(undo: Callable[..., bytes | None], step: str) -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        text = said(args[0])
        made = undo(text.encode("latin-1", "replace"), machine.allowance) if text else None
        return UNKNOWN if made is None else machine.note(made.decode("latin-1"), step, args[0])

    return apply


def _text(change: Callable[[str], str], step: str = "") -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        text = said(args[0])
        return UNKNOWN if text is None else machine.note(change(text), step, args[0])

    return apply


def _strip(side: str) -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        text, marks = said(args[0]), said(args[1]) if len(args) > 1 else " \t\n\r\0\x0b"
        if text is None or marks is None or ".." in marks:
            return UNKNOWN
        made = {"l": str.lstrip, "r": str.rstrip, "": str.strip}[side](text, marks)
        return machine.note(made, "", args[0])

    return apply


def _pack(machine: Machine, args: Args) -> object:
    pattern, values = args[0], args[1:]
    if pattern in {"H*", "h*"} and values and isinstance(values[0], str):
        return TABLE["hex2bin"](machine, values)
    if isinstance(pattern, str) and pattern.rstrip("*0123456789") in {"C", "c"}:
        return machine.note("".join(chr(int(counted(one) or 0) & 255) for one in values), Step.CODES)
    return UNKNOWN


def _chr(machine: Machine, args: Args) -> object:
    code = counted(args[0])
    return UNKNOWN if code is None else machine.note(chr(int(code) & 255), Step.CODES)


def _implode(machine: Machine, args: Args) -> object:
    items = next((one for one in args if isinstance(one, dict)), None)
    mark = next((one for one in args if isinstance(one, str)), "")
    texts = [said(one) for one in items.values()] if items is not None else [None]
    machine.burn(len(texts))
    if None in texts:
        return UNKNOWN
    return machine.note(mark.join(map(str, texts)), Step.JOINED, *(list(items.values())[:4] if items else ()))


def _explode(machine: Machine, args: Args) -> object:
    mark, text = said(args[0]), said(args[1])
    if not mark or text is None:
        return UNKNOWN
    machine.burn(len(text) >> 4)
    return {at: machine.note(one, Step.SPLIT, text) for at, one in enumerate(text.split(mark)[:_ITEMS])}


def _str_split(machine: Machine, args: Args) -> object:
    text, size = said(args[0]), int(counted(args[1]) or 1) if len(args) > 1 else 1
    if text is None or size < 1:
        return UNKNOWN
    machine.burn(len(text) // size)
    pieces = [text[at : at + size] for at in range(0, min(len(text), _LARGEST), size)]
    return {at: machine.note(one, "", text) for at, one in enumerate(pieces)}


def _str_replace(machine: Machine, args: Args) -> object:
    text = said(args[2])
    whats = list(args[0].values()) if isinstance(args[0], dict) else [args[0]]
    bys = list(args[1].values()) if isinstance(args[1], dict) else [args[1]] * len(whats)
    if text is None:
        return UNKNOWN
    made = text
    for at, one in enumerate(whats):
        what, by = said(one), said(bys[at]) if at < len(bys) else ""
        machine.burn(1 + (len(made) >> 6))
        if not what or by is None or made.count(what) * len(by) > _LARGEST:
            return UNKNOWN
        made = made.replace(what, by)
    return machine.note(made, Step.REPLACED, text)


def _strtr(machine: Machine, args: Args) -> object:
    text = said(args[0])
    if text is None:
        return UNKNOWN
    if len(args) > 2 and isinstance(args[1], str) and isinstance(args[2], str):  # noqa: PLR2004
        table = {ord(a): b for a, b in zip(args[1], args[2], strict=False)}
        return machine.note(text.translate(table), Step.REPLACED, text)
    if len(args) < 2 or not isinstance(args[1], dict):  # noqa: PLR2004
        return UNKNOWN
    pairs = {str(key): said(one) or "" for key, one in args[1].items() if str(key)}
    if not pairs or len(text) * max(map(len, pairs.values())) > _LARGEST:
        return UNKNOWN
    pattern = re.compile("|".join(re.escape(one) for one in sorted(pairs, key=len, reverse=True)[:512]))
    machine.burn(len(text) * min(len(pairs), 32) >> 2)
    return machine.note(pattern.sub(lambda found: pairs[found[0]], text), Step.REPLACED, text)


def _substr(machine: Machine, args: Args) -> object:
    text, start = said(args[0]), counted(args[1])
    size = counted(args[2]) if len(args) > 2 and args[2] is not None else None  # noqa: PLR2004
    if text is None or start is None:
        return UNKNOWN
    first = max(int(start) + len(text), 0) if start < 0 else int(start)
    last = len(text) if size is None else len(text) + int(size) if size < 0 else first + int(size)
    return machine.note(text[first : max(last, first)], Step.PICKED, text)


def _sprintf(machine: Machine, args: Args) -> object:
    pattern, values, at = said(args[0]), args[1:], 0
    if pattern is None or pattern.count("%") != sum(1 + (f[2] == "%") for f in _FORMAT.finditer(pattern)):
        return UNKNOWN

    def one(found: re.Match[str]) -> str:
        nonlocal at
        if found[2] == "%":
            return "%"
        place = int(found[1]) - 1 if found[1] else at
        at += not found[1]
        value = values[place]
        number = int(counted(value) or 0)
        return (
            said(value) or ""
            if found[2] == "s"
            else chr(number & 255)
            if found[2] == "c"
            else format(number, found[2])
        )

    return machine.note(_FORMAT.sub(one, pattern), Step.FORMAT, *values)


def _repeat(machine: Machine, args: Args) -> object:
    text, times = said(args[0]), counted(args[1])
    if text is None or times is None or times < 0 or len(text) * times > _LARGEST:
        return UNKNOWN
    return machine.note(text * int(times), "", text)


def _range(machine: Machine, args: Args) -> object:
    first, last = args[0], args[1]
    if (
        isinstance(first, str)
        and isinstance(last, str)
        and len(first) == len(last) == 1
        and not first.isdigit()
    ):
        low, high = ord(first), ord(last)
        values: list[object] = [chr(one) for one in range(low, high + 1)] if low <= high else []
    else:
        low, high = int(counted(first) or 0), int(counted(last) or 0)
        if abs(high - low) > _ITEMS:
            return UNKNOWN
        values = list(range(low, high + 1) if low <= high else range(low, high - 1, -1))
    machine.burn(len(values))
    return dict(enumerate(values))


def _array(machine: Machine, args: Args) -> object:
    made: dict[object, object] = {}
    for one in args:
        if not isinstance(one, list) or len(one) != 2 or one[0] is UNKNOWN:  # noqa: PLR2004  key and value
            return UNKNOWN
        key, value = one
        made[len(made) if key is None else machine.dialect.key(key)] = value
    return made


def _reversed(machine: Machine, args: Args) -> object:
    if not isinstance(args[0], dict):
        return UNKNOWN
    machine.burn(len(args[0]))
    return dict(enumerate(reversed(list(args[0].values()))))


def _merged(machine: Machine, args: Args) -> object:
    values = [value for one in args if isinstance(one, dict) for value in one.values()]
    machine.burn(len(values))
    return dict(enumerate(values))


def _number(base: int) -> Callable[[Machine, Args], object]:
    return lambda _, args: int(text, base) if (text := said(args[0])) and len(text) < 1 << 8 else 0


def _ord(machine: Machine, args: Args) -> object:
    del machine
    text = said(args[0])
    return ord(text[0]) if text else 0


def _length(machine: Machine, args: Args) -> object:
    del machine
    text = said(args[0])
    return len(args[0]) if isinstance(args[0], dict) else UNKNOWN if text is None else len(text)


def _position(machine: Machine, args: Args) -> object:
    del machine
    text, mark = said(args[0]), said(args[1])
    if text is None or not mark:
        return UNKNOWN
    found = text.find(mark)
    return found if found >= 0 else False


def _unuu(data: bytes, allowance: object) -> bytes | None:
    import binascii  # noqa: PLC0415

    del allowance
    try:
        return b"".join(binascii.a2b_uu(line) for line in data.splitlines() if line and line != b"`")
    except binascii.Error:
        return None


def _rot13(machine: Machine, args: Args) -> object:
    return machine.note(codecs.rot13(str(args[0]), machine.allowance), Step.ROT13, args[0])


def _url(*, plus: bool) -> Callable[[Machine, Args], object]:
    def apply(machine: Machine, args: Args) -> object:
        return machine.note(codecs.url(str(args[0]), machine.allowance, plus=plus), Step.URL, args[0])

    return apply


def _html(machine: Machine, args: Args) -> object:
    return machine.note(codecs.html(str(args[0]), machine.allowance), Step.HTML, args[0])


def _keys(machine: Machine, args: Args) -> object:
    if not isinstance(args[0], dict):
        return UNKNOWN
    machine.burn(len(args[0]))
    return dict(enumerate(args[0]))


def _int(machine: Machine, args: Args) -> object:
    del machine
    return int(counted(args[0]) or 0)


TABLE: Final[dict[str, Callable[[Machine, Args], object]]] = {
    "base64_decode": _undo(codecs.base64, Step.BASE64),
    "gzinflate": _undo(codecs.inflate, Step.DEFLATE),
    "gzuncompress": _undo(codecs.unzlib, Step.ZLIB), "zlib_decode": _undo(codecs.unzlib, Step.ZLIB),
    "gzdecode": _undo(codecs.gunzip, Step.GZIP), "bzdecompress": _undo(codecs.unbzip2, Step.BZIP2),
    "hex2bin": _undo(codecs.hexadecimal, Step.HEX), "convert_uudecode": _undo(_unuu, "uuencoding"),
    "str_rot13": _rot13,
    "strrev": _text(lambda text: text[::-1], Step.REVERSE), "strtolower": _text(str.lower),
    "strtoupper": _text(str.upper),
    "ucfirst": _text(lambda text: text[:1].upper() + text[1:]),
    "lcfirst": _text(lambda text: text[:1].lower() + text[1:]), "trim": _strip(""), "ltrim": _strip("l"),
    "rtrim": _strip("r"), "chop": _strip("r"),
    "stripslashes": _text(lambda text: re.sub(r"\\(.)", r"\1", text)),
    "bin2hex": _text(lambda text: text.encode("latin-1", "replace").hex()), "(string)": _text(str),
    "urldecode": _url(plus=True),
    "rawurldecode": _url(plus=False),
    "html_entity_decode": _html,
    "htmlspecialchars_decode": _html,
    "pack": _pack, "chr": _chr, "ord": _ord, "implode": _implode, "join": _implode, "explode": _explode,
    "str_split": _str_split, "str_replace": _str_replace, "str_ireplace": _str_replace, "strtr": _strtr,
    "substr": _substr, "sprintf": _sprintf, "str_repeat": _repeat, "range": _range, "(array)": _array,
    "array": _array, "array_reverse": _reversed, "array_merge": _merged, "strlen": _length, "count": _length,
    "sizeof": _length, "hexdec": _number(16), "bindec": _number(2), "octdec": _number(8), "strpos": _position,
    "intval": _int, "(int)": _int,
    "floor": lambda _, args: int((counted(args[0]) or 0) // 1),
    "abs": lambda _, args: abs(counted(args[0]) or 0),
    "dechex": lambda _, args: format(int(counted(args[0]) or 0), "x"),
    "array_values": _merged, "array_keys": _keys,
    "current": lambda _, args: next(iter(args[0].values())) if isinstance(args[0], dict) else UNKNOWN,
}  # fmt: skip
