"""Other tools, when they are installed: run as processes, their findings read as weaknesses and lines."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from msgspec import Struct

from benchmarks.options import Options
from benchmarks.processes import output_of

SEMGREP = ("scan", "--metrics", "off", "--disable-version-check", "-q", "--json")
"""As one runs it in a build: no network, no metrics."""

# Bandit names one CWE a finding, often a distant one (78 for eval, 20 for yaml.load): in its favour, the
# weakness its own documentation describes counts as well.
BANDIT_MEANS = {
    "B102": 94, "B202": 22, "B301": 502, "B302": 502, "B307": 95, "B308": 79, "B310": 918, "B313": 611,
    "B314": 611, "B315": 611, "B316": 611, "B317": 611, "B318": 611, "B319": 611, "B320": 611, "B506": 502,
    "B602": 78, "B603": 78, "B604": 78, "B605": 78, "B606": 78, "B607": 78, "B608": 89, "B610": 89,
    "B611": 89,
    "B614": 502, "B701": 79, "B702": 79, "B703": 79, "B704": 79,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Alarm:
    """One finding of another tool."""

    weaknesses: tuple[str, ...]
    first: int
    last: int


Alarms = dict[Path, list[Alarm]]


@dataclass(frozen=True, slots=True)
class Tool:
    """Another tool, ready to look at a folder: alarms by file."""

    version: str
    run: Callable[[Path], Alarms]


def installed(options: Options) -> dict[str, Tool]:
    """Return the tools the options name: BANDIT, and SEMGREP with its SEMGREP_RULES."""
    tools = {}
    if (program := options.path("BANDIT")) is not None:
        tools["bandit"] = Tool(first_line(program), partial(bandit, program))
    rules = options.path("SEMGREP_RULES")
    if (program := options.path("SEMGREP")) is not None and rules is not None:
        tools["semgrep"] = Tool(first_line(program), partial(semgrep, program, rules))
    return tools


def first_line(program: Path) -> str:
    """Return a tool's name and version as it says itself."""
    words = output_of([str(program), "--version"]).split()
    return f"{program.name} {next((word for word in words if word[:1].isdigit()), '?')}"


def bandit(program: Path, folder: Path) -> Alarms:
    """Run Bandit over a folder."""
    said = output_of([str(program), "-q", "-f", "json", "-r", str(folder)])
    return _by_file((one.filename, one.alarm()) for one in msgspec.json.decode(said, type=_Bandit).results)


def semgrep(program: Path, rules: Path, folder: Path) -> Alarms:
    """Run Semgrep over a folder, with a folder of rules."""
    said = output_of([str(program), *SEMGREP, "--config", str(rules), str(folder)])
    return _by_file((one.path, one.alarm()) for one in msgspec.json.decode(said, type=_Semgrep).results)


def _by_file(named: Iterable[tuple[str, Alarm]]) -> Alarms:
    found = defaultdict[Path, list[Alarm]](list)
    for name, alarm in named:
        found[Path(name)].append(alarm)
    return dict(found)


class _Cwe(Struct, frozen=True):
    id: int = 0


class _BanditResult(Struct, frozen=True):
    filename: str
    test_id: str
    line_range: list[int]
    issue_cwe: _Cwe = _Cwe()

    def alarm(self) -> Alarm:
        numbers = {self.issue_cwe.id, BANDIT_MEANS.get(self.test_id, 0)} - {0}
        return Alarm(
            tuple(f"CWE-{one}" for one in sorted(numbers)), min(self.line_range), max(self.line_range)
        )


class _Bandit(Struct, frozen=True):
    results: list[_BanditResult]


class _Place(Struct, frozen=True):
    line: int


class _Metadata(Struct, frozen=True):
    cwe: list[str] | str = ""


class _Extra(Struct, frozen=True):
    metadata: _Metadata = _Metadata()


class _SemgrepResult(Struct, frozen=True):
    path: str
    start: _Place
    end: _Place
    extra: _Extra

    def alarm(self) -> Alarm:
        said = self.extra.metadata.cwe
        named = [said] if isinstance(said, str) else said
        weaknesses = tuple(found for one in named for found in re.findall(r"CWE-\d+", one))
        return Alarm(weaknesses, self.start.line, self.end.line)


class _Semgrep(Struct, frozen=True):
    results: list[_SemgrepResult]
