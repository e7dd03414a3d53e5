"""Telling what a script decodes and runs as code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.layers.tracing.values import Event, Value, derived, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.tree import Node


def use(values: Sequence[Value]) -> None:
    """Mark what was decoded and flows into something as looked at: it is no end of its own."""
    for value in values:
        for event in value.feeds:
            event.used = True


def decoded(m: Machine, node: Node, made: tuple[object, str], sources: Sequence[Value]) -> Value:
    """Return what was decoded, told of so that it is seen even if nothing we know runs it."""
    data, step = made
    use(sources)
    value = derived(data, sources, *((step,) if step else ()))
    event = m.tell(Event("decode", node.start, node.end, sources, result=value))
    value.feeds = (event, *value.feeds)[:8]
    return value


def told_run(m: Machine, node: Node, text: str | None, value: Value, how: str = "run") -> Value:
    """Tell of text that is run as code; None where nobody knows it. What it gives is not known."""
    use((value,))
    result = derived(text, (value,)) if text is not None else unknown(value)
    event = m.tell(Event(how, node.start, node.end, (value,), result=result))
    return unknown(value, event=event)
