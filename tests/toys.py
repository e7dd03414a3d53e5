"""Stand-ins for what is slow or outside: a toy engine, a clock that stands still, folders in one line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from vedette.access.policy.engine import Policy
from vedette.app.analyser import Analysis, Progress, Texts
from vedette.app.callers import owner
from vedette.app.capabilities import CAPABILITIES
from vedette.app.circumstances import AtHome
from vedette.app.clock import Clock
from vedette.app.gate import Gate
from vedette.app.record import Remembered
from vedette.app.reports import LastReport
from vedette.app.results import CaseRun
from vedette.app.stamps import Bytes
from vedette.app.tools import Tools
from vedette.app.wiring import App, engines
from vedette.core.digest import sha256
from vedette.core.limits import DEFAULTS, Limits
from vedette.core.nouns import (
    Artefact,
    ArtefactKind,
    Confidence,
    Coverage,
    Evidence,
    Finding,
    Lines,
    Role,
    Severity,
)
from vedette.core.rulehelp import RuleHelp
from vedette.core.sources import SourceFile
from vedette.core.text import decode
from vedette.store.cache import Memory

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
OWNER = owner()
HELP = RuleHelp(
    id="toy-eval", title="Eval", words="Do not.", severity=Severity.HIGH, score=8.0, weaknesses=("CWE-95",)
)


def still(later_ns: int = 10**19 // 2) -> Clock:
    """A clock that stands still, long after any file was written."""
    return Clock(now=lambda: NOON, seconds=lambda: 0.0, wall_ns=lambda: later_ns)


def finding(file: SourceFile, number: int, line: str, confidence: Confidence = Confidence.LIKELY) -> Finding:
    at = line.index("eval(")
    where = Lines(line=number, column=at + 1, end_line=number, end_column=len(line) + 1)
    quote = Evidence(artefact=file.digest, name=file.path, locator=where, quote=line[at:], role=Role.SINK)
    return Finding(
        rule="toy-eval",
        title="Eval",
        message="text is run as code",
        weaknesses=("CWE-95",),
        severity=Severity.HIGH,
        confidence=confidence,
        reason="the toy says so",
        evidence=(quote,),
        fingerprint=sha256(f"{file.path}|{line.strip()}".encode()).removeprefix("sha256:"),
    )


class Toy:
    """Finds every line that calls eval; `eval(maybe` is merely possible."""

    digest = sha256(b"toy rules")

    def scan(self, files: Sequence[SourceFile], cache: Bytes | None, progress: Progress) -> Analysis:
        del cache
        found: list[Finding] = []
        lines = 0
        for number, file in enumerate(files, 1):
            text = decode(file.read()).split("\n")
            lines += len(text)
            found += [
                finding(file, at, line, Confidence.POSSIBLE if "eval(maybe" in line else Confidence.LIKELY)
                for at, line in enumerate(text, 1)
                if "eval(" in line
            ]
            progress(number, len(files))
        artefacts = tuple(
            Artefact(kind=ArtefactKind.FILE, name=one.path, digest=one.digest, size=one.size) for one in files
        )
        return Analysis(
            findings=tuple(found), artefacts=artefacts, coverage=Coverage(files=len(files), lines=lines)
        )

    def helps(self) -> tuple[RuleHelp, ...]:
        return (HELP,)

    def cases(self, only: str | None) -> Iterator[CaseRun]:
        cases = (
            CaseRun(where="toy-eval.md, 1", passed=True),
            CaseRun(where="toy.toml, 1", passed=False, why="line 2"),
        )
        yield from (one for one in cases if only is None or one.where.startswith(only))


def load(texts: Texts, cache: Bytes | None) -> Toy:
    del texts, cache
    return Toy()


def tools(data: Path, limits: Limits = DEFAULTS) -> Tools:
    return Tools(
        limits=limits,
        clock=still(),
        load=load,
        open_cache=Memory,
        last=LastReport(data),
        events=data / "events",
    )


@lru_cache(maxsize=1)
def _policy() -> Policy:
    return Policy.load()


def app(data: Path, limits: Limits = DEFAULTS) -> App:
    """The whole application, with the toy for an engine and a record in memory."""
    handlers = engines(tools(data, limits))
    gate = Gate(
        capabilities={name: CAPABILITIES[name] for name in handlers},
        handlers=handlers,
        policy=_policy(),
        circumstances=AtHome(),
        record=Remembered(),
        clock=still(),
    )
    return App(gate, OWNER)


def plant(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root
