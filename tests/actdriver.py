"""The command line with programs and a clock of the test's choosing, in a process of its own.

`python -m tests.actdriver PATH MINUTES WORDS…`: programs are looked for in PATH, and it is MINUTES later.
"""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from vedette.app import wiring
from vedette.app.action_capabilities import AT_HOME
from vedette.app.actionkeep import Kept
from vedette.app.actionplace import Place
from vedette.app.actiontable import CHANGE_NOTHING
from vedette.app.actionwork import Actions
from vedette.app.clock import Clock
from vedette.app.wiring import App
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main
from vedette.sandbox.responding import Responding


class Driven(Console):
    """A console whose application has other programs and another time."""

    path = ""
    minutes = 0

    def app(self, *, ending: bool = False) -> App:
        """Build it as always, and put those in."""
        made = wiring.build(self.environ, ending=ending)
        later = timedelta(minutes=self.minutes)
        kept = Kept(
            folder=self.settings().data_dir / "actions", clock=Clock(now=lambda: datetime.now(UTC) + later)
        )
        place = Place(folder=kept.folder, responding=Responding(path=self.path), environ=self.environ)
        actions = Actions(kept=kept, place=place, allowed=AT_HOME)
        names = (*CHANGE_NOTHING, *AT_HOME)
        handlers = {**made.gate.handlers, **{name: actions.handler(name) for name in names}}
        return App(replace(made.gate, handlers=handlers), made.caller)


if __name__ == "__main__":
    Driven.path, Driven.minutes = sys.argv[1], int(sys.argv[2])
    sys.exit(main(sys.argv[3:], Driven(os.environ, sys.stdout, sys.stderr)))
