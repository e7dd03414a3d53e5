"""The engines as jobs run them, in a process of their own: a wish in, its report in every format out."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import msgspec

from vedette.app import scan
from vedette.app.clock import SYSTEM
from vedette.app.code_analyser import load
from vedette.app.job_answers import Wish
from vedette.app.jobs import Job, Progress
from vedette.app.render import Format, Look, render
from vedette.app.reports import LastReport, write_whole
from vedette.app.requests import Scan
from vedette.app.results import Scanned
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, MIB
from vedette.core.nouns import Confidence
from vedette.scale.processes import Tell, Work
from vedette.store.cache import Memory

FILES: Final[Mapping[Format, tuple[str, str]]] = {
    Format.JSON: ("report.json", "application/json"),
    Format.JSONL: ("report.jsonl", "application/x-ndjson"),
    Format.SARIF: ("report.sarif", "application/sarif+json"),
    Format.HTML: ("report.html", "text/html; charset=utf-8"),
    Format.MARKDOWN: ("report.md", "text/markdown; charset=utf-8"),
    Format.NAVIGATOR: ("layer.json", "application/json"),
    Format.STIX: ("bundle.json", "application/stix+json;version=2.1"),
    Format.TIMESKETCH: ("timeline.jsonl", "application/x-ndjson"),
    Format.OCSF: ("ocsf.jsonl", "application/x-ndjson"),
    Format.CSV: ("report.csv", "text/csv; charset=utf-8"),
    Format.TERMINAL: ("report.txt", "text/plain; charset=utf-8"),
}
"""What a report in each format is called, and its media type."""
HOSTILE: Final = replace(DEFAULTS, ratio=100, unpacked_bytes=1024 * MIB)
"""Bounds for what strangers hand in: tighter than for one's own files."""
_BETWEEN: Final = 0.2


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is handed to the process."""

    wish: Wish
    origin: str
    """What the report says the target was: a place on this machine is nobody's business."""
    folder: str
    """Where the report goes."""


class Outcome(msgspec.Struct, frozen=True):
    """What the process answers."""

    counts: dict[str, int | str]


class _Teller:
    """Passes on how far the work is, a few times a second."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._stage = ""
        self._when = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if progress.stage != self._stage or now - self._when >= _BETWEEN:
            self._stage, self._when = progress.stage, now
            self._tell(msgspec.json.encode(progress))


def scan_code(given: bytes, tell: Tell) -> bytes:
    """Scan source, and write the report down in every format.

    Raises:
        VedetteError: what scanning raises.

    """
    task = msgspec.json.decode(given, type=Task)
    folder = Path(task.folder)
    if str(Path(task.wish.path).resolve()) != task.wish.path:
        raise BadInput("the target moved while it waited", hint="submit it again")
    tools = scan.Tools(
        limits=HOSTILE,
        clock=SYSTEM,
        load=load,
        open_cache=Memory,
        last=LastReport(folder / "private"),
        events=folder / "private" / "events",
    )
    request = Scan(
        target=task.wish.path,
        include=task.wish.include,
        exclude=task.wish.exclude,
        default_excludes=task.wish.default_excludes,
        suppressions=task.wish.suppressions,
        cache=False,
        min_confidence=Confidence(task.wish.min_confidence),
    )
    scanned = _named(scan.run(tools, request, Job(_Teller(tell))), task.origin)
    for how, (name, _) in FILES.items():
        tell(msgspec.json.encode(Progress("writing", 0)))
        page = render(scanned.report, scanned.rules, how, Look(lines=scanned.lines))
        write_whole(folder / name, page, 0o600)
    return msgspec.json.encode(Outcome(dict(scanned.counts())))


def _named(scanned: Scanned, origin: str) -> Scanned:
    target = msgspec.structs.replace(scanned.report.target, origin=origin)
    return replace(scanned, report=msgspec.structs.replace(scanned.report, target=target))


ENGINES: Final[Mapping[str, Work]] = {"code.scan": scan_code, "code.discover": scan_code}
"""Which work each capability that is run as a job comes to."""
