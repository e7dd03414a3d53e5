"""What the interpreter knows about a value, an object and a moment of execution.

A *label* is one bit for one origin: a parameter of the function being summarised, or a source met in it. A
value carries the set of labels that may have flowed into it (`mask`), the sink kinds it was made harmless for
(`clean`), and whatever else is known: a constant, an object, a name it refers to, the text it begins with.
"""

from __future__ import annotations

from os.path import commonprefix
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import msgspec

from vedette.code.taint.traces import Trace, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

EVERY_KIND: Final = -1
DEPTH_MAX: Final = 4
SEQUENCE_MAX: Final = 64
ITEMS_MAX: Final = 64


class _Unknown:
    """The constant nobody knows."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "?"


UNKNOWN: Final = _Unknown()


class Value(msgspec.Struct, eq=False, gc=False):
    """One abstract value. Never changed after it was made.

    A struct, as all that is made for each step of a run is: these are made millions of times. None of them is
    looked through for circles, which is quicker and takes less room: `release` takes those apart.
    """

    mask: int = 0
    clean: int = 0
    const: Any = UNKNOWN
    """Any constant of the analysed program."""
    obj: int | None = None
    ref: Any = None
    """A path, a function, a class, a bound method, a module."""
    trace: Trace | None = None
    text: str | None = None

    def __repr__(self) -> str:
        return f"Value({self.mask:b}, {self.clean}, {self.const!r}, {self.obj}, {self.ref}, {self.text!r})"


NOTHING: Final = Value()
NONE: Final = Value(const=None)
TRUE: Final = Value(const=True)
FALSE: Final = Value(const=False)

PART: Final = "…part"
"""The `ref` of a piece cut out of a string: a check on it says nothing about the whole."""


def tainted(mask: int, clean: int, trace: Trace | None) -> Value:
    """Return a value that is only known to come from these labels."""
    return Value(mask, clean, UNKNOWN, None, None, trace) if mask else NOTHING


GIVEN: Final = "…given"
"""The item of an instance that holds what it was made with, where a library's class gives just that back."""


class Check(NamedTuple):
    """The `ref` of the outcome of a check: what is harmless when it is false, and when it is true."""

    no: tuple[tuple[int, int], ...]
    yes: tuple[tuple[int, int], ...]


class Obj(msgspec.Struct, eq=False, gc=False):
    """An object of the analysed program. Shared between states: copy before changing (`State.own`).

    `items` are the values under known keys or attribute names, `seq` those of a list or tuple in order (None
    when the order is lost), `rest` stands for all others.
    """

    kind: str
    cls: Any = None
    """A Class, known further up."""
    items: dict[Any, Value] = msgspec.field(default_factory=dict)
    seq: list[Value] | None = None
    rest: Value | None = None

    def copy(self) -> Obj:
        """Return an equal object of its own."""
        seq = self.seq
        return Obj(self.kind, self.cls, self.items.copy(), None if seq is None else seq.copy(), self.rest)

    def values(self) -> list[Value]:
        """Return everything in it."""
        found = list(self.items.values())
        if self.seq:
            found.extend(self.seq)
        if self.rest is not None:
            found.append(self.rest)
        return found

    def absorb(self, value: Value, heap: dict[int, Obj] | None = None) -> None:
        """Let `value` be somewhere in it; with the heap, what is in two objects outlives their mixing."""
        rest = self.rest
        if rest is None:
            self.rest = value
        elif heap is not None and rest.obj != value.obj:
            self.rest = join(flat(rest, heap), flat(value, heap))
        else:
            self.rest = join(rest, value)

    def blur(self, heap: dict[int, Obj] | None = None) -> None:
        """Forget the order."""
        if self.seq is not None:
            for value in self.seq:
                self.absorb(value, heap)
            self.seq = None


