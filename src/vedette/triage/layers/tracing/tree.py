"""A script as a tree: one class, for nodes differ in little."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class Node:
    """One piece of a script: what it is, where it stands, its word, and what it is made of.

    Chains are flat, so that a long one is not a deep one: `binary` has all operands of one precedence and
    their operators in its word, `chain` a value and the members, calls and indices after it.
    """

    __slots__ = ("end", "kids", "kind", "start", "word")

    def __init__(self, kind: str, span: tuple[int, int], word: str = "", kids: Sequence[Node] = ()) -> None:
        self.kind = kind
        self.start, self.end = span
        self.word = word
        self.kids = kids

    def __repr__(self) -> str:
        inner = " ".join(map(repr, self.kids))
        return f"({self.kind}{' ' + repr(self.word) if self.word else ''}{' ' + inner if inner else ''})"
