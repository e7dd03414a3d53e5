"""What one source tried on one site, and what it adds up to."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from msgspec import Struct

from vedette.core.attacks import Entity, EntityKind
from vedette.core.levels import Confidence, Severity
from vedette.hunt.event import Event
from vedette.hunt.instants import SECOND
from vedette.hunt.patterns.payloads import Payload
from vedette.hunt.patterns.places import Spot, kept, places
from vedette.hunt.patterns.speech import plain, quoted
from vedette.hunt.patterns.web.pages import ANSWERS_KEPT, TURNED_AWAY, Answer, Outcome, Page, judge
from vedette.hunt.patterns.web.requests import SECRET_FILE, WEB_SHELL, Hit
from vedette.hunt.signal import Signal

TRIED_KEPT: Final = 64
TEXT_KEPT: Final = 300
_PROBES: Final = frozenset({SECRET_FILE, WEB_SHELL})
_PROBES_MIN: Final = 3
_KINDS_OF_SCANNER: Final = 3
_PATHS_OF_SCANNER: Final = 10
_CLEAR: Final = 1.5
_MANY: Final = 5
_ECHOED: Final = frozenset(
    {"cross-site scripting", "header injection", "server-side request forgery", "JNDI lookup"}
)
"""What changes an answer only by being repeated in it."""
_DELAY = re.compile(
    (
        r"(?:sleep|pg_sleep|receive_message\s*\([^,]{1,80},)\s*\(?\s*(\d{1,3})(?:\.\d+)?\s*\)"
        r"|delay\s*'0{1,2}:0{1,2}:(\d{1,2})"
        r"|[;|&`]\s*sleep\s+(\d{1,3})\b|ping\s+-[nc]\s+(\d{1,3})\b"
    ),
    re.IGNORECASE,
)


class Tried(Struct):
    """One kind of attack on one place of one path."""

    path: str
    where: str
    kind: str
    count: int = 0
    text: str = ""
    """The clearest payload, decoded."""
    score: float = 0.0
    why: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()
    answers: list[Answer] = []
    spot: Spot | None = None


class Campaign(Struct):
    """All of one source's attacks on one site."""

    first: int | None = None
    last: int | None = None
    count: int = 0
    kinds: dict[str, int] = {}
    statuses: dict[int, int] = {}
    tried: dict[str, Tried] = {}
    more: int = 0
    """Different attempts that no longer fit in."""
    scanner: str = ""
    spots: list[Spot] = []

    def add(self, event: Event, path: str, hit: Hit, spot: Spot) -> None:
        """Take an attack in."""
        self.count += 1
        time = event.time
        if time is not None:
            self.first = time if self.first is None else min(self.first, time)
            self.last = time if self.last is None else max(self.last, time)
        kind = hit.payload.kind
        self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if event.status is not None:
            self.statuses[event.status] = self.statuses.get(event.status, 0) + 1
        kept(self.spots, spot)
        key = f"{kind}\n{hit.where}\n{path}"  # each of them short
        tried = self.tried.get(key)
        if tried is None:
            if len(self.tried) >= TRIED_KEPT:
                self.more += 1
                return
            tried = self.tried[key] = Tried(path, hit.where, kind)
        _take(tried, event, hit.payload, spot)


def _take(tried: Tried, event: Event, payload: Payload, spot: Spot) -> None:
    tried.count += 1
    if payload.score > tried.score:
        tried.score, tried.why, tried.layers = payload.score, payload.why, payload.layers
        tried.text, tried.spot = payload.text[:TEXT_KEPT], spot
    if event.status is not None and len(tried.answers) < ANSWERS_KEPT:
        size = -1 if event.bytes_in is None else event.bytes_in
        wait = -1 if event.duration is None else event.duration
        tried.answers.append(Answer(event.status, size, wait, len(payload.text), asked(payload.text)))


def asked(text: str) -> int:
    """Say how many microseconds a payload asks the server to wait."""
    found = _DELAY.search(text)
    return int(next(one for one in found.groups() if one)) * SECOND if found else 0


