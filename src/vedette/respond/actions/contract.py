"""What we ask a user's script or service, and what it answers: JSON, one object each way.

The same for a folder of programs and for a webhook; docs/actions.md has examples. Answers are hostile input.
"""

from __future__ import annotations

from typing import Annotated, Final, Literal

import msgspec
from msgspec import Meta, Struct

from vedette.core.actions import ActionKind
from vedette.core.attacks import Entity
from vedette.core.errors import BadInput, LimitHit

Verb = Literal["plan", "dry-run", "execute", "undo", "check"]
Sentence = Annotated[str, Meta(max_length=2000)]
ANSWER_MOST: Final = 64 * 1024
"""Bytes of an answer."""


class Ask(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is asked."""

    vedette: int = 1
    """The version of this contract."""
    ask: Verb
    id: str
    """Of the action. The same `execute` with the same id is done once, however often it is asked."""
    kind: ActionKind
    target: Entity
    parameters: dict[str, str] = {}
    before: str = ""
    """What `execute` answered as `before`: how things stood, for `undo`."""


class Answer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is answered."""

    ok: bool
    """Whether it can be done, was done, was taken back, or holds."""
    said: Sentence = ""
    """In words, for the record."""
    breaks: Sentence = ""
    """To `plan`: what may break."""
    undoes: Sentence = ""
    """To `plan`: how it is taken back."""
    can_undo: bool = True
    """To `plan`: whether it can be."""
    already: bool = False
    """To `dry-run`: whether it is so already."""
    before: Annotated[str, Meta(max_length=8000)] = ""
    """To `execute`: how things stood before, as text; it comes back with `undo`."""


def written(ask: Ask) -> bytes:
    """Write what is asked, always the same way."""
    return msgspec.json.encode(ask)


def understood(data: bytes, who: str) -> Answer:
    """Read an answer.

    Raises:
        LimitHit: it is longer than any answer is.
        BadInput: it is none.

    """
    if len(data) > ANSWER_MOST:
        raise LimitHit(f"{who} answered more than {ANSWER_MOST} bytes", hint="answer one short JSON object")
    try:
        return msgspec.json.decode(data, type=Answer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            f"{who} did not answer as agreed: {error}", hint="docs/actions.md says what an answer is"
        ) from error
