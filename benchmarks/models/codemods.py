"""Patches without a model: of the findings codemods claim, how many get one that passes the gates.

Looks at the marked cases of our own pages and tables, and at the vulnerable releases of the CVE pairs: the
CVE's own findings, and others in those releases. Each patch goes through the product's own gates: it applies,
it is well formed, and a scan of the whole target finds the weakness gone and nothing new. The codemods' own
tests attack what they mend and compare what harmless input gives.
"""

from __future__ import annotations

import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.engine import python_files, shipped, source_file
from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from benchmarks.pairs import Row, matching, rows
from benchmarks.releases import downloaded, unpacked
from vedette.agents.effects import Consult, Effect, Execute, NoAnswer, ReadSource, Rescan, Steps
from vedette.agents.patching import Ground, try_patch
from vedette.code import scan
from vedette.code.cases import MARK, cases, files_of, source_of
from vedette.code.codemods import claimed, propose
from vedette.core.executions import NotExecuted, Sandbox
from vedette.core.nouns import Artefact, ArtefactKind, Engine, Finding, Lines, Report
from vedette.core.patches import Gate, Patch, Tried
from vedette.core.patches import Outcome as Said
from vedette.core.sources import SourceFile
from vedette.core.text import decode
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.toolchain import interpreter

GATES = (Gate.G0, Gate.G1, Gate.G2)
RUN = (Gate.G3, Gate.G5)
"""What is tried by running, in the sandbox: our own cases only, and only where RUN=1 says so."""
HEADER = (
    "where",
    "rule",
    "findings",
    "claimed",
    "proposed",
    *(gate.value for gate in (*GATES, *RUN)),
    "share",
)
_IMPORT = re.compile(rb"^[ \t]*(?:import|from)[ \t]+(\w+)", re.MULTILINE)
CHAIN = interpreter()
_SAYS = "Gates that run nothing: G0 to G2. Attacks and harmless input: the codemods' own tests."
_SAYS_RUN = "Attacks and harmless input are run in the sandbox, where a gate knows how; nobody's tests."
OTHERS_MAX = 40
"""Of the findings in one release that are not the CVE's, how many are tried, the first ones."""


class Memory:
    """Keeps what the engine found out about code: each scan sees what the first one left, and no more."""

    def __init__(self, base: Mapping[bytes, bytes] | None = None) -> None:
        self._base = base or {}
        self.kept: dict[bytes, bytes] = {}

    def get(self, key: bytes) -> bytes | None:
        """Return what was kept."""
        return self.kept.get(key) or self._base.get(key)

    def put(self, key: bytes, value: bytes) -> None:
        """Keep something."""
        self.kept[key] = value


@dataclass(slots=True)
class Count:
    """How far patches came: findings by stage."""

    findings: int = 0
    claimed: int = 0
    proposed: int = 0
    accepted: int = 0
    passed: Counter[Gate] = field(default_factory=Counter)

    def cells(self) -> list[Cell]:
        """Return the numbers of a line of the table."""
        gates = [self.passed[gate] for gate in (*GATES, *RUN)]
        return [self.findings, self.claimed, self.proposed, *gates, self.share]

    @property
    def share(self) -> float | None:
        """Of the claimed, those with a patch that no gate stopped."""
        return self.accepted / self.claimed if self.claimed else None

    def add(self, other: Count) -> None:
        """Add another count."""
        self.findings += other.findings
        self.claimed += other.claimed
        self.proposed += other.proposed
        self.accepted += other.accepted
        self.passed.update(other.passed)


