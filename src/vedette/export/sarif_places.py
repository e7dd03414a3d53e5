"""Places as SARIF writes them: relative addresses, regions, and the list of artefacts they point into."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from vedette.core.nouns import ByteRange, Evidence, Frame, Lines, Record, Report

LONGEST_SNIPPET = 4_000
_WITH_LINE = re.compile(r"(?P<name>.*?):(?P<line>[1-9]\d{0,8})(?::\d+)?", re.DOTALL)

Json = dict[str, Any]


def clean(text: str) -> str:
    """Return text that can be written down: half characters, which JSON cannot hold, become `?`."""
    return text.encode("utf-8", "replace").decode("utf-8")


def uri(name: str) -> str:
    """Return a name as a relative address: never a scheme, never a host, every odd byte percent-encoded."""
    encoded = quote(name.encode("utf-8", "surrogatepass"), safe="/-._~")
    return "%2F" + encoded[1:] if encoded.startswith("/") else encoded or "."


class Places:
    """The artefacts of one run, numbered: those of the report, then others that evidence points into."""

    def __init__(self, report: Report) -> None:
        self.digests: dict[str, str] = {one.name: one.digest for one in report.artefacts}
        self.sizes = {one.name: one.size for one in report.artefacts}
        for finding in report.findings:
            for step in finding.evidence:
                self.digests.setdefault(step.name, step.artefact)
        self._index = {name: number for number, name in enumerate(self.digests)}

    def artefact(self, name: str) -> Json:
        """Return an artifactLocation."""
        location: Json = {"uri": uri(name), "uriBaseId": "%SRCROOT%"}
        return location | ({"index": self._index[name]} if name in self._index else {})

    def location(self, evidence: Evidence, words: str = "") -> Json:
        """Return a location, with words about it if there are any."""
        region = _region(evidence)
        location: Json = {
            "physicalLocation": {
                "artifactLocation": self.artefact(evidence.name),
                **({"region": region} if region else {}),
            }
        }
        if isinstance(evidence.locator, Record | Frame):
            location["logicalLocations"] = [{"fullyQualifiedName": _entry(evidence.locator), "kind": "data"}]
        return location | ({"message": {"text": words}} if words else {})

    def parted(self, where: str) -> tuple[str, int]:
        """Part `file:line` into its two halves; the line is 0 when there is none."""
        match = _WITH_LINE.fullmatch(where)
        return (match["name"], int(match["line"])) if match else (where, 0)


def artefacts(places: Places) -> list[Json]:
    """Return run.artifacts."""
    return [
        {
            "location": {"uri": uri(name), "uriBaseId": "%SRCROOT%"},
            "hashes": {"sha-256": digest.removeprefix("sha256:")},
            **({"length": places.sizes[name]} if name in places.sizes else {}),
        }
        for name, digest in places.digests.items()
    ]


def _region(evidence: Evidence) -> Json:
    match evidence.locator:
        case Lines(line=line, column=column, end_line=end_line, end_column=end_column):
            region: Json = {"startLine": line, "startColumn": column}
            region |= {"endLine": end_line, "endColumn": end_column}
            if len(evidence.quote) <= LONGEST_SNIPPET:
                region["snippet"] = {"text": clean(evidence.quote)}
            return region
        case ByteRange(offset=offset, length=length):
            return {"byteOffset": offset, "byteLength": length}
        case Record() | Frame():
            return {}


def _entry(locator: Record | Frame) -> str:
    match locator:
        case Record(number=number, field=field):
            return f"record {number}" + (f", {clean(field)}" if field else "")
        case Frame(number=number):
            return f"frame {number}"
