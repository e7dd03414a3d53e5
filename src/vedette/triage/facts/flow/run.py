"""What the parts of a run through a file ask of one another."""

from __future__ import annotations

from typing import Protocol

from vedette.lang.ir import Block, Node
from vedette.triage.fact import Act, When
from vedette.triage.facts.flow.frame import Frame
from vedette.triage.facts.flow.rows import Library
from vedette.triage.facts.flow.value import Code, Mark, Marks, Value


class Run(Protocol):
    """One file, while it is followed."""

    library: Library
    when: When
    """When the code that is looked at runs."""
    steps: int
    """Nodes that may still be looked at."""
    dropped: dict[str, Mark]
    """What was written, by the text of the path."""
    codes: list[Code]
    """Functions of the file."""

    def mark(self, act: Act, at: int, *, says: str = "", target: str = "", how: str = "") -> Mark:
        """Return the mark of an act at a place, made the first time."""

    def holding(self, value: Value) -> Marks:
        """Return what flowed into a value and into what it holds."""

    def variable(self, name: str, at: int) -> Value:
        """Return what an environment variable holds."""

    def value(self, frame: Frame, node: Node | None) -> Value:
        """Return what is known of an expression."""

    def block(self, frame: Frame, body: Block) -> None:
        """Go through statements."""

    def enter(self, code: Code, given: list[Value], named: dict[str, Value], owner: Value | None) -> Value:
        """Go through a function of the file with what it is given; return what it returns."""
