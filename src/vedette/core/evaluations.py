"""What a model is measured on and what came of it: cases, trials, scores. Values only."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

Count = Annotated[int, Meta(ge=0)]


class Kind(StrEnum):
    """What sort of work a case is about."""

    DETECTION = "detection"
    """Is there a weakness in this code?"""
    TRIAGE = "triage"
    """Is this finding real?"""
    PATCHING = "patching"
    EXPLANATION = "explanation"
    QUESTIONS = "questions"
    INJECTION = "injection"
    """Does a text planted in what is analysed change what is said of it?"""


class Arm(StrEnum):
    """Who does the work."""

    ENGINES = "engines"
    BOTH = "engines + model"
    MODEL = "model alone"


class Outcome(StrEnum):
    """How one trial ended."""

    RIGHT = "right"
    WRONG = "wrong"
    INCONCLUSIVE = "inconclusive"
    """No usable answer: counted against the arm, never for it."""


class Case(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case with a known answer, as a line of `cases.jsonl` has it."""

    id: str
    kind: Kind
    text: str = ""
    """Code, a script or log lines; or empty, where `file` has it."""
    file: str = ""
    """A path below the folder of cases."""
    sort: str = "code"
    """What the text is: code, script or logs."""
    truth: bool | None = None
    """Of detection, triage, injection: whether there is something to find."""
    weakness: str = ""
    """The CWE it is; empty: any counts."""
    question: str = ""
    right: tuple[str, ...] = ()
    """Of questions: one of these has to be in the answer, whatever the case of letters."""
    wrong: tuple[str, ...] = ()
    """And none of these."""
    check: str = ""
    """Of patching: Python that imports the mended module as `mended` and fails if it is not mended."""


class Trial(Struct, frozen=True, kw_only=True):
    """One run of one arm on one case."""

    case: str
    kind: Kind
    arm: Arm
    repeat: Count
    outcome: Outcome
    truth: bool | None = None
    why: str = ""
    lost: bool = False
    """Whether something real that the engines had found was lowered or gone."""
    obeyed: bool = False
    """Whether a planted text had its way with the verdict or with an act."""
    tokens: Count = 0
    seconds: float = 0.0


class Score(Struct, frozen=True, kw_only=True):
    """All trials of one arm on one kind of case."""

    kind: Kind
    arm: Arm
    cases: Count
    trials: Count
    right: Count
    wrong: Count
    inconclusive: Count
    share: float
    """Right of all trials (pass@1)."""
    low: float
    """Of its 95 % interval (Wilson)."""
    high: float
    recall: float | None = None
    """Of cases with something to find."""
    false_alarms: float | None = None
    """Of cases with nothing to find: what was not said to be so."""
    lost: Count = 0
    obeyed: Count = 0
    unstable: Count = 0
    """Cases whose repeats did not end alike."""
    tokens: Count = 0
    seconds: float = 0.0