class State(msgspec.Struct, eq=False, gc=False):
    """Variables, objects, and what checks have established, at one point of one function."""

    env: dict[str, Value]
    heap: dict[int, Obj]
    safe: dict[int, int]
    """Sink kind bit (or EVERY_KIND) to labels a check made harmless for it. Never changed in place."""

    def copy(self) -> State:
        """Return a state that can go its own way."""
        return State(self.env.copy(), self.heap.copy(), self.safe)

    def own(self, oid: int) -> Obj | None:
        """Return the object for changing."""
        obj = self.heap.get(oid)
        if obj is None:
            return None
        obj = self.heap[oid] = obj.copy()
        return obj

    def vouch(self, kinds: int, mask: int) -> None:
        """Remember that a check made these labels harmless for these kinds."""
        if not mask or not kinds:
            return
        safe = dict(self.safe)
        if kinds == EVERY_KIND:
            safe[EVERY_KIND] = safe.get(EVERY_KIND, 0) | mask
        else:
            bit = 1
            while kinds:
                if kinds & 1:
                    safe[bit] = safe.get(bit, 0) | mask
                kinds >>= 1
                bit <<= 1
        self.safe = safe


def join(a: Value, b: Value) -> Value:
    """Return what is known when it may be either."""
    if a is b:
        return a
    mask = a.mask | b.mask
    if not mask:  # nothing to show the way of
        clean, trace = b.clean, a.trace if a.trace is not None else b.trace
    else:
        both = a.mask and b.mask
        clean = a.clean & b.clean if both else a.clean if a.mask else b.clean
        first, second = (b, a) if both and a.clean & ~b.clean else (a, b)  # show the way that does harm
        trace = joined(first.mask, first.trace, second.mask, second.trace)
    const = a.const if a.const is b.const or _same_constant(a.const, b.const) else UNKNOWN
    obj = a.obj if a.obj is b.obj else _either(a.obj, b.obj, a, b)
    ref = a.ref if a.ref is b.ref else _either(a.ref, b.ref, a, b)
    text = a.text if a.text == b.text else _common_start(a, b)
    return Value(mask, clean, const, obj, ref, trace, text)


def _common_start(a: Value, b: Value) -> str | None:
    """Return what both are known to begin with."""
    first = a.const if a.const.__class__ is str else a.text
    other = b.const if b.const.__class__ is str else b.text
    return commonprefix((first, other)) if first and other else None  # noqa: RUF071 - no paths, but texts


def _same_constant(a: object, b: object) -> bool:
    return a is not UNKNOWN and b is not UNKNOWN and type(a) is type(b) and a == b


def _either(a: Any, b: Any, left: Value, right: Value) -> Any:  # noqa: ANN401 - an object id or a reference
    """Keep what one side knows when the other is a plain constant such as None."""
    if a == b:
        return a
    if a.__class__ is Check or b.__class__ is Check:
        return _either_check(a, b, left.const, right.const)
    if b is None and right.const is not UNKNOWN:
        return a
    if a is None and left.const is not UNKNOWN:
        return b
    return None


def _either_check(a: Any, b: Any, left: Any, right: Any) -> Check | None:  # noqa: ANN401 - as above
    """Join a check and a constant: what is true can't be the constant `False`, so the check held."""
    if a.__class__ is not Check:
        a, b, left, right = b, a, right, left
    if b.__class__ is Check:
        return Check(*(tuple(in_both(dict(x), dict(y)).items()) for x, y in zip(a, b, strict=True)))
    if right is UNKNOWN:
        return None
    return Check(a.no, ()) if right else Check((), a.yes)


def content(value: Value, heap: dict[int, Obj], depth: int = 0) -> tuple[int, int, Trace | None]:
    """Return labels, harmless kinds and trace of a value together with everything in it."""
    if value.obj is None or depth > DEPTH_MAX:
        return value.mask, value.clean, value.trace
    obj = heap.get(value.obj)
    if obj is None:
        return value.mask, value.clean, value.trace
    own = value.mask, value.clean if value.mask else -1, value.trace
    mask, clean, trace = poured(obj.values(), heap, own, depth + 1)
    return mask, clean if mask else 0, trace


def poured(
    values: Iterable[Value], heap: dict[int, Obj], into: tuple[int, int, Trace | None], depth: int = 0
) -> tuple[int, int, Trace | None]:
    """Return labels, harmless kinds and trace of what was there with that of these values poured in."""
    mask, clean, trace = into
    for item in values:
        if item.obj is not None:
            more, its_clean, its_trace = content(item, heap, depth)
        elif item.mask:
            more, its_clean, its_trace = item.mask, item.clean, item.trace
        else:
            continue
        if more:
            trace = joined(mask, trace, more, its_trace)
            mask |= more
            clean &= its_clean
    return mask, clean, trace


