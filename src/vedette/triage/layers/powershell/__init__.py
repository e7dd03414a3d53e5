"""PowerShell: what it decodes and runs, folded without running anything, and itself made readable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.commandline import carried, split
from vedette.triage.layers.powershell.evaluator import again
from vedette.triage.layers.powershell.readable import readable
from vedette.triage.layers.powershell.values import text_of
from vedette.triage.layers.tracing.peeling import Peeling, Places
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.layers.tracing.values import Event
    from vedette.triage.sample import Sample


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what a script carries and runs, and the script made readable."""
    if sample.steps[-1:] == (Step.READABLE,):
        return
    text = sample.text
    m = again(text, allowance)
    peeling = Peeling(Places(text), {sample.data})
    for event in m.events:
        if event.name == "run":
            yield from peeling.run(event, Kind.POWERSHELL)
        elif event.name != "decode" and (event.words or event.args):
            yield from _commands(m, event, peeling)
    for event in m.events:
        if event.name == "decode" and not event.used:
            yield from peeling.run(event, None)
    plain, steps = readable(text, m)
    if steps:
        yield Peeled(
            data=codecs.to_bytes(plain),
            kind=Kind.POWERSHELL,
            steps=tuple(map(str, (*steps, Step.READABLE))),
            whole=True,
        )


def _commands(m: Machine, event: Event, peeling: Peeling) -> Iterator[Peeled]:
    """Yield code handed to another interpreter on a command line."""
    given = event.words or event.args
    steps = [step for value in given for step in value.steps]
    for one in carried(_line(event), m.allowance):
        for feed in (feed for value in given for feed in value.feeds):
            feed.used = True
        yield from peeling.layer(event, codecs.to_bytes(one.text), one.kind, (*steps, *one.steps))


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
