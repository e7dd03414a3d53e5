"""Facts against pages: each match is a finding with its evidence in order, source first, sink last."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

from msgspec import Struct
from msgspec.structs import replace

from vedette.core.expressions import expression
from vedette.core.levels import Confidence
from vedette.core.nouns import Evidence, Finding, Lines, Role
from vedette.core.verdicts import Verdict
from vedette.triage.behaviours.abouts import told
from vedette.triage.behaviours.pages import Page, pages, pattern
from vedette.triage.behaviours.services import belongs
from vedette.triage.fact import Act, Fact, When
from vedette.triage.sample import INSIDE, Sample

if TYPE_CHECKING:
    from vedette.triage.packages.package import Package

NEAR_LINES: Final = 40
SHOWN: Final = 40
"""Findings of one page in one sample; more say nothing new."""
EARLY: Final = frozenset({When.INSTALL, When.IMPORT, When.OPEN})
PLAIN: Final = frozenset(
    {"command line", "script block", "file it writes", "variables put in", "joined strings"}
)
"""Steps that undo no encoding: honest scripts hand commands to commands, too."""
_CHARS: Final = 1_000
_NO_HOST: Final = expression(r"(?:https?://)?(?:…|$)")
_CALLERS: Final = "The way was followed, but whoever calls it says where that leads."
_NEARBY: Final = "Both stand close together; no flow was followed."


class Read(Struct, frozen=True):
    """A sample, and what it does."""

    sample: Sample
    facts: Sequence[Fact]


class Observed(Struct, frozen=True, kw_only=True):
    """A behaviour that was seen: the finding, and what it supports."""

    finding: Finding
    page: Page
    verdict: Verdict
    """What it supports alone, with its timing, before confidence counts."""
    when: When
    hidden: bool = False
    """Whether it stood under an encoding."""
    about: str = ""
    """What it takes, and from or to where, as far as that is constant."""


class _Match(Struct, frozen=True):
    page: Page
    fact: Fact
    trail: tuple[Fact, ...]
    confidence: Confidence
    reason: str


def observed(read: Sequence[Read], package: Package | None = None) -> tuple[Observed, ...]:
    """Return the behaviours of all samples together, in the order of the samples."""
    found: list[Observed] = []
    encoded: set[str] = set()
    for one_read in read:
        sample = one_read.sample
        if _is_encoded(sample, encoded):
            encoded.add(sample.name)
        facts = [*one_read.facts, *(package.facts_of(sample) if package is not None else ())]
        if package is not None:
            facts = [package.timed(sample, fact) for fact in facts]
        if facts:
            hidden = sample.carried and sample.name in encoded
            found += (replace(one, hidden=hidden) for one in _in_sample(sample, facts))
    return tuple(found)


def _is_encoded(sample: Sample, encoded: set[str]) -> bool:
    """Say whether something was decoded to get a sample, or what it came out of."""
    if not sample.steps:
        return False
    return sample.parent in encoded or (sample.carried and not PLAIN.issuperset(sample.steps))


def _in_sample(sample: Sample, facts: Sequence[Fact]) -> Iterator[Observed]:
    by_act: dict[Act, list[Fact]] = {}
    for fact in facts:
        by_act.setdefault(fact.act, []).append(fact)
    counts: Counter[str] = Counter()
    seen: set[tuple[str, object]] = set()
    for page in pages():
        for act in page.acts:
            for fact in by_act.get(act, ()):
                match = _match(page, fact, by_act)
                if match is None or (page.id, fact.place) in seen or counts[page.id] >= SHOWN:
                    continue
                seen.add((page.id, fact.place))
                counts[page.id] += 1
                yield _observed(sample, match, counts)


def _match(page: Page, fact: Fact, by_act: dict[Act, list[Fact]]) -> _Match | None:
    if not _may(page, fact, by_act) or not _about(page, fact):
        return None
    if not page.fed and not page.near:
        return _Match(page, fact, (), *_alone(page, fact))
    trail = _trail(page, fact)
    if trail:
        return _Match(page, fact, trail, *_followed(page, fact, trail))
    close = _close(page, fact, by_act)
    if close is None:
        return None
    confidence = Confidence.LIKELY if fact.sure and close.sure else Confidence.POSSIBLE
    return _Match(page, fact, (close,), confidence, _NEARBY)


def _may(page: Page, fact: Fact, by_act: dict[Act, list[Fact]]) -> bool:
    """Say whether there is anything that could flow in or be near, where a page asks for it; cheap."""
    if not page.fed and not page.near:
        return True
    return bool(page.fed and fact.inputs) or any(act in by_act for act in page.near)


def _followed(page: Page, fact: Fact, trail: tuple[Fact, ...]) -> tuple[Confidence, str]:
    """Say how sure a way is, and why."""
    if fact.near:
        return Confidence.POSSIBLE, _NEARBY
    if _is_callers(page, trail[0], fact):
        return Confidence.POSSIBLE, _CALLERS
    sure = fact.sure and all(one.sure for one in trail)
    confidence = Confidence.STRONG if sure else Confidence.LIKELY
    return confidence, "Every step on the way was followed through the code."


def _about(page: Page, fact: Fact) -> bool:
    if page.when and fact.when not in page.when:
        return False
    target = fact.target[:_CHARS]
    for wanted, text in ((page.target, target), (page.how, fact.how)):
        expression = pattern(wanted)
        if expression is not None and not expression.search(text):
            return False
    unless = pattern(page.unless)
    return unless is None or not unless.search(target)


def _alone(page: Page, fact: Fact) -> tuple[Confidence, str]:
    if not fact.sure:
        return Confidence.POSSIBLE, "A pattern saw it; nothing parsed it."
    return page.confidence, "The code or command was parsed, and this is what it does."


def _trail(page: Page, fact: Fact) -> tuple[Fact, ...]:
    """Return the way from what flows in to the fact, the source first, without the fact itself."""
    waiting: list[tuple[Fact, tuple[Fact, ...]]] = [(one, (one,)) for one in fact.inputs]
    seen: set[int] = set()
    while waiting:
        one, path = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        if one.act in page.fed and _feeds(page, one) and not _belongs(page, one, fact):
            return path[::-1]
        waiting += [(more, (*path, more)) for more in one.inputs]
    return ()


def _feeds(page: Page, one: Fact) -> bool:
    """Say whether what flows in is what the page asks for."""
    return all(
        (expression := pattern(wanted)) is None or expression.search(text) is not None
        for wanted, text in ((page.fed_target, one.target[:_CHARS]), (page.fed_how, one.how))
    )


def _belongs(page: Page, one: Fact, fact: Fact) -> bool:
    """Say whether what flows in goes where it belongs: a service's token to that service."""
    return page.own and belongs(one.target[:_CHARS], fact.target[:_CHARS])