class Target:
    """Some files, and what the gates may ask about them."""

    def __init__(self, files: Sequence[SourceFile], sandbox: Sandbox | None = None) -> None:
        self._sandbox = sandbox
        self._memory = Memory()
        self.remembers = True
        self._files = {one.path: one for one in files}
        self.report = self._scanned(files, self._memory)

    @cached_property
    def _texts(self) -> dict[str, str | None]:
        return {}

    def text_of(self, path: str) -> str | None:
        """Return a file's text, None where there is none."""
        if path not in self._texts:
            one = self._files.get(path)
            self._texts[path] = decode(one.read()) if one is not None else None
        return self._texts[path]

    def _scanned(self, files: Sequence[SourceFile], memory: Memory) -> Report:
        found = scan(files, shipped(), memory)
        return Report(
            engine=Engine(name="vedette", version="0", rules=shipped().digest),
            target=Artefact(kind=ArtefactKind.TREE, name="target", digest="sha256:" + "0" * 64, size=0),
            artefacts=found.artefacts,
            findings=found.findings,
            coverage=found.coverage,
        )

    def _changed(self, changed: Mapping[str, str]) -> Report:
        files = {**self._files, **{path: source_of(path, text) for path, text in changed.items()}}
        return self._scanned(list(files.values()), Memory(self._memory.kept if self.remembers else None))

    def try_patch(self, finding: Finding, patch: Patch) -> Tried:
        """Send a patch through the gates that run nothing."""
        ground = Ground(
            report=self.report, finding=finding, imported=self._imported, own=frozenset(self._files),
            files={path: one.read() for path, one in self._files.items()} if self._sandbox else {},
            python=CHAIN.python, readable=CHAIN.readable,
        )  # fmt: skip
        steps: Steps[Tried] = try_patch(patch, ground)
        answer: Any = None
        while True:
            try:
                effect = steps.send(answer)
            except StopIteration as end:
                made: Tried = end.value
                return made
            answer = self._answer(effect)

    @cached_property
    def _imported(self) -> frozenset[str]:
        """Top-level names of what the target imports, and of its own modules."""
        own = {part.removesuffix(".py") for path in self._files for part in path.split("/")[:2]}
        return frozenset(own.union(*(_imports(one.read()) for one in self._files.values())))

    def _answer(self, effect: Effect) -> object:
        match effect:
            case Rescan(changed=changed):
                return self._changed(changed)
            case ReadSource(path=path):
                return self.text_of(path)
            case Execute(program=program):
                no = NotExecuted(why="strangers' programs are not run here")
                return self._sandbox.run(program) if self._sandbox is not None else no
            case Consult():
                return NoAnswer(why="no model")
            case _:
                return None


def _imports(data: bytes) -> set[str]:
    return {found[1].decode() for found in _IMPORT.finditer(data)}


def judged(target: Target, findings: Iterable[Finding], say: Say) -> dict[str, Count]:
    """Propose patches for findings, and count by rule how far the best one came."""
    found: dict[str, Count] = defaultdict(Count)
    for finding in findings:
        count = found[finding.rule]
        count.findings += 1
        if not claimed(finding):
            continue
        count.claimed += 1
        tried = best(target, finding)
        count.proposed += tried is not None
        count.accepted += tried is not None and tried.accepted
        for trial in tried.trials if tried is not None else ():
            count.passed[trial.gate] += trial.outcome is Said.PASSED
        say(finding, tried)
    return found


class Say:
    """Writes down what is not mended and why, where that is wanted."""

    def __init__(self, where: str, *, loud: bool) -> None:
        self._where, self._loud = where, loud

    def __call__(self, finding: Finding, best: Tried | None) -> None:
        """Say what came of one finding."""
        if not self._loud:
            return
        where = finding.primary.locator
        line = where.line if isinstance(where, Lines) else 0
        trials = best.trials if best is not None else ()
        why = next((one.why for one in trials if one.outcome is Said.FAILED), "ok" if trials else "no patch")
        print(f"{self._where} {finding.primary.name}:{line} {finding.rule}: {why}", file=sys.stderr)
        if best is not None:
            print(best.diff, file=sys.stderr)


def best(target: Target, finding: Finding) -> Tried | None:
    """Return the first patch that passes all gates, else the one that came furthest."""
    furthest: Tried | None = None
    for patch in propose(finding, target.text_of):
        tried = target.try_patch(finding, patch)
        if len(tried.trials) > len(GATES) - 1 and not tried.accepted:  # what was kept may be stale: look anew
            target.remembers = False
            tried = target.try_patch(finding, patch)
            target.remembers = True
        if tried.accepted:
            return tried
        if furthest is None or len(tried.trials) > len(furthest.trials):
            furthest = tried
    return furthest


def of_cases(*, tables: bool, loud: bool, sandbox: Sandbox | None = None) -> dict[str, Count]:
    """Try the marked lines of the pages, or of the tables."""
    found: dict[str, Count] = defaultdict(Count)
    for case in cases(shipped()):
        if (case.rule is None) is not tables:
            continue
        files = dict(files_of(case.code))
        target = Target([source_of(path, text) for path, text in files.items()], sandbox)
        marked = [one for one in target.report.findings if _is_marked(one, files, case.rule)]
        for rule, count in judged(target, marked, Say(case.name, loud=loud)).items():
            found[rule].add(count)
    return found


