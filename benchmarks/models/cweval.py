"""CWEval's Python tasks, mended from their unsafe variants: the share at each gate, its tests the judge.

A variant stands in the task's test file. It is put where the task's solution would be, alone: neither the
tests nor the solution are there while it is scanned and mended. Then the task's own tests are run on what
came of it, those of function and those of security apart. The product was not made with these in view.
"""

from __future__ import annotations

import ast
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.options import Options
from benchmarks.outcome import Cell, Outcome
from vedette.agents.patching.testing import Said, results
from vedette.app.clock import SYSTEM
from vedette.app.code_analyser import load
from vedette.app.fix import Means
from vedette.app.fix import run as mend
from vedette.app.fix_answers import Fixed
from vedette.app.fix_requests import Fix
from vedette.app.jobs import Job
from vedette.app.reports import LastReport
from vedette.app.tools import Tools
from vedette.code.codemods import claimed
from vedette.core.executions import Execution, Program, Sandbox
from vedette.core.limits import DEFAULTS
from vedette.core.patches import Gate
from vedette.core.patches import Outcome as Said_of_gate
from vedette.sandbox.jail.jail import Jail
from vedette.sandbox.jail.toolchain import Toolchain, interpreter
from vedette.store.cache import Memory

HEADER = (
    "variant",
    "findings",
    "claimed",
    "proposed",
    "accepted",
    "rung",
    "stopped at",
    "function",
    "security",
)
FUNCTION, SECURITY = "functionality", "security"
_SECONDS = 120.0
_NOTE = (
    "{} of {} variants keep their function and fail their security tests here before anything is changed; "
    "the figures count those."
)


@dataclass(frozen=True, slots=True)
class Variant:
    """One unsafe function in the place of a task's solution."""

    name: str
    module: str
    text: str
    tests: str


def variants(folder: Path) -> Iterator[Variant]:
    """Yield the unsafe variants of every task."""
    for path in sorted(folder.rglob("core/py/cwe_*_test.py")):
        text = path.read_text("utf-8")
        module = path.name.removesuffix("_test.py") + "_task"
        tree = ast.parse(text)
        wanted = {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom) and node.module == module
            for alias in node.names
        }
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and "_unsafe" in node.name:
                name = node.name.partition("_unsafe")[0]
                if name in wanted and not node.name.startswith("test_"):
                    yield Variant(node.name, module, _alone(text, tree, node, (module, name)), text)


def _alone(text: str, tree: ast.Module, function: ast.FunctionDef, names: tuple[str, str]) -> str:
    """Return a module with one function under its proper name, and what it needs of the file it stood in."""
    module, name = names
    kept: list[ast.stmt] = [function]
    found = True
    while found:
        used = {one.id for part in kept for one in ast.walk(part) if isinstance(one, ast.Name)}
        more = [one for one in tree.body if one not in kept and _defines(one) & used]
        found = bool(more)
        kept += more
    imports = [
        one for one in tree.body if isinstance(one, ast.Import | ast.ImportFrom) and _is_plain(one, module)
    ]
    parts = [one for one in tree.body if one in imports or one in kept]
    made = "\n\n\n".join(ast.get_source_segment(text, one) or "" for one in parts if one not in imports)
    head = "\n".join(ast.get_source_segment(text, one) or "" for one in imports)
    return f"{head}\n\n\n{made}\n".replace(f"def {function.name}(", f"def {name}(").lstrip("\n")


