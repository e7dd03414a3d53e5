"""Makes the plan: all that would be done, before anything is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Final

import msgspec
from msgspec import Struct

from vedette.core.actions import ActionKind, Blast, Plan, PlanStep
from vedette.core.attacks import Entity
from vedette.core.errors import BadInput
from vedette.respond.actions import local, openc2
from vedette.respond.actions.blast import judged
from vedette.respond.actions.catalogue import ROWS, Row
from vedette.respond.actions.contract import Answer
from vedette.respond.actions.spare import spared
from vedette.respond.actions.surroundings import Surroundings
from vedette.respond.actions.targets import THIS_HOST, checked, network

ADAPTERS: Final = ("local", "folder", "webhook", "openc2")
LONGEST_MINUTES: Final = 366 * 24 * 60
_LONGEST_PARAMETER: Final = 4096
_PARAMETERS: Final = frozenset({"at", "evidence", "hosts", "keep", "key", "root", "spare", "way", "with"})
"""What may be said besides kind and target: where the adapter is, its key's file, what is kept …"""
_PATHS: Final = frozenset({"hosts", "key", "root", "spare"})
_LETTERS: Final[Mapping[Blast, str]] = {one: one.value[0] for one in Blast}


class Wish(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody wants done."""

    kind: ActionKind
    target: str
    adapter: str = "local"
    parameters: dict[str, str] = {}
    minutes: int | None = None
    """How long; None: as that kind usually lasts; 0: until it is taken back."""


def plan(wish: Wish, around: Surroundings, said: Answer | None = None) -> Plan:
    """Make the plan; `said` is what the adapter answered to `plan`, if it is one that answers.

    Raises:
        BadInput: the target or a parameter makes no sense, or it cannot be done this way.

    """
    target = checked(wish.kind, wish.target)
    parameters = _looked_at(wish)
    row = ROWS[wish.kind]
    blast, warnings = judged(wish.kind, target, around)
    made = _steps(wish, target, around, said)
    name = _called(target, around)
    no_way_back = not any(step.undo for step in made.steps)
    minutes = row.minutes if wish.minutes is None else wish.minutes
    whole = Plan(
        kind=wish.kind,
        target=target,
        adapter=wish.adapter,
        parameters=parameters,
        does=_sentence(row.does.format(name=name)),
        breaks=" ".join((*warnings, *_breaks(wish, row, name, said), *_leaks(made))),
        undoes=_undoes(row, name, said, no_way_back=no_way_back),
        blast=blast,
        steps=made.steps,
        check=made.check,
        minutes=0 if no_way_back else minutes,
        first=row.first,
        spared=spared(target, around),
    )
    return msgspec.structs.replace(whole, digest=digest(whole))


def digest(whole: Plan) -> str:
    """Return the digest of all a plan says: any change of it is another plan."""
    bare = msgspec.structs.replace(whole, digest="")
    return hashlib.sha256(b"vedette plan v1\0" + msgspec.json.encode(bare, order="sorted")).hexdigest()


def action_id(whole: Plan, number: int = 1) -> str:
    """Name an action after its plan; the first letter says how much may break, and so who has to agree."""
    again = f"-{number}" if number > 1 else ""
    return f"{_LETTERS[whole.blast]}-{whole.digest[:12]}{again}"


def blast_of(action: str) -> Blast | None:
    """Say what an id says about how much may break; None: it is no id."""
    return next((one for one, letter in _LETTERS.items() if action.startswith(f"{letter}-")), None)


def _looked_at(wish: Wish) -> dict[str, str]:
    if wish.adapter not in ADAPTERS:
        raise BadInput(f"no adapter {wish.adapter!r:.40}", hint=f"adapters: {', '.join(ADAPTERS)}")
    if unknown := wish.parameters.keys() - _PARAMETERS:
        raise BadInput(
            f"no parameter {min(unknown)!r:.40}", hint=f"parameters: {', '.join(sorted(_PARAMETERS))}"
        )
    for name, value in wish.parameters.items():
        if why := _wrong(name, value):
            raise BadInput(f"{name}: {ascii(value)[:60]} {why}", hint="docs/actions.md says what is taken")
    if not 0 <= (wish.minutes or 0) <= LONGEST_MINUTES:
        raise BadInput(f"{wish.minutes} minutes cannot be kept", hint="0 (for good) to a year")
    return dict(sorted(wish.parameters.items()))


def _wrong(name: str, value: str) -> str:
    """Say why a parameter is not taken; empty: it is."""
    if not value.isprintable() or value.startswith("-") or len(value) > _LONGEST_PARAMETER:
        return "cannot be used"
    if name in _PATHS and (not value.startswith("/") or ".." in value.split("/")):
        return "is no whole path"
    if name == "keep" and any(network(one) is None for one in value.split(",") if one):
        return "is no list of addresses, like 10.0.0.5,10.0.9.0/24"
    return ""


def _steps(wish: Wish, target: Entity, around: Surroundings, said: Answer | None) -> local.Steps:
    where = wish.parameters.get("at", "")
    if wish.adapter == "local":
        return local.steps(wish.kind, target, wish.parameters, around)
    if not where:
        raise BadInput(f"{wish.adapter}: where is it?", hint=f"--adapter {wish.adapter}:PLACE")
    if wish.adapter == "openc2":
        return _openc2(wish.kind, target, where)
    program = (f"{where}/{wish.kind.value}",) if wish.adapter == "folder" else ("POST", where)
    undo = () if said is not None and not said.can_undo else (*program, "undo")
    step = PlanStep(
        does=f"ask {program[-1]} to do it",
        command=(*program, "execute"),
        undo=undo,
        check=(*program, "check"),
    )
    return local.Steps(steps=(step,), check=step.check)


def _openc2(kind: ActionKind, target: Entity, where: str) -> local.Steps:
    back = openc2.command(kind, target, undoing=True)
    step = PlanStep(
        does=f"send the command to {where}",
        command=("POST", where, openc2.command(kind, target)),
        undo=("POST", where, back) if back else (),
    )
    return local.Steps(steps=(step,))


def _breaks(wish: Wish, row: Row, name: str, said: Answer | None) -> tuple[str, ...]:
    usual = row.breaks.format(name=name)
    theirs = f"The adapter says: {said.breaks}" if said is not None and said.breaks else ""
    return tuple(one for one in (usual, _LIMITS.get((wish.adapter, wish.kind), ""), theirs) if one)


def _leaks(made: local.Steps) -> tuple[str, ...]:
    if not any(step.command[0] == "ip" for step in made.steps):
        return ()
    return (_LEAKS,)


_LEAKS: Final = (
    "It is done with `ip`: nothing is sent there, so no connection comes about, but single packets "
    "still come in. With nftables installed those are dropped as well."
)


_LIMITS: Final = {
    (
        "local",
        ActionKind.REVOKE_SESSIONS,
    ): "Only what runs on this machine is ended: logins to web sites, clouds and mail, "
    "and tickets and tokens that were given out, are not.",
    (
        "local",
        ActionKind.DISABLE_ACCOUNT,
    ): "Only the account of this machine is closed, not one of a directory or a cloud.",
    ("local", ActionKind.BLOCK_HASH): "The list stops nothing by itself: a tool has to read it.",
}


def _undoes(row: Row, name: str, said: Answer | None, *, no_way_back: bool) -> str:
    if said is not None and said.undoes:
        return f"The adapter says: {said.undoes}"
    usual = row.undoes.format(name=name)
    return f"It cannot be taken back from here. Usually: {usual}" if no_way_back and said else usual


def _called(target: Entity, around: Surroundings) -> str:
    """Return what a target is called in sentences."""
    if target.name != THIS_HOST:
        return target.name
    return f"this machine ({around.names[0]})" if around.names else "this machine"


def _sentence(words: str) -> str:
    return f"{words[0].upper()}{words[1:]}."
