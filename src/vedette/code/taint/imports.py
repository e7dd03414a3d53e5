"""`try: import a … except ImportError: import b …`: one name, two meanings; the known one is followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vedette.code.taint.values import State, Value
from vedette.lang import ir

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vedette.code.taint.machine import Machine
    from vedette.lang.ir import Block


def settle(
    m: Machine, block: Block, first: State | None, second: State | None, joined: State | None
) -> State | None:
    """Let names that a block imports keep a meaning where another way imports them from elsewhere."""
    if first is None or second is None or joined is None:
        return joined
    for name in _imported(block):
        a, b = first.env.get(name), second.env.get(name)
        if a is not None and b is not None and joined.env[name].ref is None:
            joined.env[name] = b if _is_known(m, b) and not _is_known(m, a) else a
    return joined


def _imported(block: Block) -> Iterator[str]:
    for node in block:
        if node[0] == ir.IMPORT:
            yield from (bound for bound, _ in node[2])
        elif node[0] == ir.FROM:
            yield from (bound for _, bound in node[4])


def _is_known(m: Machine, value: Value) -> bool:
    if value.ref.__class__ is not str:
        return value.ref is not None
    return value.ref.partition(".")[0] in m.knowledge.libraries
