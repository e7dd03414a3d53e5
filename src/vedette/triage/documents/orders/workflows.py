"""Commands in the workflows of code forges: what runs where somebody's code is built and tested."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from vedette.triage.allowance import Allowance
from vedette.triage.documents.orders.order import BUILD, Order
from vedette.triage.sample import Sample

_WORKFLOW: Final = re.compile(r"(?m)^(?:jobs|runs|stages|before_script|runcmd|[\w.-]{1,60}):[ \t]*$")
_STEP: Final = re.compile(r"([ \t]*(?:-[ \t]+)?)(run|script|before_script|after_script|runcmd):[ \t]*(.*)")
_BLOCK: Final = re.compile(r"[|>][-+\d]*[ \t]*(?:#.*)?")
_SHELL: Final = re.compile(r"[ \t]*(?:-[ \t]+)?shell:[ \t]*[\"']?(pwsh|powershell|cmd|python)\b")
_GIVEN: Final = re.compile(r"\$\{\{[ \t]*([^{}]{1,200}?)[ \t]*\}\}")
_ITEM: Final = re.compile(r"[ \t]*-[ \t]+(.*)")
_A_STEP: Final = 20
"""Steps of work one costs."""
_NEAR: Final = 12
_AFTER: Final = 100
"""Lines before and after it in which a step may name its shell."""
_ENDINGS: Final = {"pwsh": "ps1", "powershell": "ps1", "cmd": "cmd", "python": "py"}


def orders(sample: Sample, allowance: Allowance) -> Iterator[Order]:
    """Yield the script of each step."""
    text = sample.text.replace("\r\n", "\n")
    if _WORKFLOW.search(text) is None:
        return
    lines = text.split("\n")
    at = 0
    while at < len(lines):
        found = _STEP.fullmatch(lines[at])
        if found is None:
            at += 1
            continue
        end = _end(lines, at, len(found[1]), found[3].strip())
        script, shown = _script(lines[at + 1 : end], found[3].strip())
        allowance.burn(len(script) // 16 + _A_STEP)
        if script.strip():
            yield Order(
                command=_GIVEN.sub(_variable, script),
                shown=shown[:80].rstrip(),
                when=BUILD,
                ending=_ending(lines, at),
            )
        at = max(end, at + 1)


def _end(lines: Sequence[str], at: int, indent: int, value: str) -> int:
    """Return where the block or the list a step runs ends; right behind it where it has none."""
    if value and not _BLOCK.fullmatch(value):
        return at + 1
    for number in range(at + 1, len(lines)):
        bare = lines[number].lstrip()
        depth = len(lines[number]) - len(bare)
        if not bare:
            continue
        if (not value and not bare.startswith("- ")) or depth < indent or (value and depth == indent):
            return number
    return len(lines)


def _script(inside: Sequence[str], value: str) -> tuple[str, str]:
    """Return what one step runs, and its first line as it stands there."""
    if value and not _BLOCK.fullmatch(value):
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
        return (value[1:-1] if quoted else value), value
    if not value:
        items = [found[1].strip().strip("\"'") for line in inside if (found := _ITEM.fullmatch(line))]
        return "\n".join(items), items[0] if items else ""
    full = [line for line in inside if line.strip()]
    least = min((_depth(line) for line in full), default=0)
    return "\n".join(line[least:] for line in inside), full[0].strip() if full else ""


def _variable(found: re.Match[str]) -> str:
    """Return what a value put in from outside is for a shell: a variable of its last name."""
    name = re.sub(r"\W+", "_", found[1].rpartition(".")[2]).strip("_")
    return f"${{{name or 'VALUE'}}}"


def _ending(lines: Sequence[str], at: int) -> str:
    """Return the ending of the shell its step asks for, before or after what is run."""
    first = _first(lines, at)
    depth = _depth(lines[first])
    for number in range(first, min(len(lines), at + _AFTER)):
        line = lines[number]
        if number > at and line.strip() and _depth(line) <= depth:
            break
        if (found := _SHELL.match(line)) is not None:
            return _ENDINGS[found[1]]
    return "sh"


def _first(lines: Sequence[str], at: int) -> int:
    """Return the line a step begins with: the one with its dash, not further in than itself."""
    for back in range(at, max(-1, at - _NEAR), -1):
        if lines[back].lstrip().startswith("- ") and (back == at or _depth(lines[back]) < _depth(lines[at])):
            return back
        if lines[back].strip() and _depth(lines[back]) < _depth(lines[at]):
            break
    return at


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
