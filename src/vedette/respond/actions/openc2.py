"""Actions as OpenC2 commands (Language Specification 1.0), and what consumers answer.

What the language has no target for is one of ours, under the name x-vedette.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Struct

from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity
from vedette.core.errors import BadInput
from vedette.respond.actions.targets import network

COMMAND: Final = "application/openc2-cmd+json;version=1.0"
ANSWER: Final = "application/openc2-rsp+json;version=1.0"
_OURS: Final = "x-vedette"


class Words(NamedTuple):
    """How one action is said: to do it, and to take it back; empty: there is no way back."""

    does: str
    undoes: str


MAPPING: Final[Mapping[ActionKind, Words]] = {
    ActionKind.ISOLATE_HOST: Words("contain", "restore"),
    ActionKind.DISABLE_ACCOUNT: Words("deny", "allow"),
    ActionKind.REVOKE_SESSIONS: Words("stop", ""),
    ActionKind.BLOCK_ADDRESS: Words("deny", "allow"),
    ActionKind.BLOCK_DOMAIN: Words("deny", "allow"),
    ActionKind.BLOCK_HASH: Words("deny", "allow"),
    ActionKind.QUARANTINE_FILE: Words("contain", "restore"),
    ActionKind.ROTATE_SECRET: Words("update", ""),
    ActionKind.SNAPSHOT_EVIDENCE: Words("investigate", ""),
}
_HASHES: Final = {32: "md5", 40: "sha1", 64: "sha256"}


class Answered(Struct, frozen=True):
    """What a consumer says; anything else it says is passed over."""

    status: int
    status_text: str = ""
    results: dict[str, Any] = {}


def command(kind: ActionKind, target: Entity, *, undoing: bool = False) -> str:
    """Write the command as one line of JSON; empty: there is none."""
    words = MAPPING[kind]
    action = words.undoes if undoing else words.does
    if not action:
        return ""
    said = {"action": action, "target": _target(kind, target), "args": {"response_requested": "complete"}}
    return json.dumps(said, separators=(",", ":"))


def pairs() -> str:
    """Write the question which actions and targets a consumer knows: the nearest there is to a dry run."""
    return json.dumps({"action": "query", "target": {"features": ["pairs"]}}, separators=(",", ":"))


def knows(answered: Answered, kind: ActionKind, target: Entity) -> bool | None:
    """Whether a consumer says that it takes the command; None: it does not say."""
    listed = answered.results.get("pairs")
    if not isinstance(listed, dict):
        return None
    (name,) = _target(kind, target)
    targets = listed.get(MAPPING[kind].does)
    return isinstance(targets, list) and name in targets


def taking_back(command_of_plan: str, before: str) -> str:
    """Return what takes a step back: a rule that has a number is deleted, all else is said the other way."""
    if not (before.isascii() and before.isdigit()):
        return command_of_plan
    return json.dumps(
        {"action": "delete", "target": {"slpf:rule_number": int(before)}}, separators=(",", ":")
    )


def numbered(answered: Answered) -> str:
    """Return the number a packet filter gave its rule (profile slpf), if it says one."""
    filter_said = answered.results.get("slpf")
    number = filter_said.get("rule_number") if isinstance(filter_said, dict) else None
    return str(number) if isinstance(number, int) and 0 <= number < 1 << 53 else ""


def understood(data: bytes) -> Answered:
    """Read an answer.

    Raises:
        BadInput: it is none.

    """
    try:
        return msgspec.json.decode(data, type=Answered)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            "what came back is no OpenC2 response", hint="ask whoever runs the consumer what it speaks"
        ) from error


def _target(kind: ActionKind, target: Entity) -> dict[str, Any]:
    name = target.name
    match kind:
        case ActionKind.BLOCK_ADDRESS:
            found = network(name)
            return {f"ipv{found.version if found else 4}_net": name}
        case ActionKind.BLOCK_DOMAIN:
            return {"domain_name": name}
        case ActionKind.BLOCK_HASH:
            return {"file": {"hashes": {_HASHES[len(name)]: name}}}
        case ActionKind.QUARANTINE_FILE:
            folder, cut, last = name.rpartition("/" if name.startswith("/") else "\\")
            return {"file": {"path": folder or cut, "name": last}}
        case _:
            return _device_or_ours(kind, name)


def _device_or_ours(kind: ActionKind, name: str) -> dict[str, Any]:
    if kind in {ActionKind.ISOLATE_HOST, ActionKind.SNAPSHOT_EVIDENCE}:
        return {"device": {"hostname": name}}
    what = {ActionKind.ROTATE_SECRET: "secret", ActionKind.REVOKE_SESSIONS: "sessions"}.get(kind, "account")
    return {f"{_OURS}:{what}": name}
