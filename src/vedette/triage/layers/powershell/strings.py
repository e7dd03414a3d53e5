"""Methods and properties of text and lists, worked out on what is known."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.operators import TEXT_MOST
from vedette.triage.layers.powershell.values import Char, items_of, text_of, whole_of

if TYPE_CHECKING:
    from vedette.triage.allowance import Allowance

Method = Callable[[object, list[object], "Allowance"], object]


def _plain(work: Callable[[str, list[object]], object]) -> Method:
    """Return a method of text that needs no allowance."""

    def method(data: object, args: list[object], _: Allowance) -> object:
        text = text_of(data)
        return None if text is None or isinstance(data, list) else work(text, args)

    return method


def _word(args: list[object], at: int = 0) -> str:
    made = text_of(args[at])
    if made is None:
        raise ValueError
    return made


def _whole(args: list[object], at: int = 0) -> int:
    made = whole_of(args[at])
    if made is None:
        raise ValueError
    return made


def _replace(data: object, args: list[object], allowance: Allowance) -> object:
    text, old, new = text_of(data), _word(args), _word(args, 1)
    if text is None or isinstance(data, list) or not old:
        return None
    allowance.burn(len(text) // 32 + 1)
    if len(new) > len(old):
        grown = len(text) + text.count(old) * (len(new) - len(old))
        if grown > TEXT_MOST:
            return None
        allowance.take_bytes(grown)
    return text.replace(old, new)


def _substring(text: str, args: list[object]) -> object:
    start = _whole(args)
    length = _whole(args, 1) if len(args) > 1 else len(text) - start
    if start < 0 or length < 0 or start + length > len(text):
        return None
    return text[start : start + length]


def _split(text: str, args: list[object]) -> object:
    marks = [text_of(one) or "" for arg in args[:1] for one in items_of(arg)]
    if not marks:
        return list(text.split())
    single = all(len(mark) == 1 for mark in marks) or not isinstance(args[0], list)
    letters = "".join(marks)
    if single and len(set(letters)) > 1:
        text = text.translate({ord(letter): letters[0] for letter in letters})
    pieces: list[object] = list(text.split(letters[0] if single else marks[0]))
    return [piece for piece in pieces if piece] if len(args) > 1 and _removes(args[-1]) else pieces


def _removes(option: object) -> bool:
    return option == 1 or "removeempty" in str(text_of(option)).lower()


def _insert(text: str, args: list[object]) -> object:
    at = _whole(args)
    return text[:at] + _word(args, 1) + text[at:] if 0 <= at <= len(text) else None


def _remove(text: str, args: list[object]) -> object:
    at = _whole(args)
    return text[:at] + (text[at + _whole(args, 1) :] if len(args) > 1 else "") if at >= 0 else None


def _padded(text: str, args: list[object], *, left: bool) -> object:
    width = _whole(args)
    if width > 1 << 16:
        return None
    mark = _word(args, 1) if len(args) > 1 else " "
    return text.rjust(width, mark) if left else text.ljust(width, mark)


def _trim(text: str, args: list[object], how: str) -> object:
    marks = "".join(text_of(one) or "" for arg in args for one in items_of(arg)) or None
    return {"trim": text.strip, "trimstart": text.lstrip, "trimend": text.rstrip}[how](marks)


def _to_text(data: object, args: list[object], _: Allowance) -> object:
    how = text_of(args[0]) if args else ""
    number = whole_of(data) if not isinstance(data, str) else None
    if how and number is not None and how[0] in "xXdD" and how[1:].isdigit() | (len(how) == 1):
        return f"{number:{'d' if how[0] in 'dD' else how[0]}}".zfill(min(int(how[1:] or 0), 64))
    return text_of(data)


def _chars(text: str, _: list[object]) -> object:
    return [Char(one) for one in text]


def _contains(data: object, args: list[object], _: Allowance) -> object:
    if isinstance(data, list):
        return args[0] in data
    return _word(args) in (text_of(data) or "")


def _add(data: object, args: list[object], allowance: Allowance) -> object:
    if isinstance(data, list):
        allowance.burn()
        data.extend(args)
        return ""
    return None


METHODS: Final[dict[str, tuple[Method, Step | None]]] = {
    "replace": (_replace, Step.REPLACED),
    "substring": (_plain(_substring), Step.PICKED),
    "split": (_plain(_split), Step.SPLIT),
    "insert": (_plain(_insert), Step.JOINED),
    "remove": (_plain(_remove), Step.REPLACED),
    "tolower": (_plain(lambda text, _: text.lower()), Step.CASE),
    "toupper": (_plain(lambda text, _: text.upper()), Step.CASE),
    "tolowerinvariant": (_plain(lambda text, _: text.lower()), Step.CASE),
    "toupperinvariant": (_plain(lambda text, _: text.upper()), Step.CASE),
    "trim": (_plain(lambda text, args: _trim(text, args, "trim")), None),
    "trimstart": (_plain(lambda text, args: _trim(text, args, "trimstart")), None),
    "trimend": (_plain(lambda text, args: _trim(text, args, "trimend")), None),
    "padleft": (_plain(lambda text, args: _padded(text, args, left=True)), None),
    "padright": (_plain(lambda text, args: _padded(text, args, left=False)), None),
    "tochararray": (_plain(_chars), None),
    "getenumerator": (_plain(_chars), None),
    "tostring": (_to_text, None),
    "indexof": (_plain(lambda text, args: text.find(_word(args))), None),
    "lastindexof": (_plain(lambda text, args: text.rfind(_word(args))), None),
    "startswith": (_plain(lambda text, args: text.startswith(_word(args))), None),
    "endswith": (_plain(lambda text, args: text.endswith(_word(args))), None),
    "chars": (_plain(lambda text, args: Char(text[_whole(args)])), Step.PICKED),
    "contains": (_contains, None),
    "concat": (_plain(lambda text, args: text + "".join(map(str, args))), Step.JOINED),
    "normalize": (_plain(lambda text, _: text), None),
    "clone": (lambda data, _, __: data.copy() if isinstance(data, list | bytearray) else data, None),
    "add": (_add, None),
    "toarray": (lambda data, _, __: data if isinstance(data, list | bytearray) else None, None),
    "equals": (_plain(lambda text, args: text == _word(args)), None),
    "getvalue": (lambda data, args, __: items_of(data)[_whole(args)], None),
}
"""What each gives and what it undoes. None where it cannot be said."""


def _length(data: object) -> object:
    return len(data) if isinstance(data, str | list | bytes | bytearray) else 1


PROPERTIES: Final[dict[str, Callable[[object], object]]] = {
    "length": _length,
    "count": lambda data: len(data) if isinstance(data, list | bytes | bytearray) else 1,
    "longlength": _length,
    "value": lambda data: data if isinstance(data, str) else None,
    "name": lambda data: data if isinstance(data, str) else None,
    "key": lambda _: None,
}
