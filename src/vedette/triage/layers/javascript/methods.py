"""What JavaScript's strings, lists, numbers, bytes and patterns can do."""

from __future__ import annotations

import re
import string
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Closure, Method, Named, Partial
from vedette.triage.layers.javascript import regexes
from vedette.triage.layers.javascript.values import Regex, counted, integer, said, truthy

if TYPE_CHECKING:
    from vedette.triage.layers.folding.machine import Machine

Args = list[object]
_DIGITS: Final = string.digits + string.ascii_lowercase
_SHORT: Final = 64
_DOLLAR: Final = re.compile(r"\$([$&]|\d{1,2})")
_LARGEST: Final = 1 << 22


def knows(of: object, name: str) -> bool:
    """Return whether a value has a method."""
    return name in _table(of)


def call(machine: Machine, method: tuple[object, str], args: Args) -> object:
    """Call a method of a value."""
    this, name = method
    function = _table(this).get(name)
    if function is None:
        return UNKNOWN
    if UNKNOWN in args and name not in _TOLERANT:
        return UNKNOWN
    return function(machine, this, args)


def _table(of: object) -> dict[str, Callable[[Machine, object, Args], object]]:  # noqa: PLR0911  one a kind
    match of:
        case str():
            return _TEXT
        case list():
            return _LIST
        case bool() | int() | float():
            return _NUMBER
        case bytes():
            return _BYTES
        case Regex():
            return _REGEX
        case dict():
            return _OBJECT
        case _:
            return {}


def _bounds(args: Args, size: int) -> tuple[int, int] | None:
    """Return from where to where, counted from the end where negative."""
    first = integer(args[0]) if args else 0
    last = integer(args[1], size) if len(args) > 1 else size
    if first is None or last is None:
        return None
    return max(first + size, 0) if first < 0 else first, max(last + size, 0) if last < 0 else last


def _slice(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, str | list | bytes)  # noqa: S101  the table says so
    bounds = _bounds(args, len(this))
    if bounds is None:
        return UNKNOWN
    made = this[bounds[0] : bounds[1]]
    return machine.note(made, Step.PICKED if made != this else "", this) if isinstance(made, str) else made


def _substring(machine: Machine, this: object, args: Args) -> object:
    text = str(this)
    first = integer(args[0]) if args else 0
    last = integer(args[1], len(text)) if len(args) > 1 else len(text)
    if first is None or last is None:
        return UNKNOWN
    low, high = sorted((max(first, 0), max(last, 0)))
    return machine.note(text[low:high], Step.PICKED, text)


def _substr(machine: Machine, this: object, args: Args) -> object:
    text = str(this)
    first = integer(args[0]) if args else 0
    size = integer(args[1], len(text)) if len(args) > 1 else len(text)
    if first is None or size is None:
        return UNKNOWN
    first = max(first + len(text), 0) if first < 0 else first
    return machine.note(text[first : first + max(size, 0)], Step.PICKED, text)


def _char_at(machine: Machine, this: object, args: Args) -> object:
    del machine
    text, at = str(this), integer(args[0]) if args else 0
    return UNKNOWN if at is None else text[at] if 0 <= at < len(text) else ""


def _code_at(machine: Machine, this: object, args: Args) -> object:
    del machine
    text, at = str(this), integer(args[0]) if args else 0
    return UNKNOWN if at is None else ord(text[at]) if 0 <= at < len(text) else float("nan")


def _split(machine: Machine, this: object, args: Args) -> object:
    text = str(this)
    machine.burn(len(text) >> 4)
    if not args or args[0] is UNDEFINED:
        return [text]
    if isinstance(args[0], Regex):
        cut = regexes.split(args[0], text)
    else:
        mark = said(args[0])
        cut = None if mark is None else text.split(mark) if mark else list(text)
    if cut is None:
        return UNKNOWN
    most = integer(args[1], len(cut)) if len(args) > 1 else len(cut)
    history = machine.history(text)
    if cut:
        machine.keep(cut[0], (*history, *([] if Step.SPLIT in history else [str(Step.SPLIT)])))
    made: list[object] = list(cut[:most])
    return made


def _replace(machine: Machine, this: object, args: Args) -> object:
    return _replaced(machine, str(this), args, every=False)


