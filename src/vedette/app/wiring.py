"""The real objects, made from settings: the one place that knows them all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from vedette.app import demo, rules, scan, show, verify
from vedette.app.capability import CAPABILITIES
from vedette.app.clock import SYSTEM, Clock
from vedette.app.code_analyser import load
from vedette.app.decide import Principal, Standing, owner_may_look
from vedette.app.gate import Gate, Handler, Result
from vedette.app.jobs import Job
from vedette.app.record import JsonLines
from vedette.app.reports import LastReport
from vedette.app.requests import Countable, Request
from vedette.app.scan import Tools
from vedette.core import settings
from vedette.core.settings import Settings
from vedette.store.cache import Sqlite

R = TypeVar("R", bound=Countable)


@dataclass(frozen=True, slots=True)
class App:
    """What a local door holds: the gate, and who stands before it."""

    gate: Gate
    caller: Principal

    def run(self, capability: str, request: Request[R], job: Job | None = None) -> Result[R]:
        """Ask the gate as the owner of this machine."""
        return self.gate.run(self.caller, capability, request, job)


def handlers(tools: Tools) -> dict[str, Handler]:
    """Say who does the work of each capability."""
    return {
        "code.scan": partial(scan.run, tools),
        "report.verify": partial(verify.run, tools),
        "report.show": partial(show.run, tools),
        "rules.list": partial(rules.listed, tools),
        "rules.test": partial(rules.tested, tools),
        "demo.run": partial(demo.run, tools),
    }


def tools(chosen: Settings, clock: Clock = SYSTEM) -> Tools:
    """Make what use cases are made with."""
    return Tools(
        limits=chosen.limits,
        clock=clock,
        load=load,
        open_cache=lambda: Sqlite(chosen.cache_dir, chosen.cache_bytes, lambda: clock.now().timestamp()),
        last=LastReport(chosen.data_dir),
    )


def build(environ: Mapping[str, str]) -> App:
    """Make the whole for whoever runs this on their own machine.

    Raises:
        BadInput: a setting is not known or makes no sense.

    """
    chosen = settings.read(environ, Path.home())
    gate = Gate(
        capabilities=CAPABILITIES,
        handlers=handlers(tools(chosen)),
        checks=(owner_may_look,),
        record=JsonLines(chosen.data_dir),
        clock=SYSTEM,
    )
    return App(gate, Principal(f"local:{os.getuid()}", Standing.LOCAL_OWNER))
