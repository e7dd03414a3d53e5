"""What the parts of a way through a script ask of one another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tree_sitter import Node

    from vedette.triage.facts.shell.notebook import Flow, Notebook
    from vedette.triage.facts.shell.trails import Trails
    from vedette.triage.layers.shell.state import State


class Following(Protocol):
    """One script, while it is followed."""

    source: bytes
    notebook: Notebook
    trails: Trails
    state: State
    stdin: Flow
    network: Flow
    """What a connection brings that the statement is tied to."""
    stages: list[str]
    """What stands in the pipeline at hand: shells, and what is tied to a connection."""
    half: str
    """A here-document that is not wholly known."""

    def nested(self, text: str, node: Node, *, shares: bool = False) -> Flow:
        """Follow code in a string of the script; return what it writes."""
