"""The MCP server of whoever runs this on their own machine, over standard input and output."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import Any

import anyio
from mcp.server.stdio import stdio_server

from vedette.app.asking import Request
from vedette.app.wiring import App
from vedette.doors.mcp.server import server


@dataclass(frozen=True, slots=True)
class AtHome:
    """The owner, before the gate of their machine."""

    app: App
    _one: threading.Lock = field(default_factory=threading.Lock)

    def may(self, capability: str) -> bool:
        """Tell whether the owner could use a capability."""
        return self.app.may(capability)

    def run(self, capability: str, request: Request[Any]) -> tuple[Any, str]:
        """Do it through the gate, one thing at a time."""
        with self._one:
            result = self.app.run(capability, request)
        return result.value, result.receipt.decision


def speak(app: App) -> None:
    """Serve an agent that started us, over standard input and output, until it closes them."""
    anyio.run(_spoken, app)


async def _spoken(app: App) -> None:
    standing = AtHome(app)
    made = server(lambda: standing)
    async with stdio_server() as (reading, writing):
        await made.run(reading, writing, made.create_initialization_options())
