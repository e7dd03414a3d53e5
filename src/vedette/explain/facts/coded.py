"""Weaknesses in code, as items: where, which way data takes, and whether somebody used them."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from vedette.core.exposures import Exposure, State
from vedette.core.levels import Confidence, Severity
from vedette.core.nouns import Evidence, Finding, Lines, Route
from vedette.explain.facts.item import Item, flat, tame, tamed
from vedette.explain.facts.situations import DOUBTED, EXPOSED, of_weaknesses

_LEVELS: Final = tuple(Severity)
_CONFIDENCES: Final = {
    State.EXPLOITED: Confidence.LIKELY,
    State.PROBED: Confidence.STRONG,
    State.UNTOUCHED: Confidence.LIKELY,
}
"""How sure a state is where no finding in the logs says so itself."""
_STEPS: Final = 6


def code_item(finding: Finding) -> Item:
    """Make an item of a weakness in code."""
    names = _names(finding)
    situation = of_weaknesses(finding.weaknesses)
    doubtful = finding.confidence is Confidence.POSSIBLE
    return Item(
        kind="finding",
        ref=finding.fingerprint,
        situation=situation,
        advice=DOUBTED if doubtful else "",
        severity=finding.severity,
        confidence=finding.confidence,
        names={role: given for role, given in names.items() if given},
        counts={"steps": len(finding.evidence)},
        marks=frozenset(
            (
                "code",
                "code_flow" if names["flow"] else "code_place",
                *(("secret",) if situation == "secret" else ("used", "reachable")),
                *(("route",) if names["routes"] else ()),
                *(("flow_known",) if len(names["flow"]) > 1 else ()),
                *(("doubt",) if doubtful else ()),
                *(("remedy",) if finding.remedy else ()),
            )
        ),
        texts=(
            *(finding.title, finding.message, finding.reason, finding.remedy),
            *(one.quote for one in finding.evidence),
        ),
    )


def _names(finding: Finding) -> dict[str, tuple[str, ...]]:
    place = finding.primary
    routes = tamed(_route(one) for one in finding.routes)
    return {
        "place": (tame(placed(place)),),
        "places": (tame(placed(place)),),
        "file": (tame(PurePosixPath(place.name).name),),
        "files": (tame(place.name),),
        "flow": tamed(map(placed, finding.evidence))[:_STEPS] if len(finding.evidence) > 1 else (),
        "route": routes[:1],
        "routes": routes,
        "message": (flat(finding.message),),
        "remedy": (flat(finding.remedy),) if finding.remedy else (),
    }


def placed(evidence: Evidence) -> str:
    """Return file and line."""
    at = evidence.locator
    return f"{evidence.name}:{at.line}" if isinstance(at, Lines) else evidence.name


def _route(route: Route) -> str:
    return f"{'/'.join(route.methods)} {route.path}".strip() if len(route.methods) > 1 else route.path


def _path(route: str) -> str:
    """Return the path of `GET /items`."""
    return route.rpartition(" ")[2]


def exposure_item(one: Exposure, finding: Finding | None) -> Item:
    """Make an item of a weakness that logs were searched for."""
    severity = one.severity
    if one.state is State.PROBED:
        severity = min(severity, Severity.MEDIUM, key=_LEVELS.index)
    elif one.state is State.UNTOUCHED:
        severity = min(severity, Severity.LOW, key=_LEVELS.index)
    names = {
        "place": (tame(one.place),),
        "file": (tame(PurePosixPath(one.place.rpartition(":")[0] or one.place).name),),
        "files": (tame(one.place),),
        "routes": tamed(map(_path, one.routes)),
        "route": tamed(map(_path, one.routes[:1])),
        "attackers": tamed(one.sources),
        "answers": tuple(map(flat, one.reasons)),
    }
    return Item(
        kind="exposure",
        ref=one.weakness,
        situation=EXPOSED[one.state],
        severity=severity,
        confidence=finding.confidence if finding is not None else _CONFIDENCES[one.state],
        names={role: given for role, given in names.items() if given},
        counts={"requests": one.requests, "attempts": one.attempts},
        first=one.first,
        last=one.last,
        marks=frozenset(
            (
                "exposure",
                EXPOSED[one.state],
                "later",
                *(("blind",) if one.blind else ()),
                "when" if one.first else "no_time",
            )
        ),
        texts=(one.title, *one.reasons, *one.payloads, *one.blind),
    )
