"""Python's own values that folding needs."""

from __future__ import annotations

from msgspec import Struct, field


class Code(bytes):
    """A code object in the marshal format."""

    __slots__ = ()


class Space(Struct, eq=False):
    """A class or an object: names and what they are."""

    names: dict[str, object] = field(default_factory=dict)


class Generator(Struct, eq=False):
    """Something with items that are taken one by one."""

    items: list[object]
