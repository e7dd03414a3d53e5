"""A console whose words can be read back, with the toy engine behind it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from tests import toys
from vedette.app.wiring import App
from vedette.doors.cli.console import Console
from vedette.doors.cli.entry import main


class Stream(io.StringIO):
    """A stream that may look like a terminal."""

    def __init__(self, *, terminal: bool = False) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal


class Fake(Console):
    """A console with a toy application."""

    def __init__(
        self, data: Path, *, terminal: bool = False, environ: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(environ or {}, Stream(terminal=terminal), Stream(terminal=terminal))
        self.data = data

    def app(self, *, ending: bool = False) -> App:
        del ending
        return toys.app(self.data)


class Ran:
    """How a command went."""

    def __init__(
        self, data: Path, *words: str, terminal: bool = False, environ: Mapping[str, str] | None = None
    ) -> None:
        console = Fake(data, terminal=terminal, environ=environ)
        self.code = main(words, console)
        self.out = console.out.getvalue()  # type: ignore[attr-defined]
        self.err = console.err.getvalue()  # type: ignore[attr-defined]
