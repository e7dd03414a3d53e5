"""What commands of Windows and PowerShell do: certutil, reg, schtasks, Set-MpPreference ..."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vedette.core.expressions import expression
from vedette.triage.fact import Act
from vedette.triage.facts.commands.told import Told
from vedette.triage.facts.commands.windows_rows import rows_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vedette.triage.facts.commands.windows_rows import Row

LINE_MOST: Final = 2048
_DEEPEST: Final = 3
_QUIET: Final = frozenset(
    {
        "echo", "set", "cd", "chdir", "rem", "exit", "goto", "if", "else", "for", "pause", "title",
        "color", "cls", "setlocal", "endlocal", "call", "shift", "mode", "chcp", "prompt", "pushd",
        "popd", "type", "ver", "break", "write-host", "write-output", "out-null", "out-file",
        "set-location", "get-location", "clear-host", "get-date", "import-module", "sort-object",
        "format-table", "format-list", "measure-object", "set-strictmode", "write-verbose",
        "write-warning", "write-error", "read-host", "select-string", "convertto-json",
        "convertfrom-json", "split-path", "test-path", "resolve-path", "get-member", "timeout",
    }
)  # fmt: skip
"""Commands not worth a fact of their own."""
_FETCHING: Final = expression(r"https?://[^\s\"'<>|)]{3,2000}")
_OUTPUT: Final = expression(
    r"(?:-outfile|-out|--output|-o|-destination|-destinationpath)\s+(\"[^\"]{1,300}\"|\S{1,300})",
    re.IGNORECASE,
)
_CERTUTIL: Final = expression(
    r"https?://\S+\s+(\"[^\"]{1,300}\"|\S{1,300})|-decode(?:hex)?\s+\S+\s+(\S{1,300})", re.IGNORECASE
)
_CMDLET: Final = expression(
    r"(?:get|set|new|add|remove|invoke|start|stop|restart|export|import|convertto|convertfrom|test|out|write|read|"
    r"enable|disable|register|unregister|update|install|uninstall|copy|move|rename|clear|join|split|format|select|"
    r"where|foreach|sort|group|measure|compare|wait|send|save|expand|compress|resolve|enter|exit|find|publish|"
    r"show|suspend|resume|push|pop|use|debug|trace|unblock|checkpoint|tee)-\w+"
)
"""A command of PowerShell's own: what it does says the table; it starts no program."""
_SHELLS: Final = frozenset({"powershell", "pwsh"})
_ENCODED: Final = expression(r"[-/]e(?:c|n\w*)?\s+[\"']?([A-Za-z0-9+/]{16,}={0,2})", re.IGNORECASE)
_RUNS_TEXT: Final = expression(r"\b(?:iex|invoke-expression)\b", re.IGNORECASE)
_STARTERS: Final = frozenset({"start", "start-process", "call", "saps", "invoke-item", "cmd"})
_NOT_CMDLETS: Final = expression(r"[\w.-]{1,60}")


def program_of(word: str) -> str:
    """Return the name of a program in small letters, without folder or ending."""
    name = word.strip("\"' @").lower().replace("/", "\\").rpartition("\\")[2]
    for suffix in (".exe", ".com"):
        name = name.removesuffix(suffix)
    return name


def facts_of_command(words: Sequence[str], depth: int = 0) -> Iterator[Told]:
    """Yield what one command does."""
    if not words or not (name := program_of(words[0])):
        return
    line = " ".join(words[1:])[:LINE_MOST]
    low = line.lower()
    made = [
        _told(row, found, words) for row in rows_of(name) if (found := row.pattern.search(low)) is not None
    ]
    download = next((one for one in made if one.act is Act.DOWNLOADS), None)
    if download is None and any(one.act in (Act.RUNS_CODE, Act.LOADS_CODE) for one in made):
        download = _fetched(name, line)
    made += _code_on_line(name, line, download)
    if name not in _QUIET and (name in _STARTERS or _CMDLET.fullmatch(name) is None):
        inputs = (download,) if download is not None else ()
        yield Told(
            act=Act.RUNS_COMMAND, says=f"runs {name}"[:100], target=" ".join(words)[:300], how=name, inputs=()
        )
        made = [_fed(one, inputs) for one in made]
    yield from _distinct(made)
    if download is not None and download not in made:
        yield download
    yield from _inner(name, words, depth)


def _code_on_line(name: str, line: str, download: Told | None) -> list[Told]:
    """Return what PowerShell is told to run on the line itself: what it decodes, or what it downloads."""
    if name not in _SHELLS:
        return []
    if (found := _ENCODED.search(line)) is not None:
        decoded = Told(act=Act.DECODES, says="base64 on the command line", target=found[1][:100], how=name)
        return [Told(act=Act.RUNS_CODE, says="runs an encoded command", how=name, inputs=(decoded,)), decoded]
    if download is not None and _RUNS_TEXT.search(line) is not None:
        says = "runs what it downloads"
        return [Told(act=Act.RUNS_CODE, says=says, target=download.target, how=name, inputs=(download,))]
    return []


def _told(row: Row, found: re.Match[str], words: Sequence[str]) -> Told:
    name = program_of(words[0])
    target = (found.groupdict().get("target") or found.groupdict().get("other") or "").strip()
    line = " ".join(words[1:])
    at = line.lower().find(target)
    exact = line[at : at + len(target)] if at >= 0 and target else target
    file = ""
    if row.act in (Act.DOWNLOADS, Act.DECODES):
        file = _left_behind(name, line)
    return Told(act=row.act, says=row.says, target=exact.strip("\"' ")[:300], how=name, file=file)


def _left_behind(name: str, line: str) -> str:
    """Return the file a download or decoding leaves."""
    pattern = _CERTUTIL if name == "certutil" else _OUTPUT
    found = pattern.search(line)
    if found is None and name == "bitsadmin":
        return line.rsplit(maxsplit=1)[-1].strip("\"'") if line.split() else ""
    groups = [one for one in found.groups() if one] if found is not None else []
    return groups[0].strip("\"'") if groups else ""


def _fetched(name: str, line: str) -> Told | None:
    """Return the download inside of running something from an address."""
    found = _FETCHING.search(line)
    if found is None:
        return None
    return Told(act=Act.DOWNLOADS, says="fetches what it runs", target=found[0], how=name)


def _fed(one: Told, inputs: tuple[Told, ...]) -> Told:
    if one.act not in (Act.RUNS_CODE, Act.LOADS_CODE) or not inputs or one.inputs:
        return one
    return Told(act=one.act, says=one.says, target=one.target, how=one.how, inputs=inputs)


def _distinct(made: list[Told]) -> Iterator[Told]:
    """Yield one of each act: the first, which says most."""
    seen: set[tuple[Act, str]] = set()
    for one in made:
        if (one.act, one.says) not in seen and not (
            one.act is Act.PERSISTS and any(act is one.act for act, _ in seen)
        ):
            seen.add((one.act, one.says))
            yield one


def _inner(name: str, words: Sequence[str], depth: int) -> Iterator[Told]:
    """Yield what a command does that another starts: start x, cmd /c x, Start-Process x."""
    if name not in _STARTERS or depth >= _DEEPEST:
        return
    rest = list(words[1:])
    while rest and (rest[0][:1] in '/-"' or not rest[0]) and len(rest) > 1:
        rest.pop(0)
    if rest and _NOT_CMDLETS.fullmatch(program_of(rest[0])) is not None:
        yield from facts_of_command(rest, depth + 1)
