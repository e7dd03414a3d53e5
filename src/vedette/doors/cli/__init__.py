"""The command line: words in, one request to the gate, a page out. Imports just what the command needs."""

from __future__ import annotations

import signal
import sys
from typing import NoReturn

__all__ = ["run"]


def run() -> NoReturn:
    """Run one command; whoever interrupts before it is loaded is shown nothing of the loading."""
    listens = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if listens:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    _load_lean()
    from vedette.doors.cli import entry  # noqa: PLC0415  loading it is what may be interrupted

    if listens:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    entry.run()


def _load_lean() -> None:
    """Load msgspec without `typing_extensions`, of which it takes only what Python has as well since 3.11.

    Where that is installed, it takes longer to load than a third of all that a short answer needs.
    """
    if "typing_extensions" in sys.modules:
        return
    sys.modules["typing_extensions"] = None  # type: ignore[assignment]  # so it is not found
    try:
        import msgspec  # noqa: F401, PLC0415
    finally:
        del sys.modules["typing_extensions"]
