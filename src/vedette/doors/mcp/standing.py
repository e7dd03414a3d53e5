"""Before which gate an agent stands, and as whom: on one's own machine, or in a service."""

from __future__ import annotations

from typing import Any, Protocol

from vedette.app.asking import Request


class Standing(Protocol):
    """One caller before one gate."""

    def may(self, capability: str) -> bool:
        """Tell whether this caller could use a capability now, whatever for."""
        ...

    def run(self, capability: str, request: Request[Any]) -> tuple[Any, str]:
        """Do it through the gate; return the answer and the id of the decision.

        Raises:
            VedetteError: whatever the gate or the work raises.

        """
        ...
