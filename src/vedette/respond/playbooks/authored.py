"""Our own playbooks: written as a short list of steps (TOML), turned into CACAO 2.0 by this.

`flow` lists steps by name. Beside names it takes `{ask, yes, no}` (a question to whoever responds, and what
to do either way), `{again, do}` (as long as the answer is yes) and `{both}` (branches, each a list).
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import msgspec
from msgspec import Struct

from vedette.core.errors import BadInput
from vedette.respond.playbooks.nouns import (
    SPECIFICATION,
    ActionStep,
    Agent,
    Command,
    End,
    Extension,
    If,
    Marking,
    Parallel,
    Playbook,
    Start,
    Step,
    Variable,
    While,
)

OURS: Final = "vedette.respond.playbooks"
WRITTEN: Final = "2026-11-29T00:00:00.000Z"
"""When this form of them was written; raised with `version` when one changes."""
_PEOPLE: Final = {
    "it": "IT support",
    "security": "Security team or provider",
    "management": "Management",
    "legal": "Legal counsel or data protection officer",
    "communications": "Communications",
    "developer": "Developers",
    "operations": "Plant operations and safety",
    "finance": "Finance",
    "people": "Human resources",
    "everyone": "Everyone concerned",
}


class Authored(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step as it is written."""

    do: str
    """What to do: verb first."""
    who: str
    why: str = ""
    within: int = 0
    """Minutes until it should be done; 0: when its turn comes."""
    check: str = ""
    """How to know that it worked."""
    action: str = ""
    """The action (`core.actions`) that does it, if one can."""
    target: str = ""
    """The variable that names what to do it to."""
    activity: str = ""
    """Of the standard's vocabulary."""


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What whoever responds is asked."""

    ask: str
    why: str = ""


class Needed(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something the steps need to know."""

    ask: str
    type: str = "string"


