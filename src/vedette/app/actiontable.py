"""Says who does the work of each capability about actions; what does it is loaded when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from vedette.app.action_capabilities import AT_HOME
from vedette.app.asking import Countable
from vedette.app.clock import Clock
from vedette.app.gate import Handler, Work
from vedette.core.actions import Blast

CHANGE_NOTHING: Final = ("action.kinds", "action.plan", "action.show", "action.try")


def at_home(folder: Path, environ: Mapping[str, str], clock: Clock) -> dict[str, Handler]:
    """Say who does it on one's own machine."""
    return {name: _handler(name, AT_HOME, folder, environ, clock) for name in (*CHANGE_NOTHING, *AT_HOME)}


def _handler(
    name: str, allowed: Mapping[str, Blast], folder: Path, environ: Mapping[str, str], clock: Clock
) -> Handler:
    def handle(request: Any, work: Work) -> Countable:  # noqa: ANN401 - the table pairs them
        from vedette.app.actionkeep import Kept  # noqa: PLC0415
        from vedette.app.actionplace import Place  # noqa: PLC0415
        from vedette.app.actionwork import Actions  # noqa: PLC0415
        from vedette.sandbox.responding import Responding  # noqa: PLC0415

        kept = Kept(folder=folder, clock=clock)
        place = Place(folder=folder, responding=Responding(), environ=environ)
        return Actions(kept=kept, place=place, allowed=allowed).handler(name)(request, work)

    return handle
