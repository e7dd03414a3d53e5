"""PowerShell: what it decodes and runs, folded without running anything, and itself made readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.core.text import Positions
from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.powershell.commandline import carried, split
from vedette.triage.layers.powershell.evaluator import go
from vedette.triage.layers.powershell.readable import readable
from vedette.triage.layers.powershell.values import text_of
from vedette.triage.layers.tracing.values import Event, Thing, Value
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.core.nouns import Lines
    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.powershell.machine import Machine
    from vedette.triage.sample import Sample

SHORTEST = 6
"""Characters of a text that was decoded and goes nowhere we know; a shorter one is no layer."""


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what a script carries and runs, and the script made readable."""
    if sample.steps[-1:] == (Step.READABLE,):
        return
    text = sample.text
    m = go(text, allowance)
    places = Places(text)
    seen: set[bytes] = {sample.data}
    for made in _layers(m, places):
        if made.data not in seen and made.data.strip():
            seen.add(made.data)
            yield made
    plain, steps = readable(text, m)
    if steps:
        yield Peeled(
            data=codecs.to_bytes(plain), kind=Kind.POWERSHELL, steps=(*steps, Step.READABLE), whole=True
        )


class Places:
    """Turns offsets into a text, in characters, into lines and columns."""

    def __init__(self, text: str) -> None:
        self._ascii = text.isascii()
        self._text = text
        self._positions = Positions(text.encode("utf-8", "replace"))

    def place(self, start: int, end: int) -> Lines:
        """Return the lines between two offsets."""
        if not self._ascii:
            start, end = (len(self._text[:at].encode("utf-8", "replace")) for at in (start, end))
        return self._positions.place(start, end)


def _layers(m: Machine, places: Places) -> Iterator[Peeled]:
    for event in m.events:
        if event.name == "run" and event.result is not None and event.result.known:
            yield from _layer(event, event.result, Kind.POWERSHELL, places)
        elif event.name == "decode" and not event.used and event.result is not None:
            yield from _layer(event, event.result, None, places)
        elif event.words or event.args:
            yield from _commands(m, event, places)


def _layer(event: Event, value: Value, kind: Kind | None, places: Places) -> Iterator[Peeled]:
    data = value.data.data if isinstance(value.data, Thing) else value.data
    if isinstance(data, bytes | bytearray):
        raw = bytes(data)
    else:
        text = text_of(data)
        if text is None:
            return
        raw = codecs.to_bytes(text)
    if kind is None and len(raw) < SHORTEST:
        return
    yield Peeled(data=raw, kind=kind, steps=value.steps, place=places.place(event.start, event.end))


def _commands(m: Machine, event: Event, places: Places) -> Iterator[Peeled]:
    """Yield code handed to another interpreter on a command line."""
    given = event.words or event.args
    line = _line(event)
    steps = tuple(dict.fromkeys(step for value in given for step in value.steps))
    for one in carried(line, m.allowance):
        for value in given:
            for feed in value.feeds:
                feed.used = True
        yield Peeled(
            data=codecs.to_bytes(one.text),
            kind=one.kind,
            steps=(*steps, *(step for step in one.steps if step not in steps)),
            place=places.place(event.start, event.end),
        )


def _line(event: Event) -> list[str]:
    """Return the words of the command line one event starts."""
    if event.name != "start-process":
        return [event.name, *(text_of(value.data) or "" for value in event.words or event.args)]
    named = [event.named[name] for name in event.named if name and "filepath".startswith(name)]
    given = [event.named[name] for name in event.named if name and "argumentlist".startswith(name)]
    words: list[str] = []
    for value in (*named, *event.args, *given):
        words += split(text_of(value.data) or "")
    return words
