"""Indicators of things that were judged as STIX 2.1 indicators, with patterns other tools can run."""

from __future__ import annotations

from typing import Any, Final

from vedette.core.indicators import Indicator, IndicatorKind
from vedette.export.visible import one_line

_ALGORITHMS: Final = {32: "MD5", 40: "SHA-1", 64: "SHA-256"}
_PATHS: Final = {
    IndicatorKind.DOMAIN: "domain-name:value",
    IndicatorKind.URL: "url:value",
    IndicatorKind.MAIL: "email-addr:value",
    IndicatorKind.MUTEX: "mutex:name",
    IndicatorKind.REGISTRY: "windows-registry-key:key",
    IndicatorKind.PATH: "file:name",
}


def pattern(one: Indicator) -> str | None:
    """Return the STIX pattern that finds an indicator; None where STIX has no word for it."""
    path = _path(one)
    if path is None:
        return None
    value = one.value.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{path} = '{value}']"


def fields(one: Indicator, found: str) -> dict[str, Any]:
    """Return what an indicator object says beyond what all objects do."""
    return {
        "name": one_line(one.value),
        "description": one_line(f"{one.context} (in {one.name})".strip()),
        "indicator_types": ["malicious-activity"],
        "pattern_type": "stix",
        "pattern": found,
        "labels": [one.kind.value],
    }


def _path(one: Indicator) -> str | None:
    if one.kind is IndicatorKind.ADDRESS:
        return "ipv6-addr:value" if ":" in one.value else "ipv4-addr:value"
    if one.kind is IndicatorKind.HASH:
        algorithm = _ALGORITHMS.get(len(one.value))
        return f"file:hashes.'{algorithm}'" if algorithm is not None else None
    return _PATHS.get(one.kind)
