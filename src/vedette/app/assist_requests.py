"""What can be asked for where a language model is to help with a scan."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.assist_answers import Assisted, TraceShown
from vedette.app.requests import Scan


class ShowTrace(Request[TraceShown], Struct, frozen=True, kw_only=True):
    """Show what agents did in a run, step by step."""

    path: Path
    """The journal of the run."""


class Assist(Request[Assisted], Struct, frozen=True, kw_only=True):
    """Scan, and have a named model propose what the tables miss and rank what was found."""

    scan: Scan
    profile: str
    units: int = 20
    """Functions it looks at, at most."""
    run: bool = True
    """Whether anything of the target may be run, in the sandbox."""
    offer: Path | None = None
    """A folder to put tables in with which the engine finds the same without a model."""
    requests: int | None = None
    """Asked at most in this run; None: a hundred, or what the profile allows a day if that is less."""
    tokens: int | None = None
    """Of prompts and answers together; None: two hundred thousand, or what the profile allows a day."""
    seconds: float = 1800.0
    afresh: bool = False
    """Whether an earlier run over the same target is forgotten rather than taken up."""

    @property
    def target(self) -> str:
        """What is scanned."""
        return self.scan.target
