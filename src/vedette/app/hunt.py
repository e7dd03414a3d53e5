"""Find attacks: list the logs, read them one after another, let rules and detectors look, tell the story."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import msgspec

from vedette import __version__
from vedette.app import baselines
from vedette.app.acquire.opened import Selection
from vedette.app.eventkeep import Keeping, opened
from vedette.app.huntread import Reading
from vedette.app.huntrules import HuntRules
from vedette.app.indicators import indicators
from vedette.app.jobs import Job
from vedette.app.plainfiles import Gathered, gather
from vedette.app.pointed import CONFIDENCES, SEVERITIES, pointed_at
from vedette.app.redaction import Redactor
from vedette.app.reports import read_report
from vedette.app.requests import Hunt as Request
from vedette.app.requests import ListFormats
from vedette.app.results import FormatsListed, Hunted
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.nouns import Coverage, Engine, Finding, Report
from vedette.hunt.detector import Detector
from vedette.hunt.exposure import Watching
from vedette.hunt.findings import findings
from vedette.hunt.hunting import Hunt
from vedette.hunt.indicators import Seeking
from vedette.hunt.sources import formats
from vedette.hunt.story.identities import Identities
from vedette.hunt.story.stories import stories


@dataclass(frozen=True, slots=True)
class _Parts:
    """What one hunt is made of."""

    gathered: Gathered
    rules: HuntRules
    detectors: tuple[Detector, ...]
    who: Identities
    weak: Watching | None
    """Looks for weaknesses in code, if there are any to look for."""
    known: Seeking | None
    """Looks for indicators from elsewhere, if there are any."""
    reading: Reading


def listed(tools: Tools, request: ListFormats, job: Job) -> FormatsListed:
    """List what a source can be read as."""
    del tools, request
    job.check()
    return FormatsListed(formats=tuple(formats.names()))


def run(tools: Tools, request: Request, job: Job) -> Hunted:
    """Hunt through what was given.

    Raises:
        BadInput: there is nothing there, or a folder of rules or a report cannot be read.
        Unavailable: what is to be kept cannot be written.

    """
    began = tools.clock.seconds()
    parts = _parts(tools, request, job)
    parts.reading.all(parts.gathered, request, tools.limits)
    read_s = tools.clock.seconds() - began
    job.tell("adding up", parts.reading.hunt.seen.events)
    report = _report(parts, request)
    baselines.save(request, parts.detectors, parts.reading.behind)
    timings = {"reading": round(read_s, 4), "total": round(tools.clock.seconds() - began, 4)}
    report = Redactor().without(msgspec.structs.replace(report, timings=timings))
    tools.last.keep(report)
    return Hunted(
        report=_shown(report, request),
        rules=parts.rules.helps(report.findings),
        failing=sum(_fails(found, request) for found in report.findings),
    )


def _parts(tools: Tools, request: Request, job: Job) -> _Parts:
    targets = (*request.targets, str(tools.events)) if request.kept else request.targets
    selection = Selection(include=request.include, exclude=request.exclude, defaults=False, any_kind=True)
    gathered = gather(targets, selection, tools.limits)
    if not gathered.files and not gathered.skipped:
        raise BadInput(f"{gathered.origin}: no file in it", hint="give a log, a capture, or a folder of them")
    weak = Watching(read_report(request.code).findings) if request.code is not None else None
    rules = HuntRules.load(tools, request)
    begun = baselines.begun(request)
    detectors = begun.detectors
    who = Identities()
    keeping = Keeping(opened(tools)) if request.keep else None
    known = Seeking(indicators(request.indicators)) if request.indicators else None
    watchers = tuple(one for one in (who, weak, known, keeping) if one is not None)
    hunt = Hunt(rules=rules.matcher, detectors=detectors, watchers=watchers)
    return _Parts(
        gathered, rules, detectors, who, weak, known, Reading(hunt, keeping, job, first=begun.first)
    )


def _report(parts: _Parts, request: Request) -> Report:
    hunt = parts.reading.hunt
    signals = list(parts.reading.signals())
    if parts.weak is not None:
        signals += parts.weak.signals()
    if parts.known is not None:
        signals += parts.known.signals()
    origins = parts.reading.origins(signals)
    found = tuple({one.fingerprint: one for one in findings(signals, origins)}.values())
    known = {finding.fingerprint for finding in found}
    attacks = stories(signals, parts.who, hunt.kinds())
    return Report(
        engine=Engine(name="vedette", version=__version__, rules=parts.rules.digest),
        target=parts.gathered.artefact(),
        artefacts=pointed_at((origin.artefact for origin in origins.values()), found),
        findings=found,
        attacks=tuple(attack for attack in attacks if known.issuperset(attack.findings)),
        exposures=parts.weak.exposures() if parts.weak is not None else (),
        coverage=_coverage(parts, request),
    )


def _coverage(parts: _Parts, request: Request) -> Coverage:
    reading = parts.reading
    return Coverage(
        files=reading.read,
        records=reading.hunt.seen.events,
        read_as=request.form or "",
        excluded=parts.gathered.excluded,
        skipped=(*parts.gathered.skipped, *reading.skips.skipped(), *parts.rules.skipped()),
        notes=(*parts.rules.notes(), *reading.hunt.bounds(), *_notes(parts)),
    )


def _notes(parts: _Parts) -> Iterator[str]:
    if parts.reading.before:
        yield f"found in the baseline's logs and not told again: {parts.reading.before:,}"
    if parts.who.full:
        yield "so many addresses that not every host's were remembered"
    if parts.known is not None:
        left = (
            f"; {parts.known.left_out:,} were left out: too unsure, or too many"
            if parts.known.left_out
            else ""
        )
        yield f"indicators looked for: {len(parts.known):,}{left}"
    if parts.weak is not None and parts.weak.unreachable:
        yield (
            f"{parts.weak.unreachable:,} of the weaknesses in the code: no route to them is known, so logs of"
            " requests cannot tell whether they were used"
        )


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
