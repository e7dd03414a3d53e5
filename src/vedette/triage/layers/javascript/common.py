"""What JavaScript's strings and lists can both do."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN
from vedette.triage.layers.javascript.values import integer, said

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine

Args = list[object]
_DIGITS: Final = string.digits + string.ascii_lowercase


def _bounds(args: Args, size: int) -> tuple[int, int] | None:
    """Return from where to where, counted from the end where negative."""
    first = integer(args[0]) if args else 0
    last = integer(args[1], size) if len(args) > 1 else size
    if first is None or last is None:
        return None
    return max(first + size, 0) if first < 0 else first, max(last + size, 0) if last < 0 else last


def cut(machine: Machine, this: object, args: Args) -> object:
    """Return some of it."""
    assert isinstance(this, str | list | bytes)  # noqa: S101  the table says so
    bounds = _bounds(args, len(this))
    if bounds is None:
        return UNKNOWN
    made = this[bounds[0] : bounds[1]]
    return machine.note(made, Step.PICKED if made != this else "", this) if isinstance(made, str) else made


def index_of(machine: Machine, this: object, args: Args) -> object:
    """Return where something is."""
    del machine
    if isinstance(this, str):
        mark, start = said(args[0]) if args else None, integer(args[1]) if len(args) > 1 else 0
        return UNKNOWN if mark is None else this.find(mark, max(start or 0, 0))
    assert isinstance(this, list)  # noqa: S101
    return next((at for at, one in enumerate(this) if type(one) is type(args[0]) and one == args[0]), -1)


def includes(machine: Machine, this: object, args: Args) -> object:
    """Return whether something is in it."""
    found = index_of(machine, this, args) if args else UNKNOWN
    return UNKNOWN if found is UNKNOWN else found != -1


def concatenated(machine: Machine, this: object, args: Args) -> object:
    """Return it with more put behind."""
    if isinstance(this, list):
        made = list(this)
        for one in args:
            made.extend(one if isinstance(one, list) else [one])
        machine.burn(len(made))
        return made
    texts = [said(one) for one in (this, *args)]
    return UNKNOWN if None in texts else machine.note("".join(map(str, texts)), Step.JOINED, this, *args)


def itself(machine: Machine, this: object, args: Args) -> object:
    """Return it."""
    del machine, args
    return this


def as_text(machine: Machine, this: object, args: Args) -> object:
    """Return it as a string; a number in the base asked for."""
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
