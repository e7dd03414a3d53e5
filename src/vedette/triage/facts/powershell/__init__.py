"""What a PowerShell script does, from going through it without running it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vedette.triage.fact import Act, Fact, When
from vedette.triage.facts.commands import Shell, facts_of_command
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.commands.windows import program_of
from vedette.triage.facts.cutting import too_deep
from vedette.triage.facts.tracing.telling import Telling, shown
from vedette.triage.layers.powershell.evaluator import first
from vedette.triage.layers.tracing.peeling import Places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.triage.allowance import Allowance
    from vedette.triage.layers.tracing.values import Event, Value
    from vedette.triage.sample import Sample

_WRITES: Final = frozenset({"set-content", "add-content", "out-file", "export-csv", "tee-object"})
_READS: Final = frozenset({"get-content", "import-csv"})
_OBEYS_PIPES: Final = frozenset(
    {
        "powershell", "pwsh", "cmd", "bash", "sh", "wsl", "python", "python3", "pythonw", "py", "node",
        "deno", "bun", "perl", "ruby", "php", "lua", "rscript", "tclsh", "diskshadow", "diskpart", "ftp",
        "netsh", "wmic", "ntdsutil", "ssh", "telnet", "sqlcmd", "mysql", "psql", "invoke-expression",
        "invoke-command", "invoke-item", "start-process", "foreach-object",
    }
)  # fmt: skip
"""What takes commands from a pipe; any other program reads there what it works on."""


def facts(sample: Sample, allowance: Allowance) -> Iterator[Fact]:
    """Yield what a script does.

    Raises:
        LimitHit: some of it could not be followed; what could is yielded before.

    """
    text = sample.text
    m = first(text, allowance)
    telling = Telling(text, Places(text), When.RUN)
    for event in m.events:
        yield from _facts(event, telling)
    if m.cut:
        raise too_deep()


def _facts(event: Event, telling: Telling) -> Iterator[Fact]:
    if event.name == "decode":
        steps = event.result.steps if event.result is not None else ()
        yield from telling.facts(
            event, (Told(act=Act.DECODES, says=", ".join(map(str, steps[-3:])) or "decodes"),)
        )
    elif event.name == "run":
        yield from telling.facts(
            event, (Told(act=Act.RUNS_CODE, says="runs text as code", how="invoke-expression"),)
        )
    elif event.name == "built name":
        says = "builds the name of a command from pieces"
        yield from telling.facts(event, (Told(act=Act.OBFUSCATED, says=says, target=shown(event.args[0])),))
    elif event.name.startswith((".", "new ")) or "::" in event.name or event.name == "set member":
        yield from telling.call(event)
    elif event.name:
        yield from _command(event, telling)


def _word(value: Value) -> str:
    """Return a word of a command; a switch that is off must not read like one that is on."""
    if isinstance(value.data, bool):
        return "$true" if value.data else "$false"
    return shown(value)


def _command(event: Event, telling: Telling) -> Iterator[Fact]:
    called = shown(event.named["#called"]) if "#called" in event.named else ""
    name = called if "\\" in called or "/" in called else event.name
    words = [name, *(_word(value) for value in event.words or event.args)]
    if event.target is not None and event.target.known and isinstance(event.target.data, str):
        words.append(
            event.target.data[:1000]
        )  # what is piped into diskshadow, ftp and their like are commands
    told = list(facts_of_command(words, Shell.POWERSHELL))
    if event.name in _WRITES:
        path = next((shown(value) for name, value in event.named.items() if name in ("filepath", "path")), "")
        path = path or (shown(event.args[0]) if event.args else "")
        told = [one for one in told if one.act is not Act.RUNS_COMMAND]
        told.append(
            Told(act=Act.WRITES_FILE, says="writes a file", target=path[:300], how=event.name, file=path)
        )
    elif event.name in _READS and not any(one.act is Act.READS_SECRET for one in told):
        path = shown(event.args[0]) if event.args else ""
        told = [Told(act=Act.READS_FILE, says="reads a file", target=path[:300], how=event.name)]
    yield from telling.facts(event, told, reads_only=program_of(name) not in _OBEYS_PIPES)
    if event.name not in _WRITES and not told:
        yield from telling.call(event)
