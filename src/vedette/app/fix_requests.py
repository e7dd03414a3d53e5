"""What can be asked for when weaknesses are to be mended."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from vedette.app.asking import Request
from vedette.app.fix_answers import Approved, Fixed


class Fix(Request[Fixed], Struct, frozen=True, kw_only=True):
    """Propose patches for what a scan finds, and send each through the gates."""

    target: str
    findings: tuple[str, ...] = ()
    """Fingerprints, or the beginnings of some; none: every finding."""
    rule: str | None = None
    """Only findings of this rule."""
    rules: Path | None = None
    """A folder of the user's own rule pages and library tables."""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    """The project's own test command; none: the one its files show, if they show one."""
    run: bool = True
    """Whether anything of the target may be run, in the sandbox."""
    branch: str | None = None
    """A new branch of the target's git repository to commit the accepted patches on."""
    apply: bool = False
    """Write the accepted patches into the target's files."""
    model: str | None = None
    """The named model that proposes where no codemod is sure; none: nobody does."""
    most_lines: int = 60
    """Lines one patch may change."""


class ApprovePatch(Request[Approved], Struct, frozen=True, kw_only=True):
    """Say, as a person who read it, that a patch is right."""

    report: Path
    """What `fix` wrote as JSON."""
    finding: str
    """The fingerprint of the finding it mends, or the beginning of it."""