def _is_callers(page: Page, one: Fact, fact: Fact) -> bool:
    """Say whether a token of the environment goes to a host whoever calls it names: both are settings."""
    settings = page.own and one.how == "environment" and fact.when is When.CALL
    return settings and _NO_HOST.match(fact.target) is not None


def _close(page: Page, fact: Fact, by_act: dict[Act, list[Fact]]) -> Fact | None:
    for act in page.near:
        for one in by_act.get(act, ()):
            if one is not fact and _distance(one, fact) <= NEAR_LINES and _feeds(page, one):
                return one
    return None


def _distance(one: Fact, other: Fact) -> int:
    if isinstance(one.place, Lines) and isinstance(other.place, Lines):
        return abs(one.place.line - other.place.line)
    return 0


def _observed(sample: Sample, match: _Match, counts: Counter[str]) -> Observed:
    page, fact = match.page, match.fact
    early = page.early is not None and fact.when in EARLY
    verdict = page.early if early and page.early is not None else page.verdict
    finding = _finding(sample, match, counts)
    about = told((*match.trail, fact))
    return Observed(finding=finding, page=page, verdict=verdict, when=fact.when, about=about)


def _finding(sample: Sample, match: _Match, counts: Counter[str]) -> Finding:
    page, fact = match.page, match.fact
    trail = [
        _evidence(sample, one, Role.SOURCE if n == 0 else Role.STEP) for n, one in enumerate(match.trail)
    ]
    when = f" This happens {fact.when.value}." if fact.when in EARLY else ""
    what = f" Here: {fact.says}." if fact.says else ""
    return Finding(
        rule=f"behaviour/{page.id}",
        title=page.title,
        message=f"{page.message}{what}{when}",
        techniques=page.techniques,
        severity=page.severity,
        confidence=match.confidence,
        reason=match.reason,
        evidence=(*trail, _evidence(sample, fact, Role.SINK)),
        fingerprint=_fingerprint(sample, match, counts),
        innocent=page.innocent,
    )


def _evidence(sample: Sample, fact: Fact, role: Role) -> Evidence:
    return Evidence(
        artefact=sample.digest,
        name=sample.name,
        locator=fact.place,
        quote=fact.quote,
        role=role,
        note=fact.says,
    )


def _fingerprint(sample: Sample, match: _Match, counts: Counter[str]) -> str:
    """By the page, the file and the words there; the same words twice are told apart by their order."""
    words = "".join(match.fact.quote.split())
    inside = sample.name.rpartition(INSIDE)[2]
    key = f"{match.page.id}\n{inside}\n{words}"
    counts[key] += 1
    digest = hashlib.sha256(f"{key}\n{counts[key]}".encode("utf-8", "replace")).hexdigest()
    return f"sha256:{digest}"


def findings(given: Iterable[Observed]) -> tuple[Finding, ...]:
    """Return the findings alone."""
    return tuple(one.finding for one in given)
