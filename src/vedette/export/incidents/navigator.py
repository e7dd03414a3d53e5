"""The techniques of an incident as an ATT&CK Navigator layer (format 4.5)."""

from __future__ import annotations

from typing import Any, Final

import msgspec

from vedette.core.attacks import TechniqueSeen
from vedette.core.incidents import Incident
from vedette.core.nouns import Severity
from vedette.export.incidents.drawings import techniques
from vedette.export.tally import plural
from vedette.export.visible import one_line

_VERSIONS: Final = {"attack": "18", "navigator": "5.1.0", "layer": "4.5"}
_SCORES: Final = {one: number for number, one in enumerate(Severity, 1)}
_MOST_NAMED: Final = 10


def render(incident: Incident) -> bytes:
    """Return the layer as indented JSON."""
    seen = techniques(incident)
    layer = {
        "name": one_line(f"{incident.id}: {incident.title}"),
        "versions": _VERSIONS,
        "domain": "enterprise-attack",
        "description": one_line(f"{plural(len(seen), 'technique')} of incident {incident.id}"),
        "sorting": 3,
        "hideDisabled": False,
        "techniques": [_technique(one, incident) for one in seen],
        "gradient": {
            "colors": ["#fff3bfff", "#ff9f43ff", "#c0392bff"],
            "minValue": 1,
            "maxValue": len(_SCORES),
        },
        "legendItems": [],
        "metadata": [{"name": "TLP", "value": incident.tlp.value}],
    }
    return msgspec.json.format(msgspec.json.encode(layer), indent=2) + b"\n"


def _technique(one: TechniqueSeen, incident: Incident) -> dict[str, Any]:
    found = [each for each in incident.findings if each.fingerprint in one.findings]
    titles = list(dict.fromkeys(one_line(each.title) for each in found))
    more = len(titles) - _MOST_NAMED
    return {
        "techniqueID": one.id,
        "score": max((_SCORES[each.severity] for each in found), default=_SCORES[incident.severity]),
        "enabled": True,
        "comment": "; ".join(titles[:_MOST_NAMED]) + (f"; {more} more" if more > 0 else ""),
        "metadata": [{"name": "findings", "value": str(len(found))}],
        "showSubtechniques": "." in one.id,
    }