class Script(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A playbook as it is written."""

    name: str
    description: str
    fits: tuple[str, ...]
    """ATT&CK techniques and kinds of incident it is for."""
    severity: int
    impact: int
    sectors: tuple[str, ...] = ()
    flow: tuple[Any, ...]
    step: dict[str, Authored]
    question: dict[str, Question] = {}
    need: dict[str, Needed] = {}


def names() -> tuple[str, ...]:
    """Return the names of our playbooks."""
    return tuple(sorted(one.name.removesuffix(".toml") for one in files(OURS).joinpath("ours").iterdir()
                        if one.name.endswith(".toml")))  # fmt: skip


@cache
def script(name: str) -> Script:
    """Return one of ours as it is written.

    Raises:
        BadInput: there is none of that name.

    """
    if name not in names():
        raise BadInput(f"{name[:80]!r} is no playbook of ours", hint=f"there are: {', '.join(names())}")
    text = files(OURS).joinpath("ours", f"{name}.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), type=Script)


@cache
def ours(name: str) -> Playbook:
    """Return one of ours as CACAO.

    Raises:
        BadInput: there is none of that name.

    """
    return _Compiler(name, script(name)).made()


def identifier(kind: str, *of: str) -> str:
    """Return an identifier that is always the same for the same thing, shaped as the standard wants it."""
    digest = bytearray(hashlib.sha256("\0".join(("vedette", *of)).encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x40  # version 4 …
    digest[8] = digest[8] & 0x3F | 0x80  # … of the variant of RFC 4122: the standard takes no other for steps
    text = digest.hex()
    return f"{kind}--{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


EXTENSION: Final = identifier("extension-definition", "step")
"""What we say of a step beside the standard's own fields."""


class _Compiler:
    """Turns one script into a workflow."""

    def __init__(self, name: str, script: Script) -> None:
        self._name, self._script = name, script
        self._workflow: dict[str, Step] = {}
        self._count = 0

    def made(self) -> Playbook:
        """Return the whole playbook."""
        script = self._script
        first = self._sequence(script.flow, self._end())
        start = self._id("start", "start")
        workflow: dict[str, Step] = {start: Start(name="Start", on_completion=first), **self._workflow}
        author, marking = identifier("identity", "author"), identifier("marking-tlp", "clear")
        return Playbook(
            type="playbook",
            spec_version=SPECIFICATION,
            id=identifier("playbook", self._name),
            name=script.name,
            description=script.description,
            playbook_types=("mitigation", "notification", "remediation"),
            playbook_activities=tuple(sorted({one.activity for one in script.step.values() if one.activity})),
            playbook_processing_summary=self._summary(),
            created_by=author,
            created=WRITTEN,
            modified=WRITTEN,
            severity=script.severity,
            impact=script.impact,
            industry_sectors=script.sectors,
            labels=(self._name, *script.fits),
            markings=(marking,),
            playbook_variables=self._variables(),
            workflow_start=start,
            workflow=workflow,
            agent_definitions={
                self._agent(who): Agent(type="group", name=_PEOPLE[who]) for who in sorted(self._who())
            },
            extension_definitions={EXTENSION: _extension(author)},
            data_marking_definitions={
                marking: Marking(
                    type="marking-tlp",
                    id=marking,
                    tlpv2_level="TLP:CLEAR",
                    created_by=author,
                    created=WRITTEN,
                )
            },
        )

    def _sequence(self, flow: Sequence[Any], after: str) -> str:
        """Return the id of the first step of a list that goes on with `after`."""
        for item in reversed(flow):
            after = self._single(item, after) if isinstance(item, str) else self._branching(item, after)
        return after

    def _single(self, name: str, after: str) -> str:
        step = self._script.step[name]
        key = self._id("action", name)
        said = {"why": step.why, "check": step.check, "action": step.action, "target": _variable(step.target)}
        self._workflow[key] = ActionStep(
            name=step.do,
            description=step.why,
            timeout=step.within * 60_000,
            on_completion=after,
            commands=(Command(type="manual", command=step.do, playbook_activity=step.activity),),
            agent=self._agent(step.who),
            in_args=(_variable(step.target),) if step.target else (),
            step_extensions={EXTENSION: {name: value for name, value in said.items() if value}},
        )
        return key

    def _branching(self, item: Mapping[str, Any], after: str) -> str:
        if "both" in item:
            key = self._id("parallel", f"both{self._next()}")
            branches = tuple(self._sequence(branch, self._end()) for branch in item["both"])
            self._workflow[key] = Parallel(name="In any order", next_steps=branches, on_completion=after)
            return key
        name = str(item.get("ask") or item["again"])
        condition = f"{_variable(name)}:value = 'yes'"
        asked = self._script.question[name]
        if "again" in item:
            key = self._id("while-condition", name)
            self._workflow[key] = While(
                name=asked.ask, description=asked.why, condition=condition,
                on_true=self._sequence(item["do"], self._end()), on_completion=after,
            )  # fmt: skip
            return key
        key = self._id("if-condition", name)
        self._workflow[key] = If(
            name=asked.ask, description=asked.why, condition=condition,
            on_true=self._sequence(item.get("yes", ()), self._end()),
            on_false=self._sequence(item.get("no", ()), self._end()), on_completion=after,
        )  # fmt: skip
        return key

    def _end(self) -> str:
        key = self._id("end", f"end{self._next()}")
        self._workflow[key] = End(name="End")
        return key

    def _variables(self) -> dict[str, Variable]:
        needed = {
            _variable(name): Variable(type=one.type, description=one.ask, external=True)
            for name, one in self._script.need.items()
        }
        asked = {
            _variable(name): Variable(type="string", description=f"{one.ask} (yes or no)", external=True)
            for name, one in self._script.question.items()
        }
        return needed | asked

    def _summary(self) -> dict[str, bool]:
        kinds = {type(step) for step in self._workflow.values()}
        return {
            "manual_playbook": True,
            "parallel_processing": Parallel in kinds,
            "if_logic": If in kinds,
            "while_logic": While in kinds,
            "data_markings": True,
            "extensions": True,
        }

    def _who(self) -> Iterator[str]:
        return iter({one.who for one in self._script.step.values()})

    def _agent(self, who: str) -> str:
        return identifier("group", self._name, "agent", who)

    def _id(self, kind: str, name: str) -> str:
        return identifier(kind, self._name, name)

    def _next(self) -> int:
        self._count += 1
        return self._count


def _variable(name: str) -> str:
    return f"__{name}__" if name else ""


def _extension(author: str) -> Extension:
    return Extension(
        type="extension-definition",
        name="What else is known of a step",
        description="action: the response action that does it; target: the variable that names what to do it"
        " to; why; check: how to know that it worked.",
        created_by=author,
        schema="docs/playbooks.md",
        version="1",
    )
