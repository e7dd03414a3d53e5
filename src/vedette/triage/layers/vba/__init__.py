"""VBA, VBScript, HTML applications, Windows script files: what they decode and run, and made readable."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.kinds import Kind
from vedette.triage.layers import codecs, script_encoder
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.commandline import carried, split
from vedette.triage.layers.tracing.peeling import Peeling, Places, folded
from vedette.triage.layers.tracing.values import Event
from vedette.triage.layers.vba.blocks import blocks
from vedette.triage.layers.vba.evaluator import again
from vedette.triage.peeled import Peeled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.machine import Machine
    from vedette.triage.sample import Sample

_MARKED: Final = frozenset({Kind.HTA, Kind.WSF, Kind.XML})


def peel(sample: Sample, allowance: Allowance) -> Iterator[Peeled]:
    """Yield what a script carries and runs, or its blocks, and the script made readable."""
    if sample.steps[-1:] == (Step.READABLE,):
        return
    text = sample.text
    if sample.kind in _MARKED:
        yield from _blocks(text, allowance)
        return
    plain = script_encoder.decoded(text, allowance)
    if plain is not None:
        yield Peeled(
            data=codecs.to_bytes(plain), kind=sample.kind, steps=(str(Step.SCRIPT_ENCODER),), whole=True
        )
        return
    yield from _script(sample, text, allowance)


def _blocks(text: str, allowance: Allowance) -> Iterator[Peeled]:
    peeling = Peeling(Places(text))
    for block in blocks(text, allowance):
        event = Event("block", block.start, block.end)
        yield from peeling.layer(event, codecs.to_bytes(block.code), block.kind, (Step.BLOCK,))


def _script(sample: Sample, text: str, allowance: Allowance) -> Iterator[Peeled]:
    m = again(text, allowance)
    peeling = Peeling(Places(text), {sample.data})
    for event in m.events:
        if event.name == "run":
            yield from peeling.run(event, Kind.VBSCRIPT)
        elif event.name != "decode":
            yield from _commands(m, event, peeling)
    for event in m.events:
        if event.name == "decode" and not event.used:
            yield from peeling.run(event, None)
    plain = folded(text, m, _quoted)
    if plain != text:
        steps = (str(Step.JOINED), str(Step.READABLE))
        yield Peeled(data=codecs.to_bytes(plain), kind=sample.kind, steps=steps, whole=True)


def _commands(m: Machine, event: Event, peeling: Peeling) -> Iterator[Peeled]:
    """Yield code handed to another interpreter on a command line."""
    for value in event.args:
        if not value.known or not isinstance(value.data, str):
            continue
        line = value.data
        if event.name == ".shellexecute" and value is event.args[0] and len(event.args) > 1:
            line = f"{line} {event.args[1].data if isinstance(event.args[1].data, str) else ''}"
        for one in carried(split(line), m.allowance):
            yield from peeling.layer(event, codecs.to_bytes(one.text), one.kind, (*value.steps, *one.steps))


def _quoted(data: str, _: str) -> str | None:
    if not data.isprintable():
        return None
    return '"' + data.replace('"', '""') + '"'
