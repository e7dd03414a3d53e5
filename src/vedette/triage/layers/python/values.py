"""Python's own values that folding needs."""

from __future__ import annotations

from dataclasses import dataclass, field


class Code(bytes):
    """A code object in the marshal format."""

    __slots__ = ()


@dataclass(slots=True, eq=False)
class Space:
    """A class or an object: names and what they are."""

    names: dict[str, object] = field(default_factory=dict)


@dataclass(slots=True, eq=False)
class Generator:
    """Something with items that are taken one by one."""

    items: list[object]
