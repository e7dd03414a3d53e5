"""What VBA and VBScript do, from going through them without running them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.tracing.telling import Telling, shown
from vedette.triage.kinds import Kind
from vedette.triage.layers.commandline import split
from vedette.triage.layers.tracing.peeling import Places
from vedette.triage.layers.vba.evaluator import OPENING, first

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.values import Event
    from vedette.triage.sample import Sample

_STARTS: Final = frozenset({"shell", ".run", ".exec", ".shellexecute", ".create", "shellexecutea", "winexec"})
_PAGES: Final = frozenset({Kind.HTA, Kind.WSF})
_HIDDEN: Final = frozenset({"0", "vbhide"})


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a script does. Pages of scripts do nothing themselves: their blocks are layers."""
    if sample.kind in _PAGES:
        return
    text = sample.text
    m = first(text, allowance)
    opened = sample.kind is Kind.VBA and any(name in m.functions for name in OPENING)
    telling = Telling(text, Places(text), When.OPEN if opened else When.RUN)
    for event in m.events:
        yield from _facts(event, telling)


def _facts(event: Event, telling: Telling) -> Iterator[Fact]:
    if event.name == "decode":
        steps = event.result.steps if event.result is not None else ()
        yield from telling.facts(
            event, (Told(act=Act.DECODES, says=", ".join(map(str, steps[-3:])) or "decodes"),)
        )
    elif event.name == "run":
        yield from telling.facts(event, (Told(act=Act.RUNS_CODE, says="runs text as code", how="Execute"),))
    elif event.name in _STARTS:
        yield from _started(event, telling)
    else:
        yield from telling.call(event)


def _started(event: Event, telling: Telling) -> Iterator[Fact]:
    """Yield what a program does that is started here."""
    words = [shown(value) for value in event.args]
    line = " ".join(words[:2]) if "shellexecute" in event.name else (words[0] if words else "")
    told = list(facts_of_command(split(line), Shell.CMD)) if line else []
    if not any(one.act is Act.RUNS_COMMAND for one in told):
        told.insert(
            0,
            Told(act=Act.RUNS_COMMAND, says="starts a program", target=line[:300], how=event.name.strip(".")),
        )
    if len(words) > 1 and words[1] in _HIDDEN and event.name in ("shell", ".run"):
        told.append(
            Told(act=Act.HIDES, says="starts a program in a hidden window", target=line[:100], how=event.name)
        )
    yield from telling.facts(event, told)
