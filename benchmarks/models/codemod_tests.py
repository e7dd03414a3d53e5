"""Patches without a model, held to the tests of the packages they mend: which break a test that passed.

Looks at packages somebody unpacked, each with an environment its tests run in. Every patch that codemods
propose and the gates that run nothing pass is laid over the package alone, and the product's own gate of
tests runs them in the sandbox, before and after. A patch broke something if the gate says so twice, with both
runs made anew; tests that fail now and then are told apart by that.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

from benchmarks.engine import python_files, source_file
from benchmarks.models.codemods import Target, best
from benchmarks.models.reached import MARK
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.agents.effects import Execute
from vedette.agents.patching import testing
from vedette.agents.patching.applying import apply, paths_of
from vedette.agents.patching.ground import Changes, Ground
from vedette.agents.patching.harness import program_of
from vedette.agents.patching.wellformed import is_test
from vedette.app.fixtests import detected
from vedette.code.codemods import claimed
from vedette.core.digest import sha256
from vedette.core.executions import Execution, NotExecuted, Program, Sandbox
from vedette.core.nouns import Finding, Lines
from vedette.core.patches import Outcome as Said
from vedette.core.patches import Tried
from vedette.core.sources import SourceFile
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.toolchain import Toolchain, interpreter

HEADER = (
    "package", "patches", "tried", "reached", "tests", "pass before", "pass after", "broken", "unsteady",
)  # fmt: skip
SOURCE, ENVIRONMENT, COMMAND = "source", "venv", "tests"
SECONDS = 300
MOST = 1_000
_LARGE = 2 << 20
_NOTE = (
    "Before and after: the tests that pass; after, with the patch most of them fail with. Reached: the tests "
    "go through the very line that was found, in their own process. Unsteady: failed once, and passed when "
    "tried again."
)


@dataclass(frozen=True, slots=True)
class Package:
    """One unpacked package, and what its tests are run with."""

    name: str
    source: Path
    chain: Toolchain
    tests: tuple[str, ...]


def packages(place: Path, only: Sequence[str]) -> Iterator[Package]:
    """Yield `place/NAME/source`, with `NAME/venv` and, in `NAME/tests`, the command if it is no plain one."""
    for folder in sorted(one.parent for one in place.glob(f"*/{SOURCE}")):
        if only and folder.name not in only:
            continue
        venv, chain = folder / ENVIRONMENT, interpreter()
        if venv.is_dir():
            real = str((venv / "bin/python").resolve().parent.parent)
            readable = {str(venv.resolve()), *chain.readable, *({real} - {"/usr"})}
            chain = Toolchain(str(venv.resolve() / "bin/python"), tuple(sorted(readable)))
        said = folder / COMMAND
        words = tuple(shlex.split(said.read_text("utf-8"))) if said.is_file() else ()
        source = folder / SOURCE
        yield Package(folder.name, source, chain, words or detected(_sources(source), chain.python))


def _sources(folder: Path) -> list[SourceFile]:
    found = [path for path in python_files(folder) if path.stat().st_size <= _LARGE]
    return [source_file(path, folder) for path in found]


@dataclass(frozen=True, slots=True)
class Proposed:
    """A patch that the gates which run nothing pass, and the text it makes."""

    finding: Finding
    tried: Tried
    changes: Changes

    @property
    def lines(self) -> list[tuple[str, int]]:
        """The lines that were found, each with its file: what a test has to go through to notice."""
        where = self.finding.primary.locator
        assert isinstance(where, Lines)
        return [(self.finding.primary.name, line) for line in range(where.line, where.end_line + 1)]


def proposed(target: Target, most: int) -> list[Proposed]:
    """Return the patches for what is found outside tests, the same for two findings once."""
    made: dict[str, Proposed] = {}
    for finding in target.report.findings:
        if len(made) >= most or not claimed(finding) or is_test(finding.primary.name):
            continue
        tried = best(target, finding)
        if tried is not None and tried.accepted and tried.diff not in made:
            texts = {path: target.text_of(path) for path in paths_of(tried.patch)}
            made[tried.diff] = Proposed(finding, tried, apply(tried.patch, texts))
    return list(made.values())


@dataclass(slots=True)
class Runs:
    """Runs programs in the sandbox; what differs from the package in nothing is run once."""

    source: Path
    sandbox: Sandbox
    kept: dict[str, Execution | NotExecuted] = field(default_factory=dict)

    def run(self, program: Program) -> Execution | NotExecuted:
        """Run a program, or say again what came of it."""
        laid = {
            path: data for path, data in program.files.items() if (self.source / path).read_bytes() != data
        }
        program = msgspec.structs.replace(program, files=laid)
        key = sha256(msgspec.msgpack.encode(program, order="deterministic"))
        if key not in self.kept:
            self.kept[key] = self.sandbox.run(program)
        return self.kept[key]


@dataclass(slots=True)
class Tested:
    """What came of one package."""

    name: str
    patches: int = 0
    tried: int = 0
    reached: int = 0
    tests: int = 0
    before: int = 0
    after: int = 0
    broken: list[str] = field(default_factory=list)
    unsteady: int = 0
    why: str = ""

    def cells(self) -> list[Cell]:
        """Return the line of the table."""
        numbers = (self.patches, self.tried, self.reached, self.tests, self.before, self.after)
        return [self.name, *numbers, len(self.broken), self.unsteady]


class Suite:
    """The tests of one package, and the patches held to them."""

    def __init__(self, package: Package, sandbox: Sandbox, seconds: float) -> None:
        self._package, self._seconds = package, seconds
        self._runs = Runs(package.source, sandbox)

    @cached_property
    def target(self) -> Target:
        """The package as it is, scanned."""
        return Target(_sources(self._package.source))

    def _ground(self, finding: Finding) -> Ground:
        package = self._package
        return Ground(
            report=self.target.report, finding=finding,
            tree=str(package.source.resolve()), tests=package.tests,
            python=package.chain.python, readable=package.chain.readable, test_seconds=self._seconds,
        )  # fmt: skip

    def judge(self, patches: Sequence[Proposed]) -> Tested:
        """Hold each patch to the tests, alone."""
        made = Tested(self._package.name, patches=len(patches))
        if not patches or not self._package.tests:
            made.why = "" if self._package.tests else "no tests are seen"
            return made
        reached = self._reached(patches)
        for one in patches:
            said, why = self._said(one)
            print(f"{made.name} {one.tried.patch.by} {said.value}: {why}", file=sys.stderr, flush=True)
            if said is Said.NOT_RUN:
                made.why = why
                break
            self._count(made, one)
            made.tried += 1
            made.reached += not reached.isdisjoint(one.lines)
            if said is Said.FAILED:
                self._again(made, one, why)
        return made

    def _said(self, one: Proposed) -> tuple[Said, str]:
        """Ask the product's gate."""
        steps = testing.judge(one.changes, self._ground(one.finding))
        answer: Any = None
        while True:
            try:
                effect = steps.send(answer)
            except StopIteration as end:
                return end.value.outcome, end.value.why
            assert isinstance(effect, Execute)
            answer = self._runs.run(effect.program)

    def _again(self, made: Tested, one: Proposed, why: str) -> None:
        """Ask once more, with both runs made anew."""
        self._runs.kept.clear()
        said, _ = self._said(one)
        if said is not Said.FAILED:
            made.unsteady += 1
            return
        made.broken.append(f"{made.name} {one.tried.patch.by}: {why}")
        print(f"BROKEN {made.broken[-1]}\n{one.tried.diff}", file=sys.stderr, flush=True)

    def _program(self, one: Proposed, changes: Changes) -> Program:
        ground = self._ground(one.finding)
        program = program_of(ground, changes, testing.telling(ground.tests, ground.python))
        return msgspec.structs.replace(program, output_bytes=testing.OUTPUT)

    def _count(self, made: Tested, one: Proposed) -> None:
        """Count the tests that pass, of the runs that were just made."""
        before, after = (_passing(self._runs.run(self._program(one, each))) for each in ((), one.changes))
        first = not made.tried
        made.tests, made.before = (len(before), sum(before.values())) if first else (made.tests, made.before)
        still = sum(passes and after.get(name, False) for name, passes in before.items())
        made.after = still if first else min(made.after, still)

    def _reached(self, patches: Sequence[Proposed]) -> set[tuple[str, int]]:
        """Run the tests once, watched, and return the lines found that they went through."""
        wanted: dict[str, list[int]] = {}
        for one in patches:
            for path, line in one.lines:
                wanted.setdefault(path, []).append(line)
        program = self._program(patches[0], ())
        python, *words = program.command
        if words[:1] != ["-m"]:
            return set()
        text = files("benchmarks.models").joinpath("reached.py").read_text("utf-8")
        watched = msgspec.structs.replace(program, command=(python, "-c", text, json.dumps(wanted), *words))
        ended = self._runs.run(watched)
        said = ended.err.decode("utf-8", "replace").splitlines() if isinstance(ended, Execution) else []
        told = [line.removeprefix(MARK) for line in said if line.startswith(MARK)]
        return {(path, line) for path, line in json.loads(told[-1])} if told else set()


