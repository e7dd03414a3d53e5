"""What can be asked about playbooks and duties, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from vedette.app.asking import Request, Told
from vedette.core.clocks import Duty

Doing = Literal["running", "done", "failed", "skipped"]


class PlaybookLine(Struct, frozen=True, kw_only=True):
    """One playbook in a list."""

    name: str
    title: str
    because: tuple[str, ...] = ()
    """What of an incident speaks for it."""


class PlaybooksListed(Told, frozen=True, kw_only=True):
    """The playbooks there are; where an incident was named, those that fit, the best first."""

    playbooks: tuple[PlaybookLine, ...]


class Line(Struct, frozen=True, kw_only=True):
    """One step of a playbook, for people."""

    depth: int
    mark: str
    """A bullet, a question mark, or where branches begin."""
    text: str
    who: str = ""
    within: str = ""
    why: str = ""
    check: str = ""


class PlaybookRead(Told, frozen=True, kw_only=True):
    """A playbook, whole and sound."""

    name: str
    title: str
    description: str
    steps: int
    lines: tuple[Line, ...]
    """As a page for people."""
    data: bytes
    """As CACAO writes it."""


class StepShown(Struct, frozen=True, kw_only=True):
    """A step that can be done now."""

    short: str
    """How it is called in commands."""
    step: str
    does: str
    who: str
    why: str = ""
    check: str = ""
    asks: tuple[str, ...] = ()
    """Of a condition: what has to be answered, as variables."""
    question: str = ""
    begun: str = ""
    due: str = ""
    late: bool = False
    action: str = ""
    """The command that plans the action which does it."""


class RunShown(Struct, frozen=True, kw_only=True):
    """How far a playbook is in an incident."""

    playbook: str
    title: str
    ready: tuple[StepShown, ...]
    done: int
    ended: bool
    stuck: tuple[str, ...] = ()


class PlaybooksRun(Told, frozen=True, kw_only=True):
    """The playbooks that run in an incident."""

    incident: str
    runs: tuple[RunShown, ...]
    seal: dict[str, int | str] = field(default_factory=dict)
    """What the ledger is to hold of it, if something was written down."""

    def counts(self) -> Mapping[str, int | str]:
        """Say which incident, and seal its events."""
        return {"incident": self.incident} | self.seal


class ListPlaybooks(Request[PlaybooksListed], Struct, frozen=True, kw_only=True):
    """List playbooks."""

    incident: str = ""


class ReadPlaybook(Request[PlaybookRead], Struct, frozen=True, kw_only=True):
    """Read one of ours by name, or a file; check that one can get through it."""

    name: str = ""
    path: Path | None = None


class StartPlaybook(Request[PlaybooksRun], Struct, frozen=True, kw_only=True):
    """Begin a playbook in an incident."""

    incident: str
    name: str = ""
    path: Path | None = None


class FollowPlaybooks(Request[PlaybooksRun], Struct, frozen=True, kw_only=True):
    """Say what can be done next."""

    incident: str


class DoStep(Request[PlaybooksRun], Struct, frozen=True, kw_only=True):
    """Say how a step stands."""

    incident: str
    step: str
    """How it is called, or how its id begins."""
    state: Doing
    said: str = ""


class AnswerPlaybook(Request[PlaybooksRun], Struct, frozen=True, kw_only=True):
    """Answer what a playbook asks."""

    incident: str
    name: str
    value: str


class Asked(Struct, frozen=True, kw_only=True):
    """A question that matters and has no answer yet."""

    id: str
    ask: str
    kind: str
    """yesno, choice, moment or number."""
    why: str = ""
    choices: dict[str, str] = {}


class DutiesTold(Told, frozen=True, kw_only=True):
    """The duties of an incident, and what is still to be asked."""

    incident: str
    duties: tuple[Duty, ...]
    left: tuple[str, ...]
    """How much time each leaves, in words."""
    ask: tuple[Asked, ...]
    now: str
    draft: str = ""
    seal: dict[str, int | str] = field(default_factory=dict)
    """What the ledger is to hold of it, if something was written down."""

    def counts(self) -> Mapping[str, int | str]:
        """Count duties, and seal the incident's events."""
        return {"incident": self.incident, "duties": len(self.duties), **self.seal}


class ShowDuties(Request[DutiesTold], Struct, frozen=True, kw_only=True):
    """Show an incident's duties, and draft what one of them wants said."""

    incident: str
    draft: str = ""
    """Id of the duty."""


class ChangeDuties(Request[DutiesTold], Struct, frozen=True, kw_only=True):
    """Answer questions, or say that something was told or does not apply."""

    incident: str
    answers: dict[str, str] = field(default_factory=dict)
    told: str = ""
    """Id of the duty."""
    at: str = ""
    """When it was told; empty: now."""
    proof: str = ""
    not_applicable: str = ""
    why: str = ""