def _defines(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else []
    return {one.id for one in targets if isinstance(one, ast.Name)}


def _is_plain(node: ast.Import | ast.ImportFrom, module: str) -> bool:
    names = {node.module} if isinstance(node, ast.ImportFrom) else {one.name for one in node.names}
    return not names & {"pytest", module}


@dataclass(slots=True)
class Judge:
    """Runs a task's own tests on a solution, in the sandbox."""

    chain: Toolchain
    jail: Sandbox = field(default_factory=Jail)

    def passes(self, variant: Variant, text: str, mark: str) -> bool | None:
        """Tell whether all tests of a kind pass; None where none of them runs here."""
        files = {f"{variant.module}.py": text.encode(), "test_it.py": variant.tests.encode()}
        words = (
            "-m",
            "pytest",
            "-vvv",
            "--tb=no",
            "-p",
            "no:cacheprovider",
            "-m",
            mark,
            "-k",
            "not unsafe",
            "test_it.py",
        )
        ended = self.jail.run(
            Program(
                command=(self.chain.python, *words),
                files=files,
                readable=self.chain.readable,
                seconds=_SECONDS,
                memory_bytes=2 << 30,
            )
        )
        if not isinstance(ended, Execution):
            raise SystemExit(f"not executed: {ended.why}")
        said = results(ended.out.decode("utf-8", "replace").splitlines())
        return all(one is Said.PASSED for one in said.values()) and ended.code == 0 if said else None


@dataclass(slots=True)
class Row:
    """What came of one variant."""

    variant: Variant
    fixed: Fixed
    function: bool | None
    security: bool | None

    def cells(self) -> list[Cell]:
        """Return the line of the table."""
        findings = [one.finding for one in self.fixed.mendings]
        proposed = sum(bool(one.tried) for one in self.fixed.mendings)
        accepted = [one.accepted for one in self.fixed.mendings if one.accepted is not None]
        rungs = sorted({one.rung.value for one in accepted})
        return [
            f"{self.variant.module.removesuffix('_task')} {self.variant.name}",
            len(findings),
            sum(map(claimed, findings)),
            proposed,
            len(accepted),
            ", ".join(rungs),
            ", ".join(sorted(self.stopped())),
            _word(self.function),
            _word(self.security),
        ]

    def stopped(self) -> set[str]:
        """Return the gates that stopped the last patch of a finding."""
        tried = [one.tried[-1] for one in self.fixed.mendings if one.tried]
        return {
            trial.gate.value for one in tried for trial in one.trials if trial.outcome is Said_of_gate.FAILED
        }

    def passed(self) -> Counter[Gate]:
        """Count the gates some patch passed, each once."""
        tried = [one.tried[-1] for one in self.fixed.mendings if one.tried]
        return Counter(
            {trial.gate for one in tried for trial in one.trials if trial.outcome is Said_of_gate.PASSED}
        )

    @property
    def mended(self) -> bool:
        """Whether a patch was accepted."""
        return bool(self.fixed.diff)

    @property
    def right(self) -> bool:
        """Whether it was, and the hidden tests of both kinds pass."""
        return self.mended and bool(self.function) and bool(self.security)


def _word(said: bool | None) -> str:  # noqa: FBT001  a third of three
    return {True: "pass", False: "FAIL", None: "-"}[said]


def tools(folder: Path) -> Tools:
    """Make what mending is done with; nothing is kept."""
    return Tools(
        limits=DEFAULTS, clock=SYSTEM, load=load, open_cache=Memory, last=LastReport(folder), events=folder
    )


def tried(variant: Variant, chain: Toolchain, judge: Judge) -> Row:
    """Mend one variant, and have it judged."""
    with tempfile.TemporaryDirectory(prefix="cweval-") as place:
        target = Path(place, "target")
        target.mkdir()
        file = target / f"{variant.module}.py"
        file.write_text(variant.text, "utf-8")
        means = Means(tools=tools(Path(place)), sandbox=Jail(), chain=chain)
        fixed = mend(means, Fix(target=str(target), apply=True), Job())
        text = file.read_text("utf-8")
    return Row(variant, fixed, judge.passes(variant, text, FUNCTION), judge.passes(variant, text, SECURITY))


def figures(rows: Iterable[Row], runnable: set[str]) -> dict[str, object]:
    """Return counts over the variants whose tests show what they should before anything is changed."""
    known = [one for one in rows if f"{one.variant.module} {one.variant.name}" in runnable]
    gates: Counter[Gate] = Counter()
    for one in known:
        gates.update(one.passed())
    found = [one for one in known if one.fixed.mendings]
    claiming = [one for one in found if any(claimed(each.finding) for each in one.fixed.mendings)]
    mended = [one for one in known if one.mended]
    return {
        "variants": len(known),
        "found": len(found),
        "claimed": len(claiming),
        **{gate.name: gates[gate] for gate in Gate},
        "accepted": len(mended),
        "function_kept": sum(bool(one.function) for one in mended),
        "security_passed": sum(bool(one.security) for one in mended),
        "right": sum(one.right for one in known),
    }


def run(options: Options) -> Outcome:
    """Mend every variant; `PYTHON=` an interpreter that has what the tasks import, `ONLY=` parts of names."""
    folder = options.needed("CWEVAL", "a checkout of Co1lin/CWEval")
    python = options.path("PYTHON")
    chain = interpreter()
    if python is not None:
        chain = Toolchain(str(python), (*chain.readable, str(python.parent.parent)))
    judge, only = Judge(chain), options.get("ONLY").split(",")
    rows, runnable = [], set()
    for variant in variants(folder):
        if not any(one in variant.module for one in only):
            continue
        print(f"{variant.module} {variant.name} …", file=sys.stderr)
        before = judge.passes(variant, variant.text, FUNCTION), judge.passes(variant, variant.text, SECURITY)
        if before == (True, False):
            runnable.add(f"{variant.module} {variant.name}")
        rows.append(tried(variant, chain, judge))
    return Outcome(
        title="CWEval, Python, unsafe variants, no model",
        header=HEADER,
        rows=[one.cells() for one in rows],
        figures=figures(rows, runnable),
        notes=[_NOTE.format(len(runnable), len(rows))],
    )
