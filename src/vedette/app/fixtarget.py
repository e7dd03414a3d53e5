"""A target being mended: opened once, scanned again with changes, its programs run in a sandbox.

Accepted patches are laid over it, so that each is tried on top of those before. The files themselves stay as
they are until somebody asks for them to be written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from vedette import __version__
from vedette.agents.effects import Execute, ReadSource, Rescan
from vedette.agents.patching.wellformed import is_test
from vedette.app.acquire.opened import Selection
from vedette.app.acquire.target import Acquired
from vedette.app.analyser import Analyser
from vedette.app.jobs import Job
from vedette.app.rulefolder import read_rules
from vedette.app.tools import Cache, Tools
from vedette.core.dialogue import LanguageModel, ModelRole
from vedette.core.digest import sha256
from vedette.core.errors import BadInput, VedetteError
from vedette.core.executions import Execution, NotExecuted, Sandbox
from vedette.core.nouns import Engine, Report
from vedette.core.sources import SourceFile

_IMPORT = re.compile(
    rb"^(?:from[ \t]+([A-Za-z_]\w*)[\w.]*[ \t]+import|import[ \t]+([A-Za-z_][\w. \t,]*))", re.MULTILINE
)
_MOST_KEPT = 16
_LARGE = 2 << 20


@dataclass(slots=True)
class FixTarget:
    """Does what the agents wish for: a `Doer` of agentdrive."""

    acquired: Acquired
    analyser: Analyser
    cache: Cache | None
    sandbox: Sandbox | None
    job: Job
    load_again: Tools
    rules: tuple[tuple[str, str], ...]
    models: Mapping[ModelRole, LanguageModel] = field(default_factory=dict)
    laid: dict[str, str] = field(default_factory=dict)
    """Texts of files that accepted patches changed."""
    ran: dict[bytes, Execution | NotExecuted] = field(default_factory=dict)
    known: dict[str, SourceFile] = field(default_factory=dict)
    """Files by path, once somebody asked."""

    def model(self, role: ModelRole) -> LanguageModel | None:
        """Return the model that was granted a role."""
        return self.models.get(role)

    def rescan(self, effect: Rescan) -> Report:
        """Run the engine over the target with some files changed."""
        analyser = self.analyser
        if effect.rules:
            analyser = self.load_again.load([*self.rules, *effect.rules.items()], self.cache)
        texts = self.laid | effect.changed
        files = [_changed(one, texts[one.path]) if one.path in texts else one for one in self.files]
        cache = self.cache if not effect.changed or self._is_large() else None
        analysis = analyser.scan(files, cache, lambda n, of: self.job.tell("scanning again", n, of))
        return Report(
            engine=Engine(name="vedette", version=__version__, rules=analyser.digest),
            target=self.acquired.artefact,
            artefacts=analysis.artefacts,
            findings=analysis.findings,
            coverage=analysis.coverage,
        )

    def _is_large(self) -> bool:
        """Whether a scan from the beginning takes long: only then is what earlier scans kept relied upon."""
        return sum(one.size for one in self.files) > _LARGE

    def execute(self, effect: Execute) -> Execution | NotExecuted:
        """Run something in the sandbox; the same thing twice is run once."""
        if self.sandbox is None:
            return NotExecuted(why="nothing of the target is to be run", hint="leave --no-run out")
        key = sha256(msgspec.msgpack.encode(effect.program, order="deterministic")).encode()
        if key not in self.ran:
            self.job.tell("running", len(self.ran))
            if len(self.ran) >= _MOST_KEPT:
                self.ran.pop(next(iter(self.ran)))
            try:
                self.ran[key] = self.sandbox.run(effect.program)
            except VedetteError as error:
                self.ran[key] = NotExecuted(why=str(error), hint=error.hint)
        return self.ran[key]

    def read(self, effect: ReadSource) -> str | None:
        """Read a file of the target; `None` where there is none, or it is no UTF-8."""
        return self.text(effect.path)

    def text(self, path: str) -> str | None:
        """Return the text of a file as it is with all patches accepted so far."""
        if path in self.laid:
            return self.laid[path]
        return self.original(path)

    def original(self, path: str) -> str | None:
        """Return the text of a file as it was."""
        file = self._by_path().get(path)
        try:
            return file.read().decode("utf-8") if file is not None else None
        except (UnicodeDecodeError, BadInput):
            return None

    def _by_path(self) -> dict[str, SourceFile]:
        if not self.known:
            self.known.update((one.path, one) for one in self.files)
        return self.known

    @property
    def files(self) -> tuple[SourceFile, ...]:
        """The files of the target."""
        return self.acquired.opened.files

    def overlay(self, *, folder: bool) -> dict[str, bytes]:
        """Return what is to be laid over the copy of a folder, or is all there is where there is none."""
        laid = {path: text.encode() for path, text in self.laid.items()}
        return laid if folder else {one.path: one.read() for one in self.files} | laid

    def imported(self) -> frozenset[str]:
        """Return top-level names of what the project imports whenever it runs, and of its own modules."""
        own = {part.removesuffix(".py") for one in self.files for part in one.path.split("/")[:2]}
        running = [one for one in self.files if not is_test(one.path)]
        return frozenset(own.union(*map(_imports, running))) - {""}


def opened(tools: Tools, target: str, selection: Selection, job: Job, cache: Cache | None) -> Acquired:
    """Open a target."""
    return tools.opener(cache).open(target, selection, lambda n: job.tell("reading", n))


def rule_texts(rules: Path | None) -> tuple[tuple[str, str], ...]:
    """Read the user's own rules."""
    return tuple(read_rules(rules))


def _changed(file: SourceFile, text: str) -> SourceFile:
    data = text.encode()
    return SourceFile(path=file.path, digest=sha256(data), size=len(data), read=lambda: data)


def _imports(file: SourceFile) -> set[str]:
    """Return the top-level names a file imports under no condition, read off its lines."""
    try:
        data = file.read()
    except BadInput:
        return set()
    return set(_names(data))


def _names(data: bytes) -> Iterator[str]:
    for found in _IMPORT.finditer(data):
        for name in (found[1] or found[2]).split(b","):
            yield name.split(b".")[0].split()[0].decode() if name.split() else ""