def _replace_all(machine: Machine, this: object, args: Args) -> object:
    return _replaced(machine, str(this), args, every=True)


def _replaced(machine: Machine, text: str, args: Args, *, every: bool) -> object:  # noqa: PLR0911  one a kind
    if len(args) != 2:  # noqa: PLR2004  what, and by what
        return UNKNOWN
    what, by = args
    machine.burn(len(text) >> 4)
    if isinstance(what, Regex):
        return _replaced_pattern(machine, text, what, by)
    mark = said(what)
    if mark is None:
        return UNKNOWN
    if not isinstance(by, str):
        by = said(machine.call(by, [mark], {}, machine.here)) if _callable(by) else said(by)
    if by is None:
        return UNKNOWN
    if text.count(mark) * len(str(by)) > _LARGEST:
        return UNKNOWN
    made = text.replace(mark, str(by), -1 if every else 1)
    return machine.note(made, Step.REPLACED if made != text else "", text)


def _callable(value: object) -> bool:
    return isinstance(value, Closure | Named | Method | Partial)


def _replaced_pattern(machine: Machine, text: str, what: Regex, by: object) -> object:
    matches = regexes.found(what, text)
    if matches is None:
        return UNKNOWN
    pieces: list[str] = []
    at = size = 0
    for one in matches:
        machine.burn()
        put = _put_in(machine, one, by)
        if put is None or size > _LARGEST:
            return UNKNOWN
        pieces += text[at : one.start()], put
        at, size = one.end(), size + len(put)
    made = "".join((*pieces, text[at:]))
    return machine.note(made, Step.REPLACED if made != text else "", text)


def _put_in(machine: Machine, found: regexes.Found, by: object) -> str | None:
    if _callable(by):
        groups = [UNDEFINED if one is None else one for one in found.groups()]
        return said(machine.call(by, [found.group(), *groups], {}, machine.here))
    text = said(by)
    if text is None or "$" not in text:
        return text
    return _DOLLAR.sub(lambda mark: _dollar(mark[1], found), text)


def _dollar(mark: str, found: regexes.Found) -> str:
    if mark == "$":
        return "$"
    if mark == "&":
        return found.group() or ""
    return found.group(int(mark)) or "" if 0 < int(mark) <= len(found.groups()) else f"${mark}"


def _match(machine: Machine, this: object, args: Args) -> object:
    text = str(this)
    regex = args[0] if args and isinstance(args[0], Regex) else None
    matches = regexes.found(regex, text) if regex else None
    if regex is None or matches is None:
        return UNKNOWN
    machine.burn(len(matches))
    if not matches:
        return None
    if "g" in regex.flags:
        made = [one.group() or "" for one in matches]
        machine.keep(made[0], (*machine.history(text), str(Step.SPLIT)))
        return list[object](made)
    return [matches[0].group(), *(UNDEFINED if one is None else one for one in matches[0].groups())]


def _index_of(machine: Machine, this: object, args: Args) -> object:
    del machine
    if isinstance(this, str):
        mark, start = said(args[0]) if args else None, integer(args[1]) if len(args) > 1 else 0
        return UNKNOWN if mark is None else this.find(mark, max(start or 0, 0))
    assert isinstance(this, list)  # noqa: S101
    return next((at for at, one in enumerate(this) if type(one) is type(args[0]) and one == args[0]), -1)


def _last_index_of(machine: Machine, this: object, args: Args) -> object:
    del machine
    mark = said(args[0]) if args else None
    return UNKNOWN if mark is None or not isinstance(this, str) else this.rfind(mark)


def _includes(machine: Machine, this: object, args: Args) -> object:
    found = _index_of(machine, this, args) if args else UNKNOWN
    return UNKNOWN if found is UNKNOWN else found != -1


def _simple(function: Callable[[str], str], step: str = "") -> Callable[[Machine, object, Args], object]:
    def apply(machine: Machine, this: object, args: Args) -> object:
        del args
        return machine.note(function(str(this)), step, this)

    return apply


def _edge(function: Callable[[str, str], bool]) -> Callable[[Machine, object, Args], object]:
    def apply(machine: Machine, this: object, args: Args) -> object:
        del machine
        mark = said(args[0]) if args else None
        return UNKNOWN if mark is None else function(str(this), mark)

    return apply