def signal(
    source: Entity, site: str, campaign: Campaign, pages: dict[tuple[str, str], Page], missing: int
) -> Signal | None:
    """Say what a campaign adds up to; None of a few requests for files that might just as well be there."""
    best, outcome = _best(campaign, site, pages)
    paths = len({one.path for one in campaign.tried.values()})
    if set(campaign.kinds) <= _PROBES and paths < _PROBES_MIN and outcome.level == 0:
        return None
    scanner = bool(campaign.scanner) or (
        len(campaign.kinds) >= _KINDS_OF_SCANNER and paths + campaign.more >= _PATHS_OF_SCANNER
    )
    score = max(one.score for one in campaign.tried.values())
    return Signal(
        rule="pattern:web-attacks",
        title=_title(campaign, outcome, scanner=scanner),
        message=plain(_message(source, site, campaign, best, outcome)),
        severity=_severity(outcome, scanner=scanner),
        confidence=_confidence(campaign, score, outcome),
        reason=_reason(best, outcome, scanner=scanner),
        techniques=_techniques(campaign, scanner=scanner),
        first=campaign.first,
        last=campaign.last,
        count=campaign.count,
        actors=(source,),
        targets=(Entity(EntityKind.HOST, site),) if site else (),
        places=places([*campaign.spots, *([best.spot] if best.spot else [])]),
        numbers={
            "attacks": campaign.count, "kinds": ", ".join(sorted(campaign.kinds)), "paths": paths,
            "score": score, "not_found": missing, "scanner": campaign.scanner or ("yes" if scanner else "no"),
            "outcome": outcome.level, **outcome.numbers,
        },
        benign="a tester of your own, or a page that takes SQL, HTML or paths as its ordinary input",
        remedy="Look at what the answers held, mend the parameter, and look for what this source did next.",
    )  # fmt: skip


def _best(campaign: Campaign, site: str, pages: dict[tuple[str, str], Page]) -> tuple[Tried, Outcome]:
    """Return the attempt that went furthest; of equals the clearest."""
    common = Counter(
        pair for one in campaign.tried.values() for pair in {(a.status, a.size) for a in one.answers}
    )
    best, outcome = max(campaign.tried.values(), key=lambda one: one.score), TURNED_AWAY
    for one in campaign.tried.values():
        page = pages.get((site, one.path))
        for answer in one.answers:
            found = judge(answer, page, common, reads=one.kind not in _ECHOED)
            if one.kind == WEB_SHELL and found.level == 1 and one.count > 1:
                found = Outcome(3, "the shell is there: it answered more than once", found.numbers)
            if found.level > outcome.level:
                best, outcome = one, found
    return best, outcome


def _title(campaign: Campaign, outcome: Outcome, *, scanner: bool) -> str:
    kind = max(campaign.kinds, key=lambda one: campaign.kinds[one])
    if outcome.level == 3:  # noqa: PLR2004
        return f"Web attack that seems to have worked: {kind}"
    return "Scan for weaknesses in a web site" if scanner else f"Web attack: {kind}"


def _message(source: Entity, site: str, campaign: Campaign, best: Tried, outcome: Outcome) -> str:
    kinds = (", ").join(
        f"{kind} ({count})" for kind, count in sorted(campaign.kinds.items(), key=lambda one: -one[1])
    )
    answered = ", ".join(f"{status}: {count}" for status, count in sorted(campaign.statuses.items()))
    peeled = f", behind {' and '.join(best.layers)}" if best.layers else ""
    return (
        f"{source.name} sent {campaign.count:,} request{'s' if campaign.count != 1 else ''}"
        f" to {site or 'a web server'}"
        f" that tr{'ies' if campaign.count == 1 else 'y'} {kinds};"
        f" the clearest, in the {best.where} of {best.path[:100]}{peeled}:"
        f" {quoted(best.text, 160)}."
        f" Answers by status: {answered or 'unknown'}; {outcome.words}."
    )


def _severity(outcome: Outcome, *, scanner: bool) -> Severity:
    if outcome.level == 3:  # noqa: PLR2004
        return Severity.HIGH
    if scanner:
        return Severity.LOW
    return Severity.MEDIUM


def _confidence(campaign: Campaign, score: float, outcome: Outcome) -> Confidence:
    if score >= _CLEAR or campaign.count >= _MANY or outcome.level == 3:  # noqa: PLR2004
        return Confidence.STRONG
    return Confidence.LIKELY


def _reason(best: Tried, outcome: Outcome, *, scanner: bool) -> str:
    sort = (
        "It asks for many things in many places, as scanners do."
        if scanner
        else "It keeps to few places, as a person does."
    )
    return f"The value {', '.join(best.why)}; {outcome.words}. {sort}"


def _techniques(campaign: Campaign, *, scanner: bool) -> tuple[str, ...]:
    found = ["T1595.002" if scanner else "T1190"]
    if WEB_SHELL in campaign.kinds:
        found.append("T1505.003")
    return tuple(found)
