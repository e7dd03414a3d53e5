"""Incidents whose every text wants to be something else: markup, a program, a formula, or too much."""

from __future__ import annotations

from msgspec import structs

from tests.unit.export.incidents.samples import RANSOMWARE, WEBSHELL
from vedette.core.incidents import Incident
from vedette.export.incidents.walking import changed

HOSTILE = (
    '#read("/etc/passwd") *b* $x$ @ref <script>alert(1)</script> ]]> &amp; </text></svg> "\'`|\r\n# heading\n'
    "- item \\ \x1b[31m\u202e\u0000 [x](javascript:alert(1)) ![y](http://e.example/z) {{ 7*7 }} {name} %s "
    "\u6f22\u5b57 \U0001f600 \ufffe @everyone"
)


def everywhere(incident: Incident = RANSOMWARE, words: str = HOSTILE) -> Incident:
    """Return the incident with this in every text but those that link or are moments."""
    by_name = {"id", "time", "at", "due", "started", "finding", "fingerprint", "digest", "artefact", "entry"}
    links = {
        text
        for one in (*incident.findings, *incident.timeline, *incident.duties, *incident.tasks)
        for name in by_name & set(one.__struct_fields__)
        if isinstance(text := getattr(one, name), str)
    }
    return changed(incident, lambda text: text if text in links or text.startswith("T1") else text + words)


def long_ago(number: int) -> Incident:
    """Return an incident with so many lines."""
    lines = WEBSHELL.timeline
    more = tuple(
        structs.replace(lines[at % len(lines)], id=f"m{at}", text=f"line {at} " + "x" * (at % 90))
        for at in range(number)
    )
    return structs.replace(WEBSHELL, timeline=more)
