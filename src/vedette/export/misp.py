"""Indicators as one MISP event to import: attributes in its own types, nothing published.

Types and categories are those of MISP's list of attribute types (MISP core format).
"""

from __future__ import annotations

import uuid
from typing import Any, Final

import msgspec

from vedette.core.indicators import Indicator, IndicatorKind
from vedette.core.nouns import Confidence, Report
from vedette.core.verdicts import Verdict
from vedette.export.judged import answer, indicators
from vedette.export.visible import one_line, visible

_SPACE: Final = uuid.UUID("9c4f3c2e-6d0b-5f43-9a7e-54c0d1f7a002")
_NETWORK: Final = "Network activity"
_TYPES: Final = {
    IndicatorKind.DOMAIN: ("domain", _NETWORK),
    IndicatorKind.ADDRESS: ("ip-dst", _NETWORK),
    IndicatorKind.URL: ("url", _NETWORK),
    IndicatorKind.MAIL: ("email", _NETWORK),
    IndicatorKind.MUTEX: ("mutex", "Artifacts dropped"),
    IndicatorKind.PATH: ("filename", "Artifacts dropped"),
    IndicatorKind.REGISTRY: ("regkey", "Artifacts dropped"),
}
_HASHES: Final = {32: "md5", 40: "sha1", 64: "sha256"}
_XMR_LENGTH: Final = 95
_THREAT: Final = {Verdict.MALICIOUS: "1", Verdict.SUSPICIOUS: "2", Verdict.UNUSUAL: "3", Verdict.BENIGN: "4"}


def render(report: Report) -> bytes:
    """Return the event as indented JSON."""
    worst = max((one.verdict for one in report.judgements), key=list(Verdict).index, default=Verdict.BENIGN)
    event = {
        "uuid": str(uuid.uuid5(_SPACE, report.target.digest + report.engine.rules)),
        "info": one_line(f"{report.target.name}: {answer(report)} (Vedette)"),
        "distribution": "0",
        "threat_level_id": _THREAT[worst],
        "analysis": "1",
        "published": False,
        "Attribute": [_attribute(one) for one in indicators(report)],
    }
    return msgspec.json.format(msgspec.json.encode({"Event": event}), indent=2) + b"\n"


def _attribute(one: Indicator) -> dict[str, Any]:
    kind, category = _type(one)
    return {
        "uuid": str(uuid.uuid5(_SPACE, f"{one.kind} {one.value} {one.artefact}")),
        "type": kind,
        "category": category,
        "value": visible(one.value),
        "to_ids": one.confidence is not Confidence.POSSIBLE,
        "comment": one_line(f"{one.context} (in {one.name})".strip()),
    }


def _type(one: Indicator) -> tuple[str, str]:
    if one.kind is IndicatorKind.HASH:
        return _HASHES.get(len(one.value), "text"), "Payload delivery"
    if one.kind is IndicatorKind.WALLET:
        return _coin(one.value), "Financial fraud"
    return _TYPES[one.kind]


def _coin(value: str) -> str:
    if value.startswith("0x"):
        return "text"
    return "xmr" if len(value) >= _XMR_LENGTH else "btc"