def _concat(machine: Machine, this: object, args: Args) -> object:
    if isinstance(this, list):
        made = list(this)
        for one in args:
            made.extend(one if isinstance(one, list) else [one])
        machine.burn(len(made))
        return made
    texts = [said(one) for one in (this, *args)]
    return UNKNOWN if None in texts else machine.note("".join(map(str, texts)), Step.JOINED, this, *args)


def _repeat(machine: Machine, this: object, args: Args) -> object:
    times = integer(args[0]) if args else None
    if times is None or times < 0 or times * len(str(this)) > _LARGEST:
        return UNKNOWN
    return machine.note(str(this) * times, "", this)


def _pad(machine: Machine, this: object, args: Args) -> object:
    del machine
    size, fill = integer(args[0]) if args else None, said(args[1]) if len(args) > 1 else " "
    if size is None or not fill or size > _LARGEST:
        return UNKNOWN
    missing = max(size - len(str(this)), 0)
    return (fill * (missing // len(fill) + 1))[:missing] + str(this)


def _wrap(machine: Machine, this: object, args: Args) -> object:
    """Put a string between marks, as the oldest methods do: JSFuck takes its letters from there."""
    del machine
    return f'<a href="{said(args[0]) if args else "undefined"}">{this}</a>'


def _self(machine: Machine, this: object, args: Args) -> object:
    del machine, args
    return this


def _as_text(machine: Machine, this: object, args: Args) -> object:
    if isinstance(this, bool) or not isinstance(this, int | float) or not args or args[0] is UNDEFINED:
        text = said(this)
        return UNKNOWN if text is None else machine.note(text, "", this)
    base = integer(args[0])
    if base is None or not 2 <= base <= len(_DIGITS) or not isinstance(this, int):  # noqa: PLR2004
        return said(this) if base == 10 else UNKNOWN  # noqa: PLR2004
    number, made = abs(this), ""
    while number:
        number, digit = divmod(number, base)
        made = _DIGITS[digit] + made
    return ("-" if this < 0 else "") + (made or "0")


def _bytes_as_text(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, bytes)  # noqa: S101
    kind = str(args[0]).lower() if args and args[0] is not UNDEFINED else "utf8"
    match kind:
        case "hex":
            return this.hex()
        case "base64":
            import base64  # noqa: PLC0415

            return base64.b64encode(this).decode()
        case "latin1" | "binary" | "ascii":
            return machine.note(this.decode("latin-1"), "", this)
        case "utf16le" | "ucs2":
            return machine.note(this.decode("utf-16-le", "replace"), Step.UTF16, this)
        case _:
            return machine.note(this.decode("utf-8", "replace"), "", this)


def _join(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    mark = "," if not args or args[0] is UNDEFINED else said(args[0])
    texts = ["" if one is None or one is UNDEFINED else said(one) for one in this]
    machine.burn(len(texts))
    if mark is None or None in texts:
        return UNKNOWN
    return machine.note(mark.join(map(str, texts)), Step.JOINED if len(texts) > 1 else "", *this[:8])


def _push(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    machine.burn(len(args))
    this.extend(args)
    return len(this)


def _unshift(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    machine.burn(len(args))
    this[:0] = args
    return len(this)


def _taken(at: int) -> Callable[[Machine, object, Args], object]:
    def apply(machine: Machine, this: object, args: Args) -> object:
        del args
        assert isinstance(this, list)  # noqa: S101
        machine.burn(1 + (len(this) >> 6))
        return this.pop(at) if this else UNDEFINED

    return apply


def _reverse(machine: Machine, this: object, args: Args) -> object:
    del args
    assert isinstance(this, list)  # noqa: S101
    history = machine.history(this[0]) if this else ()
    this.reverse()
    machine.burn(len(this))
    if this and isinstance(this[0], str):
        machine.keep(this[0], (*history, str(Step.REVERSE)))
    return this


def _splice(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    first, size = integer(args[0]) if args else 0, integer(args[1]) if len(args) > 1 else len(this)
    if first is None or size is None:
        return UNKNOWN
    first = max(first + len(this), 0) if first < 0 else first
    taken = this[first : first + max(size, 0)]
    this[first : first + max(size, 0)] = args[2:]
    machine.burn(len(taken))
    return taken


def _map(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    if not args:
        return UNKNOWN
    return [machine.call(args[0], [one, at, this], {}, machine.here) for at, one in enumerate(list(this))]


def _for_each(machine: Machine, this: object, args: Args) -> object:
    _map(machine, this, args)
    return UNDEFINED


def _filter(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    kept = [(one, truthy(machine.call(args[0], [one, at], {}, machine.here))) for at, one in enumerate(this)]
    return UNKNOWN if any(known is None for _, known in kept) else [one for one, known in kept if known]


def _reduce(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    items = list(this)
    if len(args) < 2 and not items:  # noqa: PLR2004
        return UNKNOWN
    made = args[1] if len(args) > 1 else items.pop(0)
    for at, one in enumerate(items):
        made = machine.call(args[0], [made, one, at], {}, machine.here)
    return made


def _sort(machine: Machine, this: object, args: Args) -> object:
    assert isinstance(this, list)  # noqa: S101
    machine.burn(len(this) * 4)
    if args or any(said(one) is None for one in this):
        return UNKNOWN
    this.sort(key=lambda one: said(one) or "")
    return this


def _test(machine: Machine, this: object, args: Args) -> object:
    text = said(args[0]) if args else None
    matches = regexes.found(this, text) if isinstance(this, Regex) and text is not None else None
    machine.burn()
    return UNKNOWN if matches is None else bool(matches)


def _has(machine: Machine, this: object, args: Args) -> object:
    del machine
    return said(args[0]) in this if args and isinstance(this, dict) else UNKNOWN


def _code_list(machine: Machine, this: object, args: Args) -> object:
    del machine
    assert isinstance(this, bytes)  # noqa: S101
    at = counted(args[0]) if args else 0
    return this[at] if isinstance(at, int) and 0 <= at < len(this) else UNDEFINED


_TEXT: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "charAt": _char_at, "charCodeAt": _code_at, "codePointAt": _code_at, "at": _char_at,
    "split": _split, "replace": _replace, "replaceAll": _replace_all, "match": _match,
    "slice": _slice, "substring": _substring, "substr": _substr, "concat": _concat,
    "indexOf": _index_of, "lastIndexOf": _last_index_of, "includes": _includes, "repeat": _repeat,
    "padStart": _pad, "toString": _as_text, "valueOf": _self, "fontcolor": _wrap, "link": _wrap,
    "italics": lambda _, this, __: f"<i>{this}</i>", "anchor": _wrap,
    "toLowerCase": _simple(str.lower), "toUpperCase": _simple(str.upper), "trim": _simple(str.strip),
    "toLocaleLowerCase": _simple(str.lower), "toLocaleUpperCase": _simple(str.upper),
    "startsWith": _edge(str.startswith), "endsWith": _edge(str.endswith), "normalize": _self,
}  # fmt: skip
_LIST: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "join": _join, "push": _push, "unshift": _unshift, "shift": _taken(0), "pop": _taken(-1),
    "reverse": _reverse, "slice": _slice, "splice": _splice, "concat": _concat, "map": _map,
    "forEach": _for_each, "filter": _filter, "reduce": _reduce, "sort": _sort, "indexOf": _index_of,
    "includes": _includes, "toString": _as_text, "flat": _self, "find": lambda *_: UNKNOWN,
    "entries": lambda *_: UNKNOWN, "fill": lambda *_: UNKNOWN, "every": lambda *_: UNKNOWN,
    "some": lambda *_: UNKNOWN, "keys": lambda *_: UNKNOWN,
}  # fmt: skip
_NUMBER: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "toString": _as_text,
    "valueOf": _self,
}
_BYTES: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "toString": _bytes_as_text, "slice": _slice, "subarray": _slice, "readUInt8": _code_list,
}  # fmt: skip
_REGEX: Final[dict[str, Callable[[Machine, object, Args], object]]] = {"test": _test}
_OBJECT: Final[dict[str, Callable[[Machine, object, Args], object]]] = {"hasOwnProperty": _has}
_TOLERANT: Final = frozenset({"push", "unshift", "concat", "forEach", "map"})
__all__ = ["call", "codecs", "knows"]
