"""`vedette mcp`."""

from __future__ import annotations

import argparse

from vedette.core.errors import Unavailable
from vedette.doors.cli.console import Console

_WORDS = """\
Started by an agent's client, as a server of its list: {"command": "vedette", "args": ["mcp"]}.
Its tools are what you may use on this machine; every call is a decision on your record.
A service serves the same at /mcp, for those who are signed in to it: vedette proxy --help.
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what may follow."""
    parser.epilog = _WORDS


def run(given: argparse.Namespace, console: Console) -> int:
    """Serve until the client goes."""
    del given
    try:
        from vedette.doors.mcp.home import speak  # noqa: PLC0415 - it takes a while, and may not be installed
    except ModuleNotFoundError as error:
        raise Unavailable(
            f"{error.name} is not installed", hint="pip install 'vedette[mcp,hunt,triage]'"
        ) from error
    speak(console.app())
    return 0
