"""What a batch file does, from going through it without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.tracing.telling import Telling
from vedette.triage.layers.batch.interpreter import Interpreter
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing.peeling import Places
from vedette.triage.layers.tracing.values import Event

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.batch.interpreter import Seen
    from vedette.triage.sample import Sample


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a batch file does."""
    text = sample.text
    interpreter = Interpreter(allowance)
    seen = interpreter.go(text)
    telling = Telling(text, Places(text), When.RUN)
    yield from _files(seen, telling)
    for event in seen.events:
        words = [str(value.data) for value in event.args]
        yield from telling.facts(event, list(facts_of_command(words, Shell.CMD)))
    if seen.events and (Step.PICKED in interpreter.variables.steps or _caret_words(text)):
        first = seen.events[0]
        says = "builds its commands from pieces of variables, or breaks words with carets"
        yield from telling.facts(first, (Told(act=Act.OBFUSCATED, says=says),))


def _files(seen: Seen, telling: Telling) -> Iterator[Fact]:
    """Yield the files echo writes, before what may run them."""
    for name, place in seen.places.items():
        event = Event("echo", place.start, place.end)
        told = [
            Told(act=Act.WRITES_FILE, says="writes a file line by line", target=name, how="echo", file=name)
        ]
        if "\\startup\\" in name:
            told.append(
                Told(act=Act.PERSISTS, says="puts a file into the startup folder", target=name, how="echo")
            )
        yield from telling.facts(event, told)


def _caret_words(text: str) -> bool:
    """Say whether carets stand inside words, where they escape nothing."""
    inside = sum(1 for at in range(1, min(len(text), 20_000) - 1) if _breaks(text, at))
    return inside > 2  # noqa: PLR2004  one may be a slip


def _breaks(text: str, at: int) -> bool:
    return text[at] == "^" and text[at - 1].isalpha() and text[at + 1].isalpha()
