"""What JavaScript's strings can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.contract import Closure
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN, Method, Named, Partial
from vedette.triage.layers.javascript import regexes
from vedette.triage.layers.javascript.common import (
    Args,
    as_text,
    concatenated,
    cut,
    includes,
    index_of,
    itself,
)
from vedette.triage.layers.javascript.values import Regex, integer, said

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

_DOLLAR: Final = expression(r"\$([$&]|\d{1,2})")
_LARGEST: Final = 1 << 22


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


def _last_index_of(machine: Machine, this: object, args: Args) -> object:
    del machine
    mark = said(args[0]) if args else None
    return UNKNOWN if mark is None or not isinstance(this, str) else this.rfind(mark)


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


TEXT: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "charAt": _char_at, "charCodeAt": _code_at, "codePointAt": _code_at, "at": _char_at,
    "split": _split, "replace": _replace, "replaceAll": _replace_all, "match": _match,
    "slice": cut, "substring": _substring, "substr": _substr, "concat": concatenated,
    "indexOf": index_of, "lastIndexOf": _last_index_of, "includes": includes, "repeat": _repeat,
    "padStart": _pad, "toString": as_text, "valueOf": itself, "fontcolor": _wrap, "link": _wrap,
    "italics": lambda _, this, __: f"<i>{this}</i>", "anchor": _wrap,
    "toLowerCase": _simple(str.lower), "toUpperCase": _simple(str.upper), "trim": _simple(str.strip),
    "toLocaleLowerCase": _simple(str.lower), "toLocaleUpperCase": _simple(str.upper),
    "startsWith": _edge(str.startswith), "endsWith": _edge(str.endswith), "normalize": itself,
}  # fmt: skip
