"""What the standard library makes of, and takes from, sequences: ranges, arrays, sets, getters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from vedette.code.taint.attributes import member
from vedette.code.taint.binding import element_of, elements_of
from vedette.code.taint.containers import item_of
from vedette.code.taint.models import Call, mix
from vedette.code.taint.values import NOTHING, UNKNOWN, Obj, Value, flat

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine

_RANGE_MAX: Final = 1 << 31
_BOUNDS_MAX: Final = 3


class Getter(NamedTuple):
    """What `operator.itemgetter(…)` gives: a function that takes these out of its argument."""

    keys: tuple[Any, ...]
    attributes: bool


def range_(m: Machine, call: Call) -> Value:
    """`range(…)` of known numbers is a constant."""
    del m
    bounds = [value.const for value in call.arguments.positional]
    numbers = [bound for bound in bounds if type(bound) is int and abs(bound) < _RANGE_MAX]
    if call.arguments.rest is not None or len(numbers) != len(bounds) or not 0 < len(numbers) <= _BOUNDS_MAX:
        return NOTHING
    if numbers[2:] == [0]:
        return NOTHING
    return Value(const=range(*numbers))


def set_(m: Machine, call: Call) -> Value:
    """`set(x)`: its elements, as far as they are known."""
    made = Obj("set")
    made.seq = []
    value = call.arguments.get(0)
    if value is not None:
        made.seq = elements_of(value, call.state)
        if made.seq is None:
            made.absorb(flat(element_of(value, call.state), call.state.heap))
    return m.make(call.state, made)


def array(m: Machine, call: Call) -> Value:
    """`array.array(code, values)`: a list of them."""
    made = Obj("list", seq=[])
    value = call.arguments.get(1)
    if value is not None:
        made.seq = elements_of(value, call.state)
        if made.seq is None:
            made.absorb(flat(element_of(value, call.state), call.state.heap))
    return m.make(call.state, made)


def itemgetter(m: Machine, call: Call) -> Value:
    """`operator.itemgetter(key, …)`."""
    return _getter(m, call, attributes=False)


def attrgetter(m: Machine, call: Call) -> Value:
    """`operator.attrgetter(name, …)`."""
    return _getter(m, call, attributes=True)


def _getter(m: Machine, call: Call, *, attributes: bool) -> Value:
    del m
    keys = tuple(value.const for value in call.arguments.positional)
    if not keys or any(key is UNKNOWN or not isinstance(key, str | int) for key in keys):
        return mix(call.arguments.all(), call.state)
    return Value(ref=Getter(keys, attributes))


def get(m: Machine, getter: Getter, call: Call) -> Value:
    """Call a getter."""
    owner = call.arguments.get(0) or NOTHING
    found = [_got(m, getter, owner, key, call) for key in getter.keys]
    if len(found) == 1:
        return found[0]
    made = Obj("list")
    made.seq = found
    return m.make(call.state, made)


def _got(m: Machine, getter: Getter, owner: Value, key: Any, call: Call) -> Value:  # noqa: ANN401 - a constant
    if not getter.attributes:
        return item_of(m, owner, Value(const=key), call.state, is_slice=False)
    for name in str(key).split(".")[:8]:
        owner = member(m, owner, name, call.state, call.at)
    return owner
