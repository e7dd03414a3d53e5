"""What a patch is, where it stands on the ladder, and what each gate said about it. Values only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct


class Replacement(Struct, frozen=True, kw_only=True):
    """Text that stands once in a file, and what shall stand there. No line numbers: models cannot count."""

    path: str
    """Relative to the root of the target, with slashes."""
    before: Annotated[str, Meta(min_length=1)]
    """Whole lines, to the letter; has to occur exactly once."""
    after: str


class Author(StrEnum):
    """Who wrote a patch."""

    CODEMOD = "codemod"
    MODEL = "model"
    PERSON = "person"


class Patch(Struct, frozen=True, kw_only=True):
    """A change that is meant to remove one finding."""

    finding: str
    """Fingerprint."""
    rule: str
    author: Author
    by: str
    """The codemod's id, or the model's name."""
    says: str
    """What it changes and why that is safe, one sentence."""
    replacements: Annotated[tuple[Replacement, ...], Meta(min_length=1)]


class Gate(StrEnum):
    """What a patch has to pass, cheapest first."""

    G0 = "applies"
    """Each text to replace stands there exactly once."""
    G1 = "well-formed"
    """Parses; only files it may touch, few lines, no test deleted, nothing suppressed, no new dependency."""
    G2 = "scanner-clean"
    """The finding is gone, for the right reason, and no new one came."""
    G3 = "attack-blocked"
    """What showed the weakness does not work any more, in any of its variants."""
    G4 = "tests-pass"
    """The project's own tests pass as before, the same ones, none skipped."""
    G5 = "differential"
    """Old and new do the same on harmless input."""
    G6 = "reviewed"
    """A second opinion, by another model or another question, objects to nothing."""


class Outcome(StrEnum):
    """What a gate said."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"
    """Nothing to run, or nowhere to run it: said so, never taken for a pass."""


class Trial(Struct, frozen=True, kw_only=True):
    """One gate's word on one patch."""

    gate: Gate
    outcome: Outcome
    why: str
    """One sentence; of a failure: what to change."""


class Rung(StrEnum):
    """How far a patch has come, lowest first. Each holds only if all below hold or had nothing to run."""

    DRAFTED = "drafted"
    APPLIES = "applies"
    SCANNER_CLEAN = "scanner-clean"
    ATTACK_BLOCKED = "attack blocked"
    TESTS_PASS = "tests pass"  # noqa: S105  no password
    DIFFERENTIAL = "differential"
    HUMAN_APPROVED = "human-approved"


class Tried(Struct, frozen=True, kw_only=True):
    """A patch, and what the gates said in order; they stop at the first that fails."""

    patch: Patch
    trials: tuple[Trial, ...]
    rung: Rung
    diff: str = ""
    """Unified, for people and `git apply`; empty where it does not apply."""

    @property
    def accepted(self) -> bool:
        """Whether no gate failed, and at least the scanner saw it."""
        ran = {one.gate: one.outcome for one in self.trials}
        return Outcome.FAILED not in ran.values() and ran.get(Gate.G2) is Outcome.PASSED
