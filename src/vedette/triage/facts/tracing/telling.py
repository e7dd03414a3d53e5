"""Events as facts: with places in the text, and what flowed in as inputs, also through files by name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.tracing.calls import rows
from vedette.triage.layers.codecs import Step
from vedette.triage.layers.tracing.values import Thing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vedette.triage.facts.tracing.calls import Row
    from vedette.triage.layers.tracing.peeling import Places
    from vedette.triage.layers.tracing.values import Event, Value

QUOTE: Final = 200
FACTS_MOST: Final = 4000
INPUTS_MOST: Final = 8
SPELT: Final = 5
"""Characters given by their codes in one command: a quotation mark or a line end is nothing odd."""
_CODES: Final = expression(r"\bchr[wb]?\$?\s*\(|\[char\]")
_RUNS: Final = frozenset(
    {Act.RUNS_COMMAND, Act.RUNS_CODE, Act.LOADS_CODE, Act.PERSISTS, Act.SENDS, Act.INJECTS}
)
_LEAVES: Final = frozenset({Act.DOWNLOADS, Act.WRITES_FILE, Act.DECODES})
_TOLD: Final = frozenset(
    {
        Act.READS_SECRET,
        Act.READS_ENVIRONMENT,
        Act.READS_HOST,
        Act.READS_CLIPBOARD,
        Act.READS_SCREEN,
        Act.READS_KEYS,
    }
)
"""What nobody tells others in an address without meaning to."""
_TWISTED_MUCH: Final = frozenset({Step.REVERSE, Step.XOR, Step.HEX, Step.BASE64, Step.GZIP, Step.DEFLATE})
"""What nobody does to an ordinary command."""
_LAUNCHERS: Final = frozenset(
    {
        "start", "start-process", "cmd", "powershell", "pwsh", "rundll32", "regsvr32", "mshta",
        "wscript", "cscript", "msiexec", "python", "java", "node", "explorer", "forfiles", "wmic",
        "installutil", "msbuild", "cmstp", "conhost", "invoke-item", "shell", "run", "exec",
        "invoke-command",
    }
)  # fmt: skip
"""Programs that run the files they are given; others only name them."""
_TWISTED: Final = frozenset(
    {Step.CODES, Step.REVERSE, Step.XOR, Step.REPLACED, Step.FORMAT, Step.HEX, Step.SHIFT, Step.PICKED}
)


class Telling:
    """The facts of one script, in order."""

    def __init__(self, text: str, places: Places, when: When) -> None:
        self._text = text
        self._places = places
        self._when = when
        self._of: dict[int, list[Fact]] = {}
        """Facts by event."""
        self._files: dict[str, Fact] = {}
        """By the last part of its name, what left a file."""
        self._twisted = False
        self._count = 0

    def call(self, event: Event) -> Iterator[Fact]:
        """Yield what a call of a method or function does, if a table has it."""
        told = [one for row in rows().get(event.name, ()) if (one := _told(row, event)) is not None]
        seen: set[Act] = set()
        for one in told:
            if one.act not in seen:
                seen.add(one.act)
                yield from self.facts(event, (one,))

    def facts(self, event: Event, told: Sequence[Told], *, reads_only: bool = False) -> Iterator[Fact]:
        """Yield facts of one event; what is fed is remembered for what comes later.

        `reads_only`: the program that is started reads what it is piped, and runs none of it.
        """
        start, end = event.start, min(event.end, event.start + QUOTE)
        line_end = self._text.find("\n", start, end)
        end = max(line_end if line_end > start else end, start)
        place, quote = self._places.place(start, end), self._text[start:end]
        fed = self._inputs(event, piped=True)
        for one in told:
            if self._count >= FACTS_MOST:
                return
            self._count += 1
            inputs = fed if one.act in _RUNS or one.act in _LEAVES else ()
            if reads_only and one.act is Act.RUNS_COMMAND:
                inputs = self._inputs(event, piped=False)
            if one.act in _RUNS:
                inputs = (*inputs, *self._through_files(one, inputs))
            if one.act is Act.DOWNLOADS and self._tells(inputs) and not any(t.act is Act.SENDS for t in told):
                sent = Told(act=Act.SENDS, says="sends in what it asks for", target=one.target, how=one.how)
                yield sent.fact(place, quote, self._when, inputs[:INPUTS_MOST])
            fact = one.fact(place, quote, self._when, inputs[:INPUTS_MOST])
            self._of.setdefault(id(event), []).append(fact)
            if one.file and one.act in _LEAVES:
                self._files[_last(one.file)] = fact
            yield fact
        yield from self._twist(event, told)

    def _twist(self, event: Event, told: Sequence[Told]) -> Iterator[Fact]:
        """Yield once that what is run was written so that nobody can read it."""
        if self._twisted or not any(one.act in (Act.RUNS_CODE, Act.RUNS_COMMAND) for one in told):
            return
        code = any(one.act is Act.RUNS_CODE for one in told)
        steps = {step for value in (*event.args, *event.words) for step in value.steps}
        steps &= _TWISTED if code else _TWISTED_MUCH
        if steps or self._spelt(event):
            self._twisted = True
            steps = steps or {Step.CODES}
            says = f"undone to read it: {', '.join(sorted(map(str, steps)))}"
            yield from self.facts(event, (Told(act=Act.OBFUSCATED, says=says),))

    def _spelt(self, event: Event) -> bool:
        """Say whether something is spelt out by the codes of its characters."""
        low = self._text[event.start : event.end][:20_000].lower()
        return len(_CODES.findall(low)) > SPELT

    @staticmethod
    def _tells(inputs: tuple[Fact, ...]) -> bool:
        return any(one.act in _TOLD for one in inputs)

    def _inputs(self, event: Event, *, piped: bool) -> tuple[Fact, ...]:
        """Return the facts of what flowed into an event, with or without what it is called on or piped."""
        target = (event.target,) if piped and event.target is not None else ()
        values = (*event.args, *event.named.values(), *target)
        made: list[Fact] = []
        for value in values:
            for feed in value.feeds:
                made += [
                    one
                    for one in self._of.get(id(feed), ())
                    if one.act is not Act.RUNS_COMMAND and one not in made
                ]
        return tuple(made[:INPUTS_MOST])

    def _through_files(self, told: Told, known: tuple[Fact, ...]) -> list[Fact]:
        """Return what left a file that a command names."""
        low = told.target.lower()
        if told.act is Act.RUNS_COMMAND and told.how not in _LAUNCHERS:
            low = low.split(" ")[0]
        return [fact for name, fact in self._files.items() if name in low and fact not in known]


def _last(path: str) -> str:
    name = path.lower().replace("/", "\\").rstrip("\\").rpartition("\\")[2]
    return name if len(name) > 3 else path.lower()  # noqa: PLR2004  a shorter name is found anywhere


def _told(row: Row, event: Event) -> Told | None:
    words = [shown(value) for value in event.args]
    line = " ".join(words).lower()
    owner = (
        event.target.data.type if event.target is not None and isinstance(event.target.data, Thing) else ""
    )
    if row.needs is not None and row.needs.search(f"{owner} {line}") is None:
        return None
    if row.also is not None and row.also.search(line) is None:
        return None
    target = words[row.target] if 0 <= row.target < len(words) else ""
    file = words[row.file] if 0 <= row.file < len(words) else ""
    return Told(act=row.act, says=row.says, target=target[:300], how=event.name, sure=row.sure, file=file)


def shown(value: Value) -> str:
    """Return what is known of a value, as text; of what is not known, the part that is."""
    data = value.data.data if isinstance(value.data, Thing) else value.data
    if isinstance(data, str):
        return data[:4000]
    if isinstance(data, list):
        return " ".join(str(one) for one in data[:50] if isinstance(one, str | int))[:4000]
    if isinstance(data, bool) or data is None:
        return ""
    return str(data)[:100] if isinstance(data, int | float) else ""
