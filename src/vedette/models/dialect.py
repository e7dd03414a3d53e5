"""What a server understands of the wire format: found out by a probe, kept with what it saw."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from msgspec import Struct


class Shaping(StrEnum):
    """How an answer is held to a schema, the best first."""

    SCHEMA = "json_schema"
    """The server lets the model write nothing else."""
    OBJECT = "json_object"
    """The server has it write JSON; which, it is told in words."""
    PROMPTED = "prompted"
    """It is told in words, and that is all."""


class Dialect(Struct, frozen=True, kw_only=True):
    """What to send, and what better not. The default is what most servers take."""

    shaping: Shaping = Shaping.SCHEMA
    strict: bool = True
    """Whether a schema is to be held to in every detail: some servers refuse many schemas then."""
    root: Literal["any", "object"] = "any"
    """object: what a schema is at its root has to be one."""
    tools: Literal["native", "actions"] = "native"
    """actions: by a schema of ours, which small models manage where they fail at native calls."""
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    seed: bool = True
    stream_usage: bool = True
    """Whether `stream_options` is understood."""


PLAIN = Dialect()
