"""What the tests of patches share: a target in a few lines, the real engine, a driver."""

from __future__ import annotations

import shutil
import subprocess  # noqa: TID251  our own examples
import sys
import tempfile
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from vedette import code
from vedette.agents.effects import Consult, Effect, Execute, NoAnswer, Noted, ReadSource, Rescan, Steps
from vedette.agents.patching import Ground, try_patch
from vedette.agents.patching.applying import apply
from vedette.agents.patching.ground import Changes
from vedette.core.digest import sha256
from vedette.core.executions import Execution, NotExecuted, Program, Sandbox, Walls
from vedette.core.nouns import Artefact, ArtefactKind, Engine, Finding, Report
from vedette.core.patches import Author, Gate, Outcome, Patch, Replacement, Trial, Tried
from vedette.core.sources import SourceFile

T = TypeVar("T")
Judge = Callable[[Changes, Ground], Steps[Trial]]


@lru_cache(maxsize=1)
def knowledge() -> code.Knowledge:
    """All rules that ship."""
    return code.load_knowledge([], None)


def scanned(files: Mapping[str, str]) -> Report:
    """What the real engine says of some files."""
    given = [_source(path, text) for path, text in files.items() if path.endswith(".py")]
    found = code.scan(given, knowledge())
    digest = sha256(repr(sorted(files.items())).encode())
    return Report(
        engine=Engine(name="vedette", version="0", rules=knowledge().digest),
        target=Artefact(kind=ArtefactKind.TREE, name="target", digest=digest, size=0),
        artefacts=found.artefacts,
        findings=found.findings,
        coverage=found.coverage,
    )


def _source(path: str, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path=path, digest=sha256(data), size=len(data), read=lambda: data)


class Unwalled:
    """Runs our own harmless examples in an empty folder, with no wall: quick, never for strangers."""

    def run(self, program: Program) -> Execution | NotExecuted:
        """Run it."""
        with tempfile.TemporaryDirectory() as folder:
            if program.tree:
                shutil.copytree(program.tree, folder, dirs_exist_ok=True)
            for name, content in program.files.items():
                place = Path(folder, name)
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(content)
            environ = {
                "PATH": "/usr/bin:/bin",
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            }
            ended = subprocess.run(  # noqa: S603
                program.command,
                cwd=folder,
                input=program.stdin,
                capture_output=True,
                env=environ,
                timeout=program.seconds,
                check=False,
            )
        out, err = ended.stdout, ended.stderr
        return Execution(
            code=ended.returncode,
            out=out,
            err=err,
            out_digest=sha256(out),
            err_digest=sha256(err),
            walls=Walls.LANDLOCK,
        )


class Target:
    """Files, and what stands between a generator and them."""

    def __init__(self, files: Mapping[str, str], sandbox: Sandbox | None = None, model: Any = None) -> None:  # noqa: ANN401
        self.files = dict(files)
        self.report = scanned(files)
        self.sandbox, self.model = sandbox, model
        self.noted: list[Noted] = []
        self.programs: list[Execute] = []
        self.ran: dict[bytes, Execution | NotExecuted] = {}
        self.asked: list[Consult] = []

    def finding(self, rule: str) -> Finding:
        """The only finding of a rule."""
        (one,) = [one for one in self.report.findings if one.rule == rule]
        return one

    def ground(self, rule: str, **more: Any) -> Ground:  # noqa: ANN401
        """What a patch for the only finding of a rule is tried on."""
        given = {name: text.encode() for name, text in self.files.items()}
        more = {"python": sys.executable} | more
        return Ground(report=self.report, finding=self.finding(rule), files=given, **more)

    def patch(self, rule: str, *replacements: tuple[str, str, str]) -> Patch:
        """A patch for the only finding of a rule."""
        finding = self.finding(rule)
        return Patch(
            finding=finding.fingerprint,
            rule=rule,
            author=Author.MODEL,
            by="a liar",
            says="it is safe now",
            replacements=tuple(
                Replacement(path=path, before=before, after=after) for path, before, after in replacements
            ),
        )

    def trial(self, judge: Judge, rule: str, *replacements: tuple[str, str, str], **more: Any) -> Trial:  # noqa: ANN401
        """What one gate says by itself, whatever those before it would have said."""
        changes = apply(self.patch(rule, *replacements), self.files)
        return self.drive(judge(changes, self.ground(rule, **more)))

    def tried(self, rule: str, *replacements: tuple[str, str, str], **more: Any) -> Tried:  # noqa: ANN401
        """What the gates say of such a patch."""
        return self.drive(try_patch(self.patch(rule, *replacements), self.ground(rule, **more)))

    def drive(self, steps: Steps[T]) -> T:
        """Run a generator to its end."""
        answer: Any = None
        while True:
            try:
                effect = steps.send(answer)
            except StopIteration as end:
                value: T = end.value
                return value
            answer = self._answer(effect)

    def _answer(self, effect: Effect) -> object:
        match effect:
            case Rescan(changed=changed):
                return scanned(self.files | changed)
            case ReadSource(path=path):
                return self.files.get(path)
            case Execute(program=program):
                self.programs.append(effect)
                return self._ran(program)
            case Consult():
                self.asked.append(effect)
                return self.model(effect) if self.model is not None else NoAnswer(why="no model")
            case Noted():
                self.noted.append(effect)
                return None
            case _:
                raise AssertionError(effect)

    def _ran(self, program: Program) -> Execution | NotExecuted:
        """Run something; the same thing twice is run once."""
        if self.sandbox is None:
            return NotExecuted(why="no sandbox")
        key = msgspec.json.encode(program, order="deterministic")
        if key not in self.ran:
            self.ran[key] = self.sandbox.run(program)
        return self.ran[key]


def stopped_at(tried: Tried) -> Gate | None:
    """The gate that stopped a patch."""
    return next((one.gate for one in tried.trials if one.outcome is Outcome.FAILED), None)


def swap(text: str, path: str, old: str, new: str) -> tuple[str, str, str]:
    """A replacement of the whole lines around a piece of text that stands there once."""
    assert text.count(old) == 1, old
    start = text.index(old)
    begin = text.rfind("\n", 0, start) + 1
    end = text.find("\n", start + len(old))
    end = len(text) if end < 0 else end + 1
    before = text[begin:end]
    return path, before, before.replace(old, new)
