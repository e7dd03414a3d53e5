"""What a script's values are worth, as far as we know without running it, and where they came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vedette.triage.layers.tracing.tree import Node


class Thing(Struct, eq=False):
    """An object of a class: a stream, a text being built, a web client, a script block."""

    type: str
    data: object = None
    node: Node | None = None


class Event(Struct, eq=False):
    """What the script does at one place: a command, a call, a decoding."""

    name: str
    start: int
    end: int
    args: Sequence[Value] = ()
    named: dict[str, Value] = field(default_factory=dict)
    words: Sequence[Value] = ()
    """All arguments of a command in order, `-names` too."""
    target: Value | None = None
    result: Value | None = None
    used: bool = False
    """Whether something else took what came out of it."""


class Value:
    """Something known to be `data`, or not known; `steps` say what was undone, `feeds` what flowed in."""

    __slots__ = ("data", "feeds", "known", "steps")

    def __init__(
        self,
        data: object = None,
        steps: tuple[str, ...] = (),
        feeds: tuple[Event, ...] = (),
        *,
        known: bool = True,
    ) -> None:
        self.data = data
        self.steps = steps
        self.feeds = feeds
        self.known = known

    def __repr__(self) -> str:
        return f"Value({self.data!r})" if self.known else "Value(?)"


def unknown(*sources: Value, event: Event | None = None) -> Value:
    """Return something not known, fed by what it was made from."""
    feeds = merged_feeds(sources)
    return Value(known=False, feeds=(event, *feeds)[:8] if event is not None else feeds)


def derived(data: object, sources: Iterable[Value], *steps: str) -> Value:
    """Return something known, made from other things by more steps."""
    made: tuple[str, ...] = ()
    feeds: tuple[Event, ...] = ()
    for source in sources:
        if source.steps and source.steps is not made:
            made = _united(made, source.steps)
        if source.feeds and source.feeds != feeds:
            feeds += tuple(one for one in source.feeds if one not in feeds)
    if steps:
        made += tuple(step for step in steps if step not in made)
    return Value(data, made, feeds[:8] if feeds else ())


def _united(made: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    if not made or made == more:
        return more
    return made + tuple(step for step in more if step not in made)


def merged_feeds(sources: Iterable[Value]) -> tuple[Event, ...]:
    """Return what flowed into any of some values, each once."""
    feeds: tuple[Event, ...] = ()
    for source in sources:
        if source.feeds:
            feeds += tuple(one for one in source.feeds if one not in feeds)
    return feeds[:8]
