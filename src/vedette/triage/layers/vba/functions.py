"""Functions of VBA and VBScript, worked out on what is known: Chr, Mid, StrReverse, Replace, Split ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

Args = list[object]
Function = Callable[[Args], object]
TEXT_MOST: Final = 16 << 20
CONSTANTS: Final[dict[str, object]] = {
    "true": True, "false": False, "empty": None, "nothing": None, "null": None,
    "vbcrlf": "\r\n", "vbnewline": "\r\n", "vbcr": "\r", "vblf": "\n", "vbtab": "\t", "vbnullstring": "",
    "vbnullchar": "\0", "vbback": "\b", "vbtextcompare": 1, "vbbinarycompare": 0, "vbhide": 0,
    "vbunicode": 64, "vbfromunicode": 128, "vbnormalfocus": 1, "vbminimizedfocus": 2, "vbhidden": 2,
    "vbuppercase": 1, "vblowercase": 2,
}  # fmt: skip


def text_of(data: object) -> str | None:
    """Return something as VBA makes a string of it."""
    if isinstance(data, str):
        return data
    if data is None:
        return ""
    if isinstance(data, bool | int):
        return str(data)
    if isinstance(data, float):
        return repr(data).removesuffix(".0")
    return data.decode("utf-16-le", "replace") if isinstance(data, bytes) else None


def number_of(data: object) -> int | float | None:
    """Return something as a number; True is -1."""
    if isinstance(data, bool):
        return -1 if data else 0
    if isinstance(data, int | float):
        return data
    if data is None:
        return 0
    return _number_in(data.strip()) if isinstance(data, str) and len(data) < 64 else None  # noqa: PLR2004


def _number_in(word: str) -> int | float | None:
    low = word.lower().rstrip("&%#!@")
    base = {"&h": 16, "&o": 8}.get(low[:2])
    try:
        if base is not None:
            return int(low[2:], base)
        return int(low) if low.lstrip("+-").isdigit() else float(low)
    except (ValueError, OverflowError):
        return None


def _text(args: Args, at: int = 0) -> str:
    made = text_of(args[at])
    if made is None:
        raise ValueError
    return made


def _number(args: Args, at: int = 0) -> int | float:
    made = number_of(args[at])
    if made is None:
        raise ValueError
    return made


def _whole(args: Args, at: int = 0) -> int:
    return round(_number(args, at))


def _list(args: Args, at: int = 0) -> list[object]:
    found = args[at]
    if isinstance(found, bytes):
        return list(found)
    if not isinstance(found, list):
        raise TypeError
    return found


def _chr(args: Args) -> object:
    return chr(_whole(args) & 0xFFFF)


def _chr_b(args: Args) -> object:
    return chr(_whole(args) & 0xFF)


def _asc(args: Args) -> object:
    return ord(_text(args)[0])


def _mid(args: Args) -> object:
    text, start = _text(args), _whole(args, 1)
    if start < 1:
        return None
    length = _whole(args, 2) if len(args) > 2 else len(text)  # noqa: PLR2004
    return text[start - 1 : start - 1 + max(length, 0)]


def _right(args: Args) -> object:
    text, count = _text(args), _whole(args, 1)
    return text[-count:] if count > 0 else ""


def _replace(args: Args) -> object:
    text, old, new = _text(args), _text(args, 1), _text(args, 2)
    if not old:
        return text
    if len(new) > len(old) and len(text) + text.count(old) * len(new) > TEXT_MOST:
        return None
    count = _whole(args, 4) if len(args) > 4 and args[4] is not None else -1  # noqa: PLR2004
    return text.replace(old, new, count)


def _split(args: Args) -> object:
    mark = _text(args, 1) if len(args) > 1 and args[1] is not None else " "
    text = _text(args)
    pieces: list[object] = [*(text.split(mark) if mark else [text])]
    return pieces


def _join(args: Args) -> object:
    mark = _text(args, 1) if len(args) > 1 and args[1] is not None else " "
    parts = [text_of(one) for one in _list(args)]
    size = sum(len(part or "") + len(mark) for part in parts)
    return None if None in parts or size > TEXT_MOST else mark.join(part or "" for part in parts)


def _instr(args: Args) -> object:
    if len(args) > 2 and isinstance(args[0], int):  # noqa: PLR2004  from where, text, what
        return _text(args, 1).find(_text(args, 2), max(args[0] - 1, 0)) + 1
    return _text(args).find(_text(args, 1)) + 1


def _repeated(args: Args) -> object:
    count = _whole(args)
    mark = chr(_whole(args, 1)) if isinstance(args[1], int) else _text(args, 1)[:1]
    return mark * count if 0 <= count <= TEXT_MOST else None


def _space(args: Args) -> object:
    count = _whole(args)
    return " " * count if 0 <= count <= TEXT_MOST else None


def _string_conversion(args: Args) -> object:
    """StrConv: cases, and bytes to text and back."""
    how, data = _whole(args, 1), args[0]
    if how == 64 and isinstance(data, bytes | list):  # noqa: PLR2004  vbUnicode
        return "".join(chr(round(number_of(one) or 0) & 255) for one in data)
    text = _text(args)
    if how == 128:  # noqa: PLR2004  vbFromUnicode
        return [*text.encode("latin-1", "replace")]
    return {1: text.upper(), 2: text.lower(), 3: text.title()}.get(how)


def _hex(args: Args) -> object:
    return f"{_whole(args) & 0xFFFFFFFF:X}"


def _oct(args: Args) -> object:
    return f"{_whole(args) & 0xFFFFFFFF:o}"


def _choose(args: Args) -> object:
    return args[_whole(args)] if 0 < _whole(args) < len(args) else None


def _val(args: Args) -> object:
    text = _text(args).strip().replace(" ", "")
    while text:
        if (made := _number_in(text)) is not None and len(text) < 64:  # noqa: PLR2004
            return made
        text = text[:-1] if len(text) <= 64 else text[:64]  # noqa: PLR2004
    return 0


def _last(args: Args) -> object:
    return len(_list(args)) - 1


def _filter(args: Args) -> object:
    keep = bool(number_of(args[2])) if len(args) > 2 else True  # noqa: PLR2004
    return [one for one in _list(args) if (_text(args, 1) in (text_of(one) or "")) == keep]


def _left(args: Args) -> object:
    return _text(args)[: max(_whole(args, 1), 0)]


FUNCTIONS: Final[dict[str, tuple[Function, Step | None]]] = {
    "chr": (_chr, Step.CODES), "chrw": (_chr, Step.CODES), "chrb": (_chr_b, Step.CODES),
    "asc": (_asc, None), "ascw": (_asc, None), "ascb": (_asc, None),
    "mid": (_mid, Step.PICKED), "midb": (_mid, Step.PICKED), "left": (_left, Step.PICKED),
    "right": (_right, Step.PICKED), "len": (lambda args: len(_text(args)), None),
    "lenb": (lambda args: 2 * len(_text(args)), None),
    "strreverse": (lambda args: _text(args)[::-1], Step.REVERSE), "replace": (_replace, Step.REPLACED),
    "split": (_split, Step.SPLIT), "join": (_join, Step.JOINED),
    "ucase": (lambda args: _text(args).upper(), Step.CASE),
    "lcase": (lambda args: _text(args).lower(), Step.CASE),
    "trim": (lambda args: _text(args).strip(" "), None),
    "ltrim": (lambda args: _text(args).lstrip(" "), None),
    "rtrim": (lambda args: _text(args).rstrip(" "), None),
    "space": (_space, None), "string": (_repeated, None),
    "instr": (_instr, None), "instrrev": (lambda args: _text(args).rfind(_text(args, 1)) + 1, None),
    "cint": (_whole, None), "clng": (_whole, None), "cbyte": (_whole, None), "clnglng": (_whole, None),
    "cdbl": (_number, None), "csng": (_number, None), "cdec": (_number, None), "cstr": (_text, None),
    "cvar": (lambda args: args[0], None), "cbool": (lambda args: bool(_number(args)), None),
    "val": (_val, None), "hex": (_hex, None), "oct": (_oct, None),
    "str": (lambda args: f" {_text(args)}", None),
    "ubound": (_last, None), "lbound": (lambda _: 0, None), "array": (list, None),
    "abs": (lambda args: abs(_number(args)), None), "int": (lambda args: int(_number(args) // 1), None),
    "fix": (lambda args: int(_number(args)), None),
    "sgn": (lambda args: (_number(args) > 0) - (_number(args) < 0), None),
    "sqr": (lambda args: _number(args) ** 0.5 if _number(args) >= 0 else None, None),
    "round": (_whole, None), "iif": (lambda args: args[1] if number_of(args[0]) else args[2], None),
    "choose": (_choose, None), "strconv": (_string_conversion, None), "filter": (_filter, None),
    "strcomp": (lambda args: (_text(args) > _text(args, 1)) - (_text(args) < _text(args, 1)), None),
    "isarray": (lambda args: isinstance(args[0], list), None),
    "isempty": (lambda args: args[0] is None, None), "isnull": (lambda _: False, None),
    "isnumeric": (lambda args: number_of(args[0]) is not None, None),
    "unescape": (lambda args: _unescaped(_text(args)), Step.URL),
}  # fmt: skip
"""What each gives, and what it undoes."""


def _unescaped(text: str) -> str:
    import re  # noqa: PLC0415
    import urllib.parse  # noqa: PLC0415

    wide = re.sub(r"%u([0-9a-fA-F]{4})", lambda found: chr(int(found[1], 16)), text)
    return urllib.parse.unquote(wide, encoding="latin-1")


def apply(name: str, args: Args, allowance: Allowance) -> tuple[object, Step | None] | None:
    """Return what a function gives, and what it undid; None where that cannot be said."""
    work, step = FUNCTIONS[name]
    allowance.burn(len(args) + sum(len(one) // 64 for one in args if isinstance(one, str | list)))
    try:
        made = work(args)
    except (ValueError, IndexError, TypeError, OverflowError):
        return None
    if made is None and name not in ("cvar", "iif", "choose"):
        return None
    if isinstance(made, str) and len(made) > 1 << 16:
        allowance.take_bytes(len(made))
    return made, step
