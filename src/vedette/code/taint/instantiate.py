"""Using a summary at a call: its labels become the caller's, its effects happen to the caller's objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from vedette.code.taint.cells import write
from vedette.code.taint.closures import owners, shared_names
from vedette.code.taint.scopes import Reached, Slot, Summary
from vedette.code.taint.traces import CALL, INSIDE, Trace
from vedette.code.taint.values import EVERY_KIND, NOTHING, UNKNOWN, Obj, State, Value, flat, join, merge

if TYPE_CHECKING:
    from vedette.code.taint.machine import Machine


def instantiate(  # noqa: PLR0913, PLR0917 - a call and what is known of it
    m: Machine,
    summary: Summary,
    slots: list[Slot],
    state: State,
    at: int,
    name: str,
    asked: tuple[str, ...] = (),
) -> Value:
    """Apply a summary; return what the call gives. `asked` are the texts that were given."""
    if summary.idle:
        m.checks = None
        _end(m, summary, state)
        return summary.result
    use = _Use(m, summary, slots, state, at, name, asked)
    if summary.writes:
        use.change(summary)
    for reached in summary.reached:
        use.reach(reached)
    if summary.safe:
        use.vouch(summary.safe)
    use.leave(summary)
    result = use.value(summary.result)
    m.checks = None
    if summary.safe_if[0] or summary.safe_if[1]:
        m.checks = (use.checks(summary.safe_if[0]), use.checks(summary.safe_if[1]))
        if result is NOTHING or result is summary.result:
            r = result
            result = Value(r.mask, r.clean, r.const, r.obj, r.ref, r.trace, r.text)
        m.frame_checks[id(result)] = (result, m.checks)
    _end(m, summary, state)
    return result


def _end(m: Machine, summary: Summary, state: State) -> None:
    """Go on behind a call, or not when it never returns."""
    m.ends = summary.never_returns
    if m.ends and m.frame.tries:
        m.frame.thrown = merge(m.frame.thrown, state.copy())


class _Use(msgspec.Struct, eq=False, gc=False):
    """One use of a summary."""

    m: Machine
    summary: Summary
    slots: list[Slot]
    state: State
    at: int
    name: str
    asked: tuple[str, ...] = ()
    mapped: dict[int, int] = msgspec.field(default_factory=dict)

    def labels(self, mask: int, clean: int, ways: list[Any]) -> tuple[int, int]:
        """Return the caller's labels for some of the function's, and what all of them are harmless for.

        Adds to `ways` how they got there, as the trace of a call takes it.
        """
        made, harmless, slots = 0, -1, self.slots
        count = len(slots)
        while mask:
            bit = mask & -mask
            mask ^= bit
            index = bit.bit_length() - 1
            if index < count:
                slot = slots[index]
                if slot.mask:
                    made |= slot.mask
                    harmless &= slot.clean | clean
                    ways += (index, slot.mask, slot.trace)
            else:
                own = self.m.frame.label(self.summary.labels[index - count], self.asked)
                made |= own
                harmless &= clean
                ways += (index, own, INSIDE)
        return made, harmless if made else 0

    def trace(self, mask: int, inner: Trace | None, ways: list[Any]) -> Trace:
        """Return the trace through this call."""
        return (CALL, self.m.frame.module, self.at, self.name, mask & -mask, inner, *ways)

    def value(self, value: Value) -> Value:
        """Return the caller's view of a value."""
        oid = value.obj
        if oid is not None:
            oid = self._object(oid)
        if value.mask:
            ways: list[Any] = []
            mask, clean = self.labels(value.mask, value.clean, ways)
            if mask:
                trace = self.trace(value.mask, value.trace, ways)
                return Value(mask, clean, value.const, oid, value.ref, trace, value.text)
        elif oid == value.obj:
            return value
        if oid is None and value.ref is None and value.const is UNKNOWN and value.text is None:
            return NOTHING
        return Value(0, 0, value.const, oid, value.ref, None, value.text)

    def _object(self, oid: int) -> int | None:
        known = self.mapped.get(oid)
        if known is not None:
            return known
        obj = self.summary.objects.get(oid)
        if obj is None:
            return oid if oid in self.state.heap else None
        made = Obj(obj.kind, obj.cls)
        self.mapped[oid] = self.m.new(self.state, made)
        self._fill(made, obj)
        return self.mapped[oid]

    def _fill(self, made: Obj, obj: Obj) -> None:
        made.items = {key: self.value(item) for key, item in obj.items.items()}
        made.seq = None if obj.seq is None else [self.value(item) for item in obj.seq]
        made.rest = None if obj.rest is None else self.value(obj.rest)

    def write(self, oid: int | None, obj: Obj) -> None:
        """Give an argument's object its new content."""
        mine = self.state.own(oid) if oid is not None else None
        if mine is not None:
            self._fill(mine, obj)

    def change(self, summary: Summary) -> None:
        """Let the function change the objects it was given."""
        for index, oid, _ in summary.writes:
            own = self.slots[index].oid
            if own is not None:
                self.mapped[oid] = own
        for index, _, obj in summary.writes:
            if obj is not None:
                self.write(self.slots[index].oid, obj)

    def raised(self, value: Value) -> Value | None:
        """Return what may have been raised in this frame by now."""
        known, more = self.m.frame.raised, self.value(value)
        if known is None:
            return more
        return join(flat(known, self.state.heap), more)

    def leave(self, summary: Summary) -> None:
        """Put what the function raises, and leaves in variables that are not its own, where it belongs."""
        frame, state = self.m.frame, self.state
        if summary.raised is not None:
            frame.raised = self.raised(summary.raised)
        for name, value in summary.nonlocals.items():
            if any(name in shared_names(running) for running in owners(frame.function)):
                state.env[name] = self.value(value)
                if frame.function is not None and name not in shared_names(frame.function):
                    frame.nonlocals |= {name}
        if summary.cells is not None:
            for (owner, name), value in summary.cells.items.items():
                write(state, owner, name, self.value(value))

    def reach(self, reached: Reached) -> None:
        """Let a sink inside the function be reached by what was passed."""
        ways: list[Any] = []
        mask, clean = self.labels(reached.mask, reached.clean, ways)
        bit = self.m.bits[reached.row.kind]
        if not mask or clean & bit:
            return
        safe = self.state.safe
        if safe:
            mask &= ~(safe.get(bit, 0) | safe.get(EVERY_KIND, 0))
            if not mask:
                return
        trace = self.trace(reached.mask, reached.trace, ways)
        self.m.frame.reached.append(reached.carrying(mask, clean, trace))

    def vouch(self, safe: dict[int, int]) -> None:
        """Let what the function checks whenever it returns hold for what was passed."""
        for kind, mask in safe.items():
            self.state.vouch(kind, self._passed(mask))

    def checks(self, safe: dict[int, int]) -> dict[int, int]:
        """Return checks in the caller's labels."""
        return {kind: self._passed(mask) for kind, mask in safe.items()}

    def _passed(self, mask: int) -> int:
        made = 0
        for index, slot in enumerate(self.slots):
            if mask >> index & 1:
                made |= slot.mask
        return made
