"""Find attacks: list the logs, read them one after another, let rules and detectors look, tell the story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from vedette import __version__
from vedette.app import baselines
from vedette.app.acquire.opened import Selection
from vedette.app.eventkeep import Keeping, opened
from vedette.app.huntrules import HuntRules
from vedette.app.jobs import Job
from vedette.app.logfiles import Gathered, LogFile, digest_of, gather
from vedette.app.logsources import sources
from vedette.app.requests import Hunt as Request
from vedette.app.results import Hunted
from vedette.app.scan import CONFIDENCES, SEVERITIES, Tools, pointed_at
from vedette.core.errors import BadInput, VedetteError
from vedette.core.nouns import Artefact, ArtefactKind, Coverage, Engine, Finding, Report
from vedette.hunt.findings import Origin, findings, sources_of
from vedette.hunt.hunting import Hunt
from vedette.hunt.patterns import DETECTORS
from vedette.hunt.signal import Signal
from vedette.hunt.source import Skips, Source
from vedette.hunt.sources import formats
from vedette.hunt.story.identities import Identities
from vedette.hunt.story.stories import stories


@dataclass(slots=True)
class _Reading:
    """What is read, and what came of it."""

    skips: Skips = field(default_factory=Skips)
    sources: dict[int, Source] = field(default_factory=dict)
    frames: set[int] = field(default_factory=set)
    read: int = 0


@dataclass(slots=True)
class _Run:
    """One hunt under way."""

    tools: Tools
    request: Request
    job: Job
    gathered: Gathered
    hunt: Hunt
    who: Identities
    keeping: Keeping | None
    reading: _Reading = field(default_factory=_Reading)

    def read(self) -> None:
        """Read every source, one after the other."""
        request, skips = self.request, self.reading.skips
        for file, source in sources(self.gathered.files, self.tools.limits, request.passwords, skips):
            self.reading.sources[source.number] = source
            form = formats.recognise(source, request.form, skips)
            if form is None:
                continue
            self.reading.read += 1
            if form.frames:
                self.reading.frames.add(source.number)
            with self._kept(source, file):
                for _ in self.hunt.feed(form.read(source, skips)):
                    self.job.tell("reading", self.hunt.seen.events)
            self.job.tell("reading", self.hunt.seen.events)

    @contextmanager
    def _kept(self, source: Source, file: LogFile) -> Iterator[None]:
        """Keep a source's events, if that is wanted; half a source is not kept."""
        if self.keeping is None:
            yield
            return
        self.keeping.begin(source.name, file)
        try:
            yield
            self.keeping.end()
        finally:
            self.keeping.abandon()

    def origins(self, signals: list[Signal]) -> dict[int, Origin]:
        """Name by digest what some signal points into."""
        made = {}
        for number in sorted(sources_of(signals)):
            source = self.reading.sources[number]
            try:
                with source.open() as stream:
                    digest, size = digest_of(stream)
            except (OSError, VedetteError):
                self.reading.skips.whole(source.name, "could be read once, and not again to name it")
                continue
            frames = number in self.reading.frames
            kind = ArtefactKind.CAPTURE if frames else ArtefactKind.LOG
            made[number] = Origin(Artefact(kind=kind, name=source.name, digest=digest, size=size), frames)
        return made


def format_names() -> Iterator[tuple[str, str]]:
    """Give what a source can be read as, and what each is."""
    return formats.names()


def run(tools: Tools, request: Request, job: Job) -> Hunted:
    """Hunt through what was given.

    Raises:
        BadInput: there is nothing there, or a folder of rules cannot be read.

    """
    began = tools.clock.seconds()
    targets = (*request.targets, str(tools.events)) if request.kept else request.targets
    gathered = gather(
        targets, Selection(include=request.include, exclude=request.exclude, defaults=False), tools.limits
    )
    if not gathered.files and not gathered.skipped:
        raise BadInput(f"{gathered.origin}: no file in it", hint="give a log, a capture, or a folder of them")
    rules = HuntRules.load(tools, request)
    detectors = baselines.restored(request, tuple(make() for make in DETECTORS) if request.patterns else ())
    who = Identities()
    keeping = Keeping(opened(tools)) if request.keep else None
    watchers = (who, keeping) if keeping is not None else (who,)
    hunt = Hunt(rules=rules.matcher, detectors=detectors, watchers=watchers)
    one = _Run(tools, request, job, gathered, hunt, who, keeping)
    one.read()
    read_s = tools.clock.seconds() - began
    report = _report(one, rules)
    baselines.save(request, detectors)
    timings = {"reading": round(read_s, 4), "total": round(tools.clock.seconds() - began, 4)}
    report = msgspec.structs.replace(report, timings=timings)
    tools.last.keep(report)
    return Hunted(
        report=_shown(report, request),
        rules=rules.helps(report.findings),
        failing=sum(_fails(found, request) for found in report.findings),
    )


def _report(one: _Run, rules: HuntRules) -> Report:
    one.job.tell("adding up", one.hunt.seen.events)
    signals = list(one.hunt.signals())
    origins = one.origins(signals)
    found = _once(findings(signals, origins))
    known = {finding.fingerprint for finding in found}
    attacks = stories(signals, one.who, one.hunt.kinds())
    return Report(
        engine=Engine(name="vedette", version=__version__, rules=rules.digest),
        target=one.gathered.artefact(),
        artefacts=pointed_at((origin.artefact for origin in origins.values()), found),
        findings=found,
        attacks=tuple(attack for attack in attacks if known.issuperset(attack.findings)),
        coverage=_coverage(one, rules),
    )


def _once(found: Iterator[Finding]) -> tuple[Finding, ...]:
    """Keep one finding of each fingerprint."""
    return tuple({finding.fingerprint: finding for finding in found}.values())


def _coverage(one: _Run, rules: HuntRules) -> Coverage:
    skipped = (*one.gathered.skipped, *one.reading.skips.skipped(), *rules.skipped())
    return Coverage(
        files=one.reading.read,
        records=one.hunt.seen.events,
        excluded=one.gathered.excluded,
        skipped=skipped,
        notes=(*rules.notes(), *one.hunt.bounds(), *_untimed(one)),
    )


def _untimed(one: _Run) -> Iterator[str]:
    if one.who.full:
        yield "so many addresses that not every host's were remembered"


def _fails(finding: Finding, request: Request) -> bool:
    return (
        request.fail_on is not None
        and SEVERITIES.index(finding.severity) >= SEVERITIES.index(request.fail_on)
        and CONFIDENCES.index(finding.confidence) >= CONFIDENCES.index(request.fail_confidence)
    )


def _shown(report: Report, request: Request) -> Report:
    """Leave out what is less sure than asked for, but nothing an attack rests on."""
    in_attacks = {mark for attack in report.attacks for mark in attack.findings}
    least = CONFIDENCES.index(request.min_confidence)
    kept = tuple(
        one
        for one in report.findings
        if CONFIDENCES.index(one.confidence) >= least or one.fingerprint in in_attacks
    )
    return msgspec.structs.replace(report, findings=kept, artefacts=pointed_at(report.artefacts, kept))
