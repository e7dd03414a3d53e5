"""What reports saw, as lines of one timeline: each once, at the time its source's clock should have shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Final, NamedTuple

from msgspec.structs import replace

from vedette.core.attacks import Moment
from vedette.core.incidents import LineKind, TimelineLine
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Finding, Frame, Record, Report
from vedette.core.verdicts import Judgement, Verdict
from vedette.respond.instants import seconds_of, shifted
from vedette.respond.skew import AGREE_S, ClockError

_LONGEST: Final = 2_000
_NAMED: Final = 3
_WITNESSES: Final = 16
"""Sources remembered of one event: more of them say nothing new."""
_BACK_S: Final = 60.0
"""Records are written a little out of order everywhere."""
_ALONE: Final = (frozenset({Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL}), {Confidence.POSSIBLE})
_GRAVE: Final = (Verdict.SUSPICIOUS, Verdict.MALICIOUS)


class Watch(NamedTuple):
    """What is known of clocks."""

    now: str
    clocks: Mapping[str, ClockError]
    """By the name of a source."""
    local: frozenset[str] = frozenset()
    """Sources whose times are local, and nobody said of which zone."""


def lines(report: Report, watch: Watch) -> list[TimelineLine]:
    """Return what a report says that happened, in the order it says it."""
    found: dict[str, TimelineLine] = {}
    by_print = {one.fingerprint: one for one in report.findings}
    behind = _out_of_order(report.findings)
    for moment in _moments(report):
        line = _line(moment, _names(by_print.get(moment.finding)), watch)
        if moment.finding in behind and not line.doubt:
            line = replace(line, doubt="it stands in its source after records of a later time")
        found.setdefault(line.id, line)
    for judgement in report.judgements:
        if judgement.verdict in _GRAVE:
            line = _judged(judgement)
            found.setdefault(line.id, line)
    return list(found.values())


def ident(*parts: str) -> str:
    """Return a short id that is the same whenever the same is said."""
    return sha256("\n".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:12]


class Told:
    """Which events stand in a timeline already: the same words at the same time, from another source."""

    def __init__(self, known: Iterable[TimelineLine] = ()) -> None:
        self._seen: dict[tuple[str, int], list[tuple[str, float]]] = defaultdict(list)
        for one in known:
            self.add(one)

    def add(self, line: TimelineLine) -> None:
        """Note a line."""
        moment = seconds_of(line.time)
        if moment is not None:
            seen = self._seen[line.text, int(moment // AGREE_S)]
            if len(seen) < _WITNESSES:
                seen.append((line.source, moment))

    def has(self, line: TimelineLine) -> bool:
        """Tell whether another source recorded what a line says."""
        moment = seconds_of(line.time)
        if moment is None:
            return False
        at = int(moment // AGREE_S)
        near = (one for place in (at - 1, at, at + 1) for one in self._seen.get((line.text, place), ()))
        return any(source != line.source and abs(then - moment) <= AGREE_S for source, then in near)


def _moments(report: Report) -> Iterator[Moment]:
    """Yield what attacks tell, then what was found and belongs to no attack."""
    told = set()
    for attack in report.attacks:
        for moment in attack.timeline:
            told.add(moment.finding)
            yield moment
    for one in report.findings:
        if one.seen is not None and one.fingerprint not in told and _counts(one):
            text = f"{one.title}: {one.message}" if one.message else one.title
            yield Moment(
                time=one.seen.first,
                until=one.seen.last if one.seen.last != one.seen.first else "",
                text=text,
                finding=one.fingerprint,
                techniques=one.techniques,
            )


def _counts(finding: Finding) -> bool:
    grave, unsure = _ALONE
    return finding.severity in grave and finding.confidence not in unsure and finding.suppressed is None


def _names(finding: Finding | None) -> tuple[str, ...]:
    """Return the sources a finding rests on, in the order it names them."""
    return () if finding is None else tuple(dict.fromkeys(one.name for one in finding.evidence))


def _line(moment: Moment, names: tuple[str, ...], watch: Watch) -> TimelineLine:
    """Of several sources, the one least ahead wrote the first time, the one most ahead the last."""
    ahead = [watch.clocks[name].ahead if name in watch.clocks else 0.0 for name in names] or [0.0]
    time = shifted(moment.time, -min(ahead))
    until = shifted(moment.until, -max(ahead)) if moment.until else ""
    return TimelineLine(
        id=ident(moment.finding or moment.text, moment.time),
        time=time,
        until="" if until == time else until,
        text=_cut(moment.text),
        source=_cut(", ".join(names[:_NAMED])),
        finding=moment.finding,
        techniques=moment.techniques,
        skew=min(ahead),
        doubt=_doubt(time, names, watch),
    )


def _doubt(time: str, names: tuple[str, ...], watch: Watch) -> str:
    seconds, now = seconds_of(time), seconds_of(watch.now)
    if not time:
        return "its record has no time"
    if seconds is None:
        return "its time has no zone"
    if now is not None and seconds > now:
        return "it lies in the future of when it was taken in"
    if not watch.local.isdisjoint(names):
        return "local time, and nobody knows of which zone"
    doubts = (watch.clocks[name].doubt for name in names if name in watch.clocks)
    return next((one for one in doubts if one), "")


def _judged(judgement: Judgement) -> TimelineLine:
    text = f"{judgement.name} was judged {judgement.verdict}: {judgement.summary}"
    return TimelineLine(
        id=ident(judgement.artefact, judgement.name),
        time="",
        text=_cut(text),
        kind=LineKind.CONTEXT,
        source=judgement.name,
        finding=judgement.behaviours[0] if judgement.behaviours else "",
        doubt="when it came here is not known",
    )


def _out_of_order(findings: Iterable[Finding]) -> set[str]:
    """Return the fingerprints of what stands after a later time in its own source."""
    places: dict[str, list[tuple[int, float, str]]] = defaultdict(list)
    for one in findings:
        where = one.evidence[0].locator
        moment = seconds_of(one.seen.first) if one.seen is not None else None
        if isinstance(where, Record | Frame) and moment is not None:
            places[one.evidence[0].artefact].append((where.number, moment, one.fingerprint))
    behind = set()
    for group in places.values():
        latest = float("-inf")
        for _, moment, mark in sorted(group):
            if moment < latest - _BACK_S:
                behind.add(mark)
            latest = max(latest, moment)
    return behind


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
