"""What a job board is made with: where it keeps things, who does the work, and how much may be under way."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vedette.access.documents import Documents
from vedette.app.job_answers import Kept
from vedette.app.jobtargets import Targets
from vedette.app.jobwork import ENGINES
from vedette.core.limits import MIB
from vedette.scale.processes import Bounds, Tell, Work


class Runner(Protocol):
    """Does work elsewhere: `scale.processes.Processes`."""

    def run(self, work: Work, given: bytes, bounds: Bounds, listen: Tell, stop: threading.Event) -> bytes:
        """Do it, and return its answer."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLimits:
    """How much may be under way."""

    workers: int = 2
    queue: int = 256
    person_open: int = 16
    """Jobs of one person that have not ended."""
    person_running: int = 1
    seconds: float = 900.0
    memory: int = 4096 * MIB
    keep_seconds: float = 30 * 24 * 3600.0


def nothing(_: Kept) -> None:
    """Do nothing about a job that ended."""


def nowhere(_: Kept) -> str:
    """Know of no measure."""
    return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a board is made with."""

    documents: Documents
    folder: Path
    targets: Targets
    runner: Runner
    now: Callable[[], float]
    limits: BoardLimits = BoardLimits()
    engines: Mapping[str, Work] = field(default_factory=lambda: ENGINES)
    ended: Callable[[Kept], None] = nothing
    """Told of each job that ended, to write it down and settle what it cost."""
    rests: Callable[[Kept], str] = nowhere
    """Returns the id of the measure a job has to wait for, or nothing."""
