"""A playbook as CACAO Security Playbooks 2.0 (OASIS, 27 November 2023) writes it: what of it is read here.

Field names are the standard's. What others put in beside is not read, and not lost from their file.
"""

from __future__ import annotations

from typing import Any, Final

from msgspec import Struct

SPECIFICATION: Final = "cacao-2.0"


class Variable(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something a step needs to know, or finds out. Names look like `__host__`."""

    type: str
    description: str = ""
    value: str | None = None
    constant: bool = False
    external: bool = False
    """Whether somebody gives it from outside."""


class Command(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is to be done, for whoever or whatever does it."""

    type: str
    command: str = ""
    description: str = ""
    playbook_activity: str = ""


class _Step(Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="type"):
    name: str = ""
    description: str = ""
    delay: int = 0
    """Milliseconds to wait before."""
    timeout: int = 0
    """Milliseconds after which it has failed; 0: never."""
    step_variables: dict[str, Variable] = {}
    on_completion: str = ""
    on_success: str = ""
    on_failure: str = ""
    step_extensions: dict[str, dict[str, Any]] = {}


class Start(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="start"):
    """Where it begins."""


class End(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="end"):
    """Where it, or a branch of it, ends."""


class ActionStep(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="action"):
    """Something to do."""

    commands: tuple[Command, ...] = ()
    agent: str = ""
    """Who or what does it."""
    targets: tuple[str, ...] = ()
    in_args: tuple[str, ...] = ()
    out_args: tuple[str, ...] = ()


class Nested(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="playbook-action"):
    """Another playbook to go through."""

    playbook_id: str = ""


class Parallel(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="parallel"):
    """Branches that all have to be gone through, in any order."""

    next_steps: tuple[str, ...] = ()


class If(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="if-condition"):
    """One way or the other."""

    condition: str
    on_true: str
    on_false: str = ""


class While(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="while-condition"):
    """A branch to go through again and again, as long as something holds."""

    condition: str
    on_true: str


class Switch(_Step, frozen=True, kw_only=True, omit_defaults=True, tag="switch-condition"):
    """One of many ways, by what a variable says."""

    switch: str
    cases: dict[str, str] = {}


Step = Start | End | ActionStep | Nested | Parallel | If | While | Switch


class Agent(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who or what does steps, or is acted on."""

    type: str
    name: str
    description: str = ""


class Extension(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something of ours beside the standard's own fields."""

    type: str
    name: str
    created_by: str
    schema: str
    version: str
    description: str = ""


class Marking(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """With whom the playbook may be shared."""

    type: str
    id: str = ""
    tlpv2_level: str = ""
    created_by: str = ""
    created: str = ""


class Playbook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A whole playbook."""

    type: str
    spec_version: str
    id: str
    name: str
    description: str = ""
    playbook_types: tuple[str, ...] = ()
    playbook_activities: tuple[str, ...] = ()
    playbook_processing_summary: dict[str, bool] = {}
    created_by: str
    created: str
    modified: str
    revoked: bool = False
    priority: int = 0
    severity: int = 0
    impact: int = 0
    industry_sectors: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    markings: tuple[str, ...] = ()
    playbook_variables: dict[str, Variable] = {}
    workflow_start: str
    workflow_exception: str = ""
    workflow: dict[str, Step]
    agent_definitions: dict[str, Agent] = {}
    target_definitions: dict[str, Agent] = {}
    extension_definitions: dict[str, Extension] = {}
    data_marking_definitions: dict[str, Marking] = {}
