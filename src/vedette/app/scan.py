"""Find weaknesses: open the target, run the engine, apply suppressions and the baseline, make the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeAlias, TypeVar

import msgspec

from vedette import __version__
from vedette.app.acquire.opened import Opened, Selection
from vedette.app.acquire.target import Acquired
from vedette.app.analyser import Analyser, Analysis
from vedette.app.clock import Clock
from vedette.app.jobs import Job
from vedette.app.pointed import CONFIDENCES, SEVERITIES, pointed_at
from vedette.app.redaction import Redactor
from vedette.app.reports import read_report
from vedette.app.requests import Scan
from vedette.app.results import Scanned
from vedette.app.rulefolder import read_rules
from vedette.app.suppress import suppress
from vedette.app.tools import Cache, Tools
from vedette.core.assistance import Assistance
from vedette.core.errors import BadInput
from vedette.core.nouns import Artefact, Confidence, Coverage, Engine, Finding, Report, Skipped

_GIT = "git:"
T = TypeVar("T")


class _Timer(msgspec.Struct):
    clock: Clock
    took: dict[str, float] = msgspec.field(default_factory=dict)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = self.clock.seconds()
        yield
        self.took[name] = round(self.took.get(name, 0.0) + self.clock.seconds() - began, 4)


class _Run(msgspec.Struct):
    """One scan under way."""

    tools: Tools
    request: Scan
    job: Job
    cache: Cache | None
    timer: _Timer
    notes: list[str] = msgspec.field(default_factory=list)

    def knowledge(self) -> Analyser:
        with self.timer.stage("rules"):
            return self.tools.load(read_rules(self.request.rules), self.cache)

    def selection(self) -> Selection:
        wish = self.request
        return Selection(include=wish.include, exclude=wish.exclude, defaults=wish.default_excludes)

    def acquire(self) -> Acquired:
        with self.timer.stage("open"):
            opener = self.tools.opener(self.cache)
            return opener.open(self.request.target, self.selection(), lambda n: self.job.tell("reading", n))

    def analyse(self, analyser: Analyser, opened: Opened, stage: str) -> Analysis:
        with self.timer.stage(stage):
            return analyser.scan(opened.files, self.cache, lambda n, of: self.job.tell(stage, n, of))

    def suppressed(self, acquired: Acquired, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        opened = acquired.opened
        if not self.request.suppressions or not acquired.owned:
            if opened.marked or opened.ignore_file is not None:
                why = "--no-suppressions" if acquired.owned else "a package does not speak for its user"
                self.notes.append(f"suppressions in the target were not honoured: {why}")
            return findings
        marked, notes = suppress(findings, opened, self.tools.clock.now().date())
        self.notes += notes
        return marked

    def new(self, analyser: Analyser, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """Leave out what the baseline has."""
        if self.request.baseline is None:
            return findings
        known = {one.fingerprint for one in self._baseline(analyser, self.request.baseline)}
        new = tuple(one for one in findings if one.fingerprint not in known)
        self.notes.append(
            f"compared with {self.request.baseline}: {len(findings) - len(new)} findings were there already"
        )
        return new

    def looked(
        self, analyser: Analyser, acquired: Acquired, analysis: Analysis, findings: tuple[Finding, ...]
    ) -> Looked:
        """Show what was found to an overlay."""
        return Looked(
            analyser=analyser,
            acquired=acquired,
            cache=self.cache,
            findings=findings,
            raw=frozenset(one.fingerprint for one in analysis.findings),
            admit=lambda more: self._admitted(analyser, acquired, more),
        )

    def _admitted(
        self, analyser: Analyser, acquired: Acquired, more: tuple[Finding, ...]
    ) -> tuple[Finding, ...]:
        """Treat further findings as the first were, without saying again what was said of those."""
        notes = list(self.notes)
        admitted = self.new(analyser, self.suppressed(acquired, more))
        self.notes = notes
        return admitted

    def _baseline(self, analyser: Analyser, baseline: str) -> tuple[Finding, ...]:
        if not baseline.startswith(_GIT):
            if not Path(baseline).exists():
                raise BadInput(f"{baseline}: no such report", hint=f"for a commit, say {_GIT}{baseline}")
            report = read_report(Path(baseline))
            if report.engine.rules != analyser.digest or report.engine.version != __version__:
                self.notes.append(
                    "the baseline was made with other rules: some of what is new may be new rules'"
                )
            return report.findings
        path = Path(self.request.target)
        if not path.exists():
            raise BadInput(
                "git:REF needs a folder or file of a work tree", hint="give a report as the baseline"
            )
        folder, selection = (
            (path, self.selection())
            if path.is_dir()
            else (path.parent, Selection(only=frozenset((path.name,))))
        )
        from vedette.app.acquire import git  # noqa: PLC0415  few scans are compared with a commit

        ref = baseline.removeprefix(_GIT)
        with self.timer.stage("baseline"):
            opened = git.open_commit(
                folder, ref, selection, self.tools.limits, lambda n: self.job.tell("baseline", n)
            )
        return self.analyse(analyser, opened, "baseline").findings


class Looked(msgspec.Struct, frozen=True, kw_only=True):
    """A target that was just scanned, and is still open."""

    analyser: Analyser
    acquired: Acquired
    cache: Cache | None
    findings: tuple[Finding, ...]
    """What will be reported, suppressed ones included."""
    raw: frozenset[str]
    """Fingerprints of all the engine found, those a baseline takes away included."""
    admit: Callable[[tuple[Finding, ...]], tuple[Finding, ...]]
    """Treats further findings as those were: suppressions, baseline."""


class Overlaid(msgspec.Struct, frozen=True, kw_only=True):
    """The same findings with what somebody else has to say of them, and theirs."""

    findings: tuple[Finding, ...]
    artefacts: tuple[Artefact, ...]
    """Those that evidence of further findings points into."""
    assistance: Assistance


Overlay: TypeAlias = Callable[[Looked], Overlaid]


def run(tools: Tools, request: Scan, job: Job, overlay: Overlay | None = None) -> Scanned:
    """Scan one target, and let an overlay add to what was found while the target is open.

    An overlay makes no run fail less: what fails without it fails with it.
    """
    timer = _Timer(tools.clock)
    over: Overlaid | None = None
    cache = tools.open_cache() if request.cache else None
    scan = _Run(tools, request, job, cache, timer)
    try:
        with timer.stage("total"):
            analyser = scan.knowledge()
            acquired = scan.acquire()
            analysis = scan.analyse(analyser, acquired.opened, "analysing")
            findings = scan.new(analyser, scan.suppressed(acquired, analysis.findings))
            if overlay is not None:
                with timer.stage("assisting"):
                    over = overlay(scan.looked(analyser, acquired, analysis, findings))
    finally:
        broken = cache.close() if cache is not None else ()
    report = Report(
        engine=Engine(name="vedette", version=__version__, rules=analyser.digest),
        target=acquired.artefact,
        artefacts=pointed_at(analysis.artefacts, findings),
        findings=findings,
        coverage=_coverage(acquired.opened, analysis.coverage, (*scan.notes, *broken)),
        timings=timer.took,
    )
    failing = sum(fails(one, request) for one in findings)
    if over is not None:
        report = _overlaid(report, over)
        known = {one.fingerprint for one in findings if fails(one, request)}
        failing += sum(fails(one, request) for one in over.findings if one.fingerprint not in known)
    redactor = Redactor(acquired.opened.files, (*analysis.findings, *report.findings))
    report = redactor.without(report)
    tools.last.keep(report)
    return Scanned(
        report=sure(report, request.min_confidence),
        rules=analyser.helps(),
        failing=failing,
        lines=redactor.lines,
    )


def _overlaid(report: Report, over: Overlaid) -> Report:
    there = {(one.digest, one.name) for one in report.artefacts}
    more = [one for one in over.artefacts if (one.digest, one.name) not in there]
    return msgspec.structs.replace(
        report,
        artefacts=pointed_at((*report.artefacts, *more), over.findings),
        findings=over.findings,
        assistance=over.assistance,
    )


def fails(finding: Finding, request: Scan) -> bool:
    """Whether a finding fails the run."""
    return (
        finding.suppressed is None
        and request.fail_on is not None
        and SEVERITIES.index(finding.severity) >= SEVERITIES.index(request.fail_on)
        and CONFIDENCES.index(finding.confidence) >= CONFIDENCES.index(request.fail_confidence)
    )


def sure(report: Report, least: Confidence) -> Report:
    """Leave out what is less sure, and say how much that is."""
    kept = tuple(
        one for one in report.findings if CONFIDENCES.index(one.confidence) >= CONFIDENCES.index(least)
    )
    if len(kept) == len(report.findings):
        return report
    note = f"{len(report.findings) - len(kept)} findings less sure than {least.value} are not shown"
    coverage = msgspec.structs.replace(report.coverage, notes=(*report.coverage.notes, note))
    artefacts = pointed_at(report.artefacts, kept)
    return msgspec.structs.replace(report, findings=kept, artefacts=artefacts, coverage=coverage)


_OTHERS = "a scan reads Python, and there is none here; vedette triage says what other files do"


def _coverage(opened: Opened, engine: Coverage, notes: tuple[str, ...]) -> Coverage:
    """Add what was not opened to what the engine could not use."""
    return Coverage(
        files=engine.files,
        lines=engine.lines,
        excluded=engine.excluded + opened.excluded,
        skipped=_one_each((*opened.skipped, *engine.skipped)),
        notes=(*opened.notes, *engine.notes, *notes, *(() if opened.files else (_OTHERS,))),
    )


def _one_each(skipped: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """Say all that is wrong with one file in one place."""
    said: dict[str, Skipped] = {}
    for one in skipped:
        before = said.get(one.what)
        said[one.what] = one if before is None else _both(before, one)
    return tuple(said.values())


def _both(one: Skipped, other: Skipped) -> Skipped:
    why = one.why if one.why == other.why else f"{one.why}; {other.why}"
    return Skipped(what=one.what, why=why, partial=one.partial and other.partial)