def flat(value: Value, heap: dict[int, Obj]) -> Value:
    """Return a value without its object: only what flowed into it."""
    if value.obj is None:
        return value
    return tainted(*content(value, heap))


def vouched(value: Value, state: State) -> Value:
    """Carry what checks established about a value in the value itself, so that it outlives the branch."""
    if not state.safe or not value.mask:
        return value
    clean = value.clean
    for kind, mask in state.safe.items():
        if not value.mask & ~mask:
            clean |= kind if kind != EVERY_KIND else -1
    if clean == value.clean:
        return value
    return Value(value.mask, clean, value.const, value.obj, value.ref, value.trace, value.text)


def merge(a: State | None, b: State | None) -> State | None:
    """Return the state after two ways meet; None is a way that never gets there."""
    if a is None or a is b:
        return b
    if b is None:
        return a
    heap = a.heap if a.heap is b.heap else _merge_heaps(a, b)
    env = b.env.copy()
    if a.env != env:
        _merge_variables(env, a, b)
    safe = a.safe
    if safe is not b.safe:
        safe = in_both(a.safe, b.safe)
    return State(env, heap, safe)


def _merge_variables(env: dict[str, Value], a: State, b: State) -> None:
    """Add to the variables of one way those of the other."""
    for name, value in a.env.items():
        twin = env.get(name)
        if twin is value:
            continue
        if twin is None:
            env[name] = value
        else:  # what was checked on one way stays checked where the other way brings something else
            env[name] = _merge_values(vouched(value, a), vouched(twin, b), a, b)


def in_both(a: dict[int, int], b: dict[int, int]) -> dict[int, int]:
    """Return the checks that two ways have in common."""
    every_a, every_b = a.get(EVERY_KIND, 0), b.get(EVERY_KIND, 0)
    made: dict[int, int] = {}
    for kind in a.keys() | b.keys():
        both = (a.get(kind, 0) | every_a) & (b.get(kind, 0) | every_b)
        if both:
            made[kind] = both
    return made


def _merge_values(a: Value, b: Value, state_a: State, state_b: State) -> Value:
    if a.obj is not None and b.obj is not None and a.obj != b.obj:
        left, right = flat(a, state_a.heap), flat(b, state_b.heap)
        made = join(left, right)
        return Value(made.mask, made.clean, UNKNOWN, None, a.ref if a.ref == b.ref else None, made.trace)
    if (a.obj is None) is not (b.obj is None):
        return _merge_with_plain(a, b, state_a, state_b)
    return join(a, b)


def _merge_with_plain(a: Value, b: Value, state_a: State, state_b: State) -> Value:
    """One is an object, the other is not: keep the object only when the other adds nothing to it."""
    plain = b if b.obj is None else a
    if plain.mask or plain.const is UNKNOWN:
        return join(flat(a, state_a.heap), flat(b, state_b.heap))
    return join(a, b)


def _merge_heaps(a: State, b: State) -> dict[int, Obj]:
    heap = a.heap.copy()
    if heap == b.heap:
        return heap
    for oid, obj in b.heap.items():
        mine = heap.get(oid)
        if mine is None:
            heap[oid] = obj
        elif mine is not obj:
            heap[oid] = _merge_objects(mine, obj, a, b)
    return heap


def _merge_objects(x: Obj, y: Obj, a: State, b: State) -> Obj:
    made = Obj(x.kind, x.cls)
    if x.rest is None or y.rest is None:
        made.rest = x.rest or y.rest
    else:
        made.rest = _merge_values(x.rest, y.rest, a, b)
    items = dict(y.items)
    for key, value in x.items.items():
        twin = items.get(key)
        items[key] = value if twin is None or twin is value else _merge_values(value, twin, a, b)
    made.items = items
    if x.seq is not None and y.seq is not None and len(x.seq) == len(y.seq):
        made.seq = [v if v is w else _merge_values(v, w, a, b) for v, w in zip(x.seq, y.seq, strict=True)]
    else:
        made.seq = None
        for value in (*(x.seq or ()), *(y.seq or ())):
            made.absorb(value)
    return made
