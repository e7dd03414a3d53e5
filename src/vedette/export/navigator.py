"""The techniques of a report as an ATT&CK Navigator layer (format 4.5): what was seen, how bad, how often."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import msgspec

from vedette.core.nouns import Finding, Report, Severity
from vedette.export.tally import plural
from vedette.export.visible import one_line

_VERSIONS: Final = {"attack": "18", "navigator": "5.1.0", "layer": "4.5"}
_SCORES: Final = {one: number for number, one in enumerate(Severity, 1)}
_MOST_NAMED: Final = 10


def render(report: Report) -> bytes:
    """Return the layer as indented JSON."""
    by_technique: dict[str, list[Finding]] = defaultdict(list)
    for finding in report.findings:
        for ident in finding.techniques:
            by_technique[ident.upper()].append(finding)
    layer = {
        "name": one_line(f"Vedette: {report.target.name}"),
        "versions": _VERSIONS,
        "domain": "enterprise-attack",
        "description": one_line(
            f"{plural(len(report.attacks), 'attack')}, {plural(len(report.findings), 'finding')} "
            f"in {report.target.origin or report.target.name}"
        ),
        "sorting": 3,
        "hideDisabled": False,
        "techniques": [_technique(ident, found) for ident, found in sorted(by_technique.items())],
        "gradient": {
            "colors": ["#fff3bfff", "#ff9f43ff", "#c0392bff"],
            "minValue": 1,
            "maxValue": len(_SCORES),
        },
        "legendItems": [],
        "metadata": [{"name": "engine", "value": one_line(f"{report.engine.name} {report.engine.version}")}],
    }
    return msgspec.json.format(msgspec.json.encode(layer), indent=2) + b"\n"


def _technique(ident: str, found: list[Finding]) -> dict[str, Any]:
    titles = list(dict.fromkeys(one_line(one.title) for one in found))
    more = len(titles) - _MOST_NAMED
    return {
        "techniqueID": ident,
        "score": max(_SCORES[one.severity] for one in found),
        "enabled": True,
        "comment": "; ".join(titles[:_MOST_NAMED]) + (f"; {more} more" if more > 0 else ""),
        "metadata": [
            {"name": "events", "value": str(sum(one.seen.count if one.seen else 1 for one in found))},
            {"name": "findings", "value": str(len(found))},
        ],
        "showSubtechniques": "." in ident,
    }