def _is_marked(finding: Finding, files: Mapping[str, str], rule: str | None) -> bool:
    """Tell whether a case says that this is to be found."""
    where = finding.primary.locator
    if rule not in (None, finding.rule) or not isinstance(where, Lines):
        return False
    lines = files[finding.primary.name].split("\n")[where.line - 1 : where.end_line]
    return any(MARK.search(line) for line in lines)


def of_pairs(options: Options) -> Iterator[tuple[str, Row, dict[str, Count]]]:
    """Try the CVE's findings in each vulnerable release, and then the others."""
    root, only = options.path("PAIRS"), options.get("ONLY").split(",") if options.get("ONLY") else None
    most = int(options.get("OTHERS") or OTHERS_MAX)
    for row in rows():
        if only is not None and row.package not in only:
            continue
        print(f"{row.package} …", file=sys.stderr)
        wanted = row.package, row.vulnerable
        files = downloaded(*wanted) if root is None else unpacked(root, *wanted)
        target = Target(files)
        source = next((one.read() for one in files if one.path.endswith(row.file)), None)
        cve = matching(row, target.report.findings, source)
        say = Say(row.package, loud=bool(options.get("LOUD")))
        yield "CVE pairs", row, judged(target, cve, say)
        others = [one for one in target.report.findings if one not in cve]
        yield "other findings in those releases", row, judged(target, others[:most], say)


def of_folder(folder: Path, *, loud: bool) -> dict[str, Count]:
    """Try every finding in a folder, each file on its own."""
    found: dict[str, Count] = defaultdict(Count)
    for path in python_files(folder):
        target = Target([source_file(path, folder)])
        for rule, count in judged(target, target.report.findings, Say("folder", loud=loud)).items():
            found[rule].add(count)
    return found


def table(counts: Mapping[str, Mapping[str, Count]]) -> Iterator[list[Cell]]:
    """Yield a line for every rule in every place, and one for each place."""
    for where, by_rule in counts.items():
        for rule, count in sorted(by_rule.items()):
            yield [where, rule, *count.cells()]
        yield [where, "all", *total(by_rule).cells()]


def total(by_rule: Mapping[str, Count]) -> Count:
    """Add up counts."""
    made = Count()
    for count in by_rule.values():
        made.add(count)
    return made


def figures(counts: Mapping[str, Mapping[str, Count]]) -> dict[str, object]:
    """Return the shares: of the pages' and pairs' claimed findings, those with a patch through the gates."""
    wanted = Count()
    for where in ("pages", "CVE pairs"):
        wanted.add(total(counts.get(where, {})))
    made: dict[str, object] = {"codemod_verified_share": round(wanted.share or 0.0, 3)}
    for where, by_rule in counts.items():
        one = total(by_rule)
        name = where.replace(" ", "_").lower()
        made |= {f"{name}_claimed": one.claimed, f"{name}_verified": one.accepted}
    return made


def run(options: Options) -> Outcome:
    """Measure; `WHERE=` names some of pages, tables, pairs; `FOLDER=` other files; `RUN=1` tries ours."""
    where = (options.get("WHERE") or "pages,tables,pairs").split(",")
    loud, counts = bool(options.get("LOUD")), dict[str, dict[str, Count]]()
    sandbox = Jail() if options.get("RUN") else None
    if "pages" in where:
        counts["pages"] = of_cases(tables=False, loud=loud, sandbox=sandbox)
    if "tables" in where:
        counts["tables"] = of_cases(tables=True, loud=loud, sandbox=sandbox)
    if "pairs" in where:
        for kind, _, found in of_pairs(options):
            for rule, count in found.items():
                counts.setdefault(kind, {}).setdefault(rule, Count()).add(count)
    if (folder := options.path("FOLDER")) is not None:
        counts["folder"] = of_folder(folder, loud=loud)
    return Outcome(
        title="Codemods", header=HEADER, rows=list(table(counts)), figures=figures(counts),
        notes=[_SAYS_RUN if sandbox else _SAYS],
    )  # fmt: skip
