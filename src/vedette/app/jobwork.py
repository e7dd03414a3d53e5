"""The engines as jobs run them, in a process of their own: a wish in, its report in every format out."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from vedette.app import scan
from vedette.app.clock import SYSTEM
from vedette.app.code_analyser import load
from vedette.app.extras import lacking
from vedette.app.job_answers import Wish
from vedette.app.jobs import Job, Progress
from vedette.app.render import Format, Lines, Look, render
from vedette.app.reports import LastReport, write_whole
from vedette.app.requests import Hunt, Scan, Triage
from vedette.app.tools import Tools
from vedette.core.errors import BadInput
from vedette.core.limits import DEFAULTS, MIB
from vedette.core.nouns import Confidence, Report
from vedette.core.rulehelp import RuleHelp
from vedette.scale.processes import Tell, Work
from vedette.store.cache import Memory, Sqlite

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
    Format.MISP: ("misp.json", "application/json"),
    Format.INDICATORS: ("indicators.csv", "text/csv; charset=utf-8"),
    Format.TERMINAL: ("report.txt", "text/plain; charset=utf-8"),
}
"""What a report in each format is called, and its media type."""
HOSTILE: Final = msgspec.structs.replace(DEFAULTS, ratio=100, unpacked_bytes=1024 * MIB)
"""Bounds for what strangers hand in: tighter than for one's own files."""
_BETWEEN: Final = 0.2
_SEEN: Final = 512 * MIB
"""Bytes one job may keep of what it has looked at already."""


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
    task = _task(given)
    request = Scan(
        target=task.wish.path,
        include=task.wish.include,
        exclude=task.wish.exclude,
        default_excludes=task.wish.default_excludes,
        suppressions=task.wish.suppressions,
        cache=True,
        min_confidence=Confidence(task.wish.min_confidence),
    )
    place = Path(task.folder) / "seen"  # of this job alone: it goes on from there if it has to wait
    tools = msgspec.structs.replace(_tools(task), open_cache=lambda: Sqlite(place, _SEEN, time.time))
    scanned = scan.run(tools, request, Job(_Teller(tell)))
    _write(task, _named(scanned.report, task.origin), scanned.rules, (tell, scanned.lines))
    shutil.rmtree(place, ignore_errors=True)
    return msgspec.json.encode(Outcome(dict(scanned.counts())))


def hunt_logs(given: bytes, tell: Tell) -> bytes:
    """Hunt through logs, and write the report down in every format.

    Raises:
        VedetteError: what hunting raises.
        Unavailable: the service was installed without what reads logs.

    """
    task = _task(given)
    request = Hunt(
        targets=(task.wish.path,),
        include=task.wish.include,
        exclude=task.wish.exclude,
        form=task.wish.form,
        cache=False,
        min_confidence=Confidence(task.wish.min_confidence),
    )
    try:
        from vedette.app import hunt  # noqa: PLC0415

        hunted = hunt.run(_tools(task), request, Job(_Teller(tell)))
    except ModuleNotFoundError as error:
        raise lacking(error) from error
    _write(task, _named(hunted.report, task.origin), hunted.rules, (tell, None))
    return msgspec.json.encode(Outcome(dict(hunted.counts())))


def judge_things(given: bytes, tell: Tell) -> bytes:
    """Say what things do and whether they are hostile, and write the report down in every format.

    Raises:
        VedetteError: what judging raises.
        Unavailable: the service was installed without what reads them.

    """
    task = _task(given)
    request = Triage(
        targets=(task.wish.path,),
        include=task.wish.include,
        exclude=task.wish.exclude,
        passwords=task.wish.passwords,
        min_confidence=Confidence(task.wish.min_confidence),
    )
    place = Path(task.folder) / "seen"  # of this job alone: it goes on from there if it has to wait
    try:
        from vedette.app import triage  # noqa: PLC0415
        from vedette.app.judgedbefore import Folder  # noqa: PLC0415

        tools = msgspec.structs.replace(_tools(task), open_cache=lambda: Folder(place))
        judged = triage.run(tools, request, Job(_Teller(tell)))
    except ModuleNotFoundError as error:
        raise lacking(error) from error
    _write(task, _named(judged.report, task.origin), judged.rules, (tell, None))
    shutil.rmtree(place, ignore_errors=True)
    return msgspec.json.encode(Outcome(dict(judged.counts())))


def _task(given: bytes) -> Task:
    task = msgspec.json.decode(given, type=Task)
    if str(Path(task.wish.path).resolve()) != task.wish.path:
        raise BadInput("the target moved while it waited", hint="submit it again")
    return task


def _tools(task: Task) -> Tools:
    private = Path(task.folder) / "private"
    return Tools(
        limits=HOSTILE,
        clock=SYSTEM,
        load=load,
        open_cache=Memory,
        last=LastReport(private),
        events=private / "events",
    )


def _write(task: Task, report: Report, rules: tuple[RuleHelp, ...], more: tuple[Tell, Lines | None]) -> None:
    """Write a report in every format."""
    tell, lines = more
    for how, (name, _) in FILES.items():
        tell(msgspec.json.encode(Progress("writing", 0)))
        write_whole(Path(task.folder) / name, render(report, rules, how, Look(lines=lines)), 0o600)


def _named(report: Report, origin: str) -> Report:
    """Say where it came from in its owner's words."""
    target = msgspec.structs.replace(report.target, origin=origin)
    return msgspec.structs.replace(report, target=target)


ENGINES: Final[Mapping[str, Work]] = {
    "code.scan": scan_code,
    "code.discover": scan_code,
    "hunt.run": hunt_logs,
    "triage.run": judge_things,
}
"""Which work each capability that is run as a job comes to."""
BEGIN_ANEW: Final = frozenset({"hunt.run"})
"""Capabilities whose work begins again when it was stopped: what they remember is of all they have read."""
