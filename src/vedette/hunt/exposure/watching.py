"""A watcher over requests: knows which reach a weakness, and keeps what would use it.

A request is compared with routes once per path; only those that reach one are looked at further. Bounds:
20,000 paths remembered, 200 attempts and 1,000 sources kept for each weakness.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from vedette.core.attacks import Entity, EntityKind
from vedette.core.exposures import Exposure, State
from vedette.core.nouns import Confidence, Finding, Lines, Route, Severity
from vedette.hunt import actions
from vedette.hunt.event import Event
from vedette.hunt.exposure import harms, values
from vedette.hunt.exposure.attempts import Attempt
from vedette.hunt.exposure.judging import Verdict, verdict
from vedette.hunt.exposure.paths import Match, Template, decoded, match, split, template
from vedette.hunt.exposure.tried import Attempts, Tried
from vedette.hunt.findings import fingerprint
from vedette.hunt.instants import rfc3339
from vedette.hunt.patterns.payloads import Payload
from vedette.hunt.patterns.places import Fields, places
from vedette.hunt.patterns.web.campaigns import asked
from vedette.hunt.patterns.web.pages import Answer
from vedette.hunt.patterns.web.scanners import tool
from vedette.hunt.signal import Signal

_PATHS: Final = 20_000
_SHOWN: Final = 5
_TEXT: Final = 200


@dataclass(slots=True)
class Weak:
    """One weakness behind a route, and what was seen of it."""

    finding: Finding
    routes: tuple[Route, ...]
    kinds: tuple[int, ...]
    requests: int = 0
    blind: int = 0
    seen: Tried = field(default_factory=Tried)
    hosts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Way:
    weak: Weak
    route: Route
    template: Template


class Watching:
    """Sees requests."""

    actions = frozenset((actions.HTTP,))

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Watch for weaknesses that requests reach; others cannot be seen in logs of requests."""
        self._weak: list[Weak] = []
        self._ways: list[_Way] = []
        self._known: dict[str, tuple[tuple[_Way, Match], ...]] = {}
        self._fields = Fields()
        self.unreachable = 0
        for one in findings:
            self.unreachable += not one.routes
            if one.routes:
                weak = Weak(one, one.routes, harms.numbers(one.weaknesses))
                self._weak.append(weak)
                self._ways += [_Way(weak, route, template(route.path)) for route in one.routes]

    def see(self, event: Event) -> None:
        """Take a request in."""
        url = event.url
        if url is None:
            return
        path = url.partition("?")[0]
        found = self._known.get(path)
        if found is None:
            found = self._learn(path)
        for way, fits in found:
            methods = way.route.methods
            if not methods or event.method is None or event.method in methods or event.method == "HEAD":
                self._reached(way, fits, event, url)

    def _learn(self, path: str) -> tuple[tuple[_Way, Match], ...]:
        segments, _ = split(path)
        once_more = decoded(segments)
        found: list[tuple[_Way, Match]] = []
        for way in self._ways:
            fits = match(way.template, segments)
            if (fits is None or fits.behind) and once_more is not segments:
                fits = match(way.template, once_more) or fits
            if fits is not None:
                found.append((way, fits))
        exact = [one for one in found if not one[1].behind]
        if len(self._known) >= _PATHS:
            self._known.clear()
        self._known[path] = tuple(exact or found)
        return self._known[path]

    def _reached(self, way: _Way, fits: Match, event: Event, url: str) -> None:
        weak = way.weak
        weak.requests += 1
        if event.host or event.domain:
            weak.hosts[event.host or event.domain or ""] += 1
        _, query = split(url)
        if values.is_blind(way.route.parameters, event):
            weak.blind += 1
        found: Payload | None = None
        said = False
        for value in values.of_request(way.route.parameters, event, query, fits.values):
            payload = harms.uses(value, weak.kinds)
            said |= bool(value)
            if payload is not None:
                found = payload
                if payload.kind not in harms.ELSEWHERE:
                    break
        source = event.source_ip or event.host or ""
        if found is None:
            weak.seen.honest(source, event, said=said)
        else:
            weak.seen.attempt(self._attempt(source, event, url, found), event)

    def _attempt(self, source: str, event: Event, url: str, payload: Payload) -> Attempt:
        answer = None
        if event.status is not None:
            size = -1 if event.bytes_in is None else event.bytes_in
            wait = -1 if event.duration is None else event.duration
            answer = Answer(event.status, size, wait, len(payload.text), asked(payload.text))
        spot = self._fields.spot(event, url, "url")
        named = tool(event.user_agent) if event.user_agent else ""
        return Attempt(source, event.time, payload, answer, named, spot)

    def exposures(self) -> tuple[Exposure, ...]:
        """Say of each weakness what was seen of it, the worst first."""
        made = [_exposure(one, *_judged(one)) for one in self._weak]
        order = (State.EXPLOITED, State.PROBED, State.UNTOUCHED)
        return tuple(sorted(made, key=lambda one: (order.index(one.state), -one.attempts, one.place)))

    def signals(self) -> Iterator[Signal]:
        """Give a signal for each weakness somebody tried to use."""
        for one in self._weak:
            attempts, found = _judged(one)
            if attempts.count:
                yield _signal(one, attempts, found)


