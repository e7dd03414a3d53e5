"""The bounded inner loop of an agent: one action a turn, in JSON held to a schema, until it is done.

Small models fail at native tool calls and manage this. An answer that is no action is told what is wrong with
it once; a second one ends the loop, and what it was about is inconclusive.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import Any, Final, Generic, TypeVar

import msgspec
from msgspec import Struct

from vedette.agents.effects import NoAnswer, Steps, consult
from vedette.core.dialogue import Ask, Ending, Message, ModelRole, Reply, Speaker

A = TypeVar("A", bound=Struct)
MAX_STEPS: Final = 12
_SHOWN_MAX: Final = 6000
"""Characters of what came of one action that are handed back."""
_WRONG_MAX: Final = 300


class Stop(StrEnum):
    """Why a loop ended."""

    DONE = "done"
    STEPS = "steps"
    """As many turns as it may have."""
    REPEATED = "repeated"
    """It chose an action a second time, which would give the same again."""
    MALFORMED = "malformed"
    """Twice in a row what it said was no action."""
    REFUSED = "refused"
    SILENT = "silent"
    """No answer: late, broken, or nobody has the role."""
    SPENT = "spent"
    """The budget is used up."""

    @property
    def conclusive(self) -> bool:
        """Whether what the loop was about was looked at; a bound on turns is none on what was said before."""
        return self in {Stop.DONE, Stop.STEPS, Stop.REPEATED}


class Looped(Struct, frozen=True, kw_only=True):
    """How a loop went."""

    stop: Stop
    why: str = ""
    turns: int = 0


class Setting(Struct, Generic[A], frozen=True, kw_only=True):
    """What a loop begins with, and its bounds."""

    role: ModelRole
    system: str
    """The same for every loop of a run, so that a back-end need not read it twice."""
    opening: str
    kinds: tuple[type[A], ...]
    """The actions: tagged classes, tag field `action`."""
    most: int = 512
    """Tokens of one answer."""
    steps: int = MAX_STEPS
    seconds: float = 120.0


Act = Callable[[A], Steps[str | None]]
"""Does one action; gives back what to tell the model, or None: that was the last."""


def loop(setting: Setting[A], act: Act[A]) -> Steps[Looped]:
    """Have a model choose actions, one a turn."""
    messages = list(opened(setting))
    taken: set[bytes] = set()
    for turn in range(1, setting.steps + 1):
        answer = yield from chosen(setting, tuple(messages))
        if isinstance(answer, Looped):
            return msgspec.structs.replace(answer, turns=turn)
        said = msgspec.json.encode(answer)
        if said in taken:
            return Looped(stop=Stop.REPEATED, why="it chose the same action twice", turns=turn)
        taken.add(said)
        came = yield from act(answer)
        if came is None:
            return Looped(stop=Stop.DONE, turns=turn)
        messages.append(Message(speaker=Speaker.ASSISTANT, text=said.decode()))
        messages.append(Message(speaker=Speaker.USER, text=came[:_SHOWN_MAX]))
    return Looped(stop=Stop.STEPS, why=f"{setting.steps} turns", turns=setting.steps)


def chosen(setting: Setting[A], messages: tuple[Message, ...]) -> Steps[A | Looped]:
    """Ask for one action, and once more where the answer is none: what is wrong is said, never mended."""
    wrong = ""
    for _ in range(2):
        reply = yield from consult(setting.role, ask_of(setting, messages))
        if isinstance(reply, NoAnswer):
            return Looped(stop=Stop.SPENT if reply.spent else Stop.SILENT, why=reply.why)
        if reply.ending is Ending.REFUSED:
            return Looped(stop=Stop.REFUSED, why="the model refused")
        read = action_of(setting.kinds, reply)
        if not isinstance(read, str):
            return read
        wrong = read
        told = f"That was not one of the actions: {wrong}. Answer with one JSON object that fits the schema."
        messages = (*messages, Message(speaker=Speaker.USER, text=told))
    return Looped(stop=Stop.MALFORMED, why=wrong)


def action_of(kinds: tuple[type[A], ...], reply: Reply) -> A | str:
    """Return the action a reply is, or what is wrong with it."""
    if reply.ending is Ending.LENGTH:
        return "the answer was cut off: be shorter"
    try:
        action: A = msgspec.json.decode(reply.text, type=reduce(or_, kinds))
    except (msgspec.MsgspecError, UnicodeError, RecursionError) as error:
        return str(error)[:_WRONG_MAX]
    return action


def schema_of(kinds: tuple[type[Struct], ...]) -> dict[str, Any]:
    """Return the JSON schema of an action: every property required and no other, with nothing to look up."""
    (made,), parts = msgspec.json.schema_components((reduce(or_, kinds),), ref_template="{name}")
    flat: dict[str, Any] = _flat(made, parts)
    return flat


def opened(setting: Setting[A]) -> tuple[Message, ...]:
    """Return the messages a loop begins with."""
    return (
        Message(speaker=Speaker.SYSTEM, text=setting.system),
        Message(speaker=Speaker.USER, text=setting.opening),
    )


def ask_of(setting: Setting[A], messages: tuple[Message, ...]) -> Ask:
    """Return the question for the next action."""
    return Ask(
        messages=messages,
        schema=schema_of(setting.kinds),
        schema_name="action",
        most=setting.most,
        seconds=setting.seconds,
    )


def _flat(part: Any, parts: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    if isinstance(part, list):
        return [_flat(one, parts) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        return _flat(parts[part["$ref"]], parts)
    made = {key: _flat(value, parts) for key, value in part.items() if key != "discriminator"}
    if isinstance(made.get("properties"), dict):
        made |= {"required": list(made["properties"]), "additionalProperties": False}
    return made
