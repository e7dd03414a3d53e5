"""What JavaScript's lists can do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from vedette.triage.layers.codecs import Step
from vedette.triage.layers.folding.values import UNDEFINED, UNKNOWN
from vedette.triage.layers.javascript.common import (
    Args,
    as_text,
    concatenated,
    cut,
    includes,
    index_of,
    itself,
)
from vedette.triage.layers.javascript.values import integer, said, truthy

if TYPE_CHECKING:
    from vedette.triage.layers.folding.contract import Machine


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


LIST: Final[dict[str, Callable[[Machine, object, Args], object]]] = {
    "join": _join, "push": _push, "unshift": _unshift, "shift": _taken(0), "pop": _taken(-1),
    "reverse": _reverse, "slice": cut, "splice": _splice, "concat": concatenated, "map": _map,
    "forEach": _for_each, "filter": _filter, "reduce": _reduce, "sort": _sort, "indexOf": index_of,
    "includes": includes, "toString": as_text, "flat": itself, "find": lambda *_: UNKNOWN,
    "entries": lambda *_: UNKNOWN, "fill": lambda *_: UNKNOWN, "every": lambda *_: UNKNOWN,
    "some": lambda *_: UNKNOWN, "keys": lambda *_: UNKNOWN,
}  # fmt: skip