def _judged(weak: Weak) -> tuple[Attempts, Verdict]:
    attempts, page = weak.seen.settled()
    return attempts, verdict(attempts.kept, page)


def _signal(weak: Weak, attempts: Attempts, found: Verdict) -> Signal:
    exploited = found.state is State.EXPLOITED
    shown = [one for one in attempts.kept if one.source == found.by] or attempts.kept
    times = [one.time for one in attempts.kept if one.time is not None]
    what, where = weak.finding.title, _ways(weak)[0]
    host = weak.hosts.most_common(1)[0][0] if weak.hosts else ""
    return Signal(
        rule="exposure:weakness",
        title=f"{'Likely exploited' if exploited else 'Probed'}: {what}",
        message=(
            f"{_sources(attempts)} sent {_requests(attempts)} to {where} that would use a weakness in the"
            f" code ({what}, {_place(weak.finding)}); {'; '.join(found.reasons)}."
            f" One of them: {_payload(shown[0])!r}."
        ),
        severity=_severity(weak.finding.severity, exploited=exploited),
        confidence=Confidence.STRONG if exploited else Confidence.LIKELY,
        reason=f"the code is known to be weak there, and {'; '.join(found.reasons)}",
        techniques=("T1190",),
        first=min(times, default=None),
        last=max(times, default=None),
        count=attempts.count,
        actors=(Entity(EntityKind.ADDRESS, found.by),),
        targets=(Entity(EntityKind.HOST, host),) if host else (),
        places=places([one.spot for one in shown[:_SHOWN]]),
        numbers={"requests": weak.requests, "attempts": attempts.count},
        benign="a test of your own",
        remedy=weak.finding.remedy,
        about=weak.finding.fingerprint,
    )


def _sources(attempts: Attempts) -> str:
    return "One source" if len(attempts.sources) == 1 else f"{len(attempts.sources):,} sources"


def _requests(attempts: Attempts) -> str:
    return "one request" if attempts.count == 1 else f"{attempts.count:,} requests"


def _severity(weakness: Severity, *, exploited: bool) -> Severity:
    if not exploited:
        return Severity.MEDIUM
    return Severity.CRITICAL if weakness in {Severity.HIGH, Severity.CRITICAL} else Severity.HIGH


def _exposure(weak: Weak, attempts: Attempts, found: Verdict) -> Exposure:
    times = [one.time for one in attempts.kept if one.time is not None]
    return Exposure(
        weakness=weak.finding.fingerprint,
        rule=weak.finding.rule,
        title=weak.finding.title,
        place=_place(weak.finding),
        severity=weak.finding.severity,
        routes=_ways(weak),
        state=found.state,
        reasons=found.reasons,
        requests=weak.requests,
        attempts=attempts.count,
        sources=tuple(name for name, _ in attempts.sources.most_common(_SHOWN)),
        payloads=tuple(dict.fromkeys(_payload(one) for one in attempts.kept))[:_SHOWN],
        first=rfc3339(min(times, default=None)),
        last=rfc3339(max(times, default=None)),
        finding=fingerprint(_signal(weak, attempts, found)) if attempts.count else "",
        blind=tuple(_blind(weak)),
    )


def _blind(weak: Weak) -> Iterator[str]:
    if not weak.requests:
        yield "no request in these logs reached it"
    elif weak.blind:
        yield (
            f"{weak.blind:,} request{'s' if weak.blind > 1 else ''} may have carried a value these logs do"
            " not show (bodies, headers, cookies); a capture, or a log with bodies, would"
        )


def _payload(one: Attempt) -> str:
    return one.payload.text[:_TEXT]


def _place(finding: Finding) -> str:
    at = finding.primary
    return f"{at.name}:{at.locator.line}" if isinstance(at.locator, Lines) else at.name


def _ways(weak: Weak) -> tuple[str, ...]:
    return tuple(dict.fromkeys(f"{'|'.join(one.methods)} {one.path}".strip() for one in weak.routes))
