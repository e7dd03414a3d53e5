"""What is done about an attack: a plan first, then decisions, runs and ways back, each on the record."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from vedette.core.attacks import Entity


class ActionKind(StrEnum):
    """What can be done. Nothing else can."""

    ISOLATE_HOST = "isolate-host"
    DISABLE_ACCOUNT = "disable-account"
    REVOKE_SESSIONS = "revoke-sessions"
    BLOCK_ADDRESS = "block-address"
    BLOCK_DOMAIN = "block-domain"
    BLOCK_HASH = "block-hash"
    QUARANTINE_FILE = "quarantine-file"
    ROTATE_SECRET = "rotate-secret"  # noqa: S105  the name of an action
    SNAPSHOT_EVIDENCE = "snapshot-evidence"


class Blast(StrEnum):
    """How much may break, least first: decides who has to agree."""

    NONE = "none"
    """It only reads."""
    SMALL = "small"
    """One address, file or session; undone in a moment."""
    WIDE = "wide"
    """One person or machine cannot work."""
    CRITICAL = "critical"
    """Many people, or something others depend on: a server, a domain controller, a plant."""


class ActionState(StrEnum):
    """How far an action is."""

    PROPOSED = "proposed"
    TRIED = "tried"
    """The dry run is done."""
    RUNNING = "running"
    DONE = "done"
    VERIFIED = "verified"
    """It was seen to work."""
    FAILED = "failed"
    """Some of it may have been done: the record says how much, and what takes it back."""
    UNDOING = "undoing"
    UNDONE = "undone"
    STUCK = "stuck"
    """Taking it back failed too: a person has to."""
    DROPPED = "dropped"


class PlanStep(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing an adapter is told to do, word for word."""

    does: str
    """In plain words."""
    command: tuple[str, ...]
    """The program and its arguments (never a shell's line), or the verb and what it is sent to."""
    undo: tuple[str, ...] = ()
    """What takes exactly this step back; nothing where it changes nothing."""
    check: tuple[str, ...] = ()
    """The command that says whether just this step is in place; nothing where that cannot be seen."""


class Plan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What would be done, to what, by what, what may break, and the way back."""

    kind: ActionKind
    target: Entity
    adapter: str
    """Which adapter would do it: local, folder, webhook, openc2."""
    parameters: dict[str, str] = {}
    does: str
    breaks: str
    undoes: str
    """How it is taken back, in words."""
    blast: Blast
    steps: tuple[PlanStep, ...]
    check: tuple[str, ...] = ()
    """The command that says whether it holds."""
    minutes: int = 0
    """After how long it is taken back by itself; 0: never."""
    first: tuple[str, ...] = ()
    """What should be kept before, because this may destroy it."""
    spared: str = ""
    """Why it must not be done at all: the target is on the list of what is never touched."""
    digest: str = ""
    """Of all the above: what was approved is what is run."""


class Done(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came of one step."""

    step: int
    """Counts from 0, in the plan's order."""
    undoing: bool = False
    begun: bool = False
    """Written before the step: whoever finds no later word on it has to look how things are."""
    ok: bool
    at: str
    said: str = ""
    """What the adapter answered, cut."""
    before: str = ""
    """How things stood before, for the way back."""


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One action of an incident, as its events left it."""

    id: str
    plan: Plan
    state: ActionState = ActionState.PROPOSED
    proposed_by: str = ""
    proposed_at: str = ""
    decisions: tuple[str, ...] = ()
    """Ids of the gate's decisions that let it run."""
    approved_by: tuple[str, ...] = ()
    tried: str = ""
    """What the dry run said."""
    done: tuple[Done, ...] = ()
    ends: str = ""
    """When it is taken back by itself."""
    why: str = ""
