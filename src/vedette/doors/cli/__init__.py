"""The command line: words in, one request to the gate, a page out. Imports just what the command needs."""

from __future__ import annotations

import signal
from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """Run one command; whoever interrupts before it is loaded is shown nothing of the loading."""
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if listens:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from vedette.doors.cli import entry  # noqa: PLC0415  loading it is what may be interrupted

    if listens:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    entry.run()