def _passing(ended: Execution | NotExecuted) -> dict[str, bool]:
    if not isinstance(ended, Execution):
        return {}
    lines = (ended.out + b"\n" + ended.err).decode("utf-8", "replace").splitlines()
    return {name: said is testing.Said.PASSED for name, said in testing.results(lines).items()}


def figures(found: Sequence[Tested]) -> dict[str, object]:
    """Return the sums: of packages whose tests ran, patches held to them, and those that broke one."""
    ran = [one for one in found if one.tried]
    return {
        "packages": len(ran),
        "patches": sum(one.tried for one in ran),
        "reached": sum(one.reached for one in ran),
        "tests_before": sum(one.before for one in ran),
        "tests_after": sum(one.after for one in ran),
        "broken": sum(len(one.broken) for one in ran),
        "unsteady": sum(one.unsteady for one in ran),
        "not_run": sum(bool(one.why) for one in found),
    }


def run(options: Options) -> Outcome:
    """Hold patches to tests; `ONLY=` packages, `MOST=` patches of each, `SECONDS=` for one run of tests."""
    place = options.needed("PLACE", "a folder of NAME/source and NAME/venv")
    only = [one for one in options.get("ONLY").split(",") if one]
    most, seconds = int(options.get("MOST") or MOST), float(options.get("SECONDS") or SECONDS)
    found: list[Tested] = []
    for package in packages(place, only):
        suite = Suite(package, Jail(), seconds)
        patches = proposed(suite.target, most)
        print(f"{package.name}: {len(patches)} patches …", file=sys.stderr, flush=True)
        found.append(suite.judge(patches))
    whys = [f"{one.name}: {one.why}" for one in found if one.why]
    broken = [line for one in found for line in one.broken]
    return Outcome(
        title="Codemods, held to the tests of what they mend", header=HEADER,
        rows=[one.cells() for one in found], figures=figures(found), notes=[_NOTE, *whys, *broken],
    )  # fmt: skip
