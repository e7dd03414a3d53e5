"""Looks at a pasted text, as the engines look at files: in a process of its own, under tight bounds."""

from __future__ import annotations

import tempfile
import threading
from pathlib import Path
from typing import Final

import msgspec

from vedette.app.desk_answers import LookedAt
from vedette.app.desk_requests import LookAtText
from vedette.app.job_answers import TooMany, Wish
from vedette.app.jobs import Job
from vedette.app.jobwork import FILES, Task, hunt_logs, judge_things, scan_code
from vedette.app.render import Format
from vedette.app.reports import read_report
from vedette.core.errors import BadInput, LimitHit
from vedette.core.limits import MIB
from vedette.scale.processes import Bounds, Processes, Work

MOST: Final = 256 * 1024
"""Characters of one text."""
AT_ONCE: Final = 2
"""Texts looked at together: each may take as much memory as an engine does."""
_ROOM: Final = threading.BoundedSemaphore(AT_ONCE)
_PATIENCE: Final = 60.0
"""Seconds to wait for room."""
_BOUNDS: Final = Bounds(seconds=60.0, memory=3072 * MIB)
_SORTS: Final = {
    "code": (scan_code, "pasted.py"),
    "script": (judge_things, "pasted.txt"),
    "logs": (hunt_logs, "pasted.log"),
}


def run(request: LookAtText, job: Job) -> LookedAt:
    """Look at it.

    Raises:
        BadInput: there is nothing to look at, or no such way to.
        LimitHit: it is too long, or took too long.
        TooMany: others are being looked at, and go on for long.

    """
    known = _SORTS.get(request.sort)
    if known is None or not request.text.strip():
        raise BadInput("nothing to look at", hint=f"paste a text, and say what it is: {', '.join(_SORTS)}")
    if len(request.text) > MOST:
        raise LimitHit(
            f"a text of {len(request.text):,} characters, more than {MOST:,}",
            hint="hand it in as a file: vedette scan, triage or hunt",
        )
    job.check()
    if not _ROOM.acquire(timeout=_PATIENCE):
        raise TooMany(f"{AT_ONCE} texts are being looked at already", hint="try again in a moment")
    try:
        return _looked(request.text, *known, job)
    finally:
        _ROOM.release()


def _looked(text: str, work: Work, name: str, job: Job) -> LookedAt:
    with tempfile.TemporaryDirectory(prefix="vedette-look-") as made:
        folder = Path(made).resolve()
        given, out = folder / "given", folder / "out"
        given.mkdir()
        out.mkdir()
        (given / name).write_text(text, "utf-8", "replace")
        task = Task(wish=Wish(path=str(given / name)), origin="what was pasted", folder=str(out))
        stop = threading.Event()
        Processes().run(work, msgspec.json.encode(task), _BOUNDS, lambda _: job.check(), stop)
        return LookedAt(report=read_report(out / FILES[Format.JSON][0]))
