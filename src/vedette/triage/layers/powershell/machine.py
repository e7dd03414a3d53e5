"""What is known while a PowerShell script is gone through: its variables, and those of every Windows."""

from __future__ import annotations

from vedette.triage.layers.powershell.names import VARIABLES, WINDOWS, variable_name
from vedette.triage.layers.tracing.machine import Machine as Tracing
from vedette.triage.layers.tracing.values import Event, Thing, Value, unknown


class Machine(Tracing):
    """One way through one PowerShell script."""

    cut = False
    """Whether something in it could not be read."""

    def variable(self, name: str) -> Value:
        """Return what a variable holds."""
        name = variable_name(name)
        held = self.variables.get(name)
        if held is not None:
            return held
        if name in VARIABLES:
            return Value(VARIABLES[name])
        if name.startswith("env:") and name[4:] in WINDOWS:
            return Value(WINDOWS[name[4:]])
        if name == "executioncontext":
            return Value(Thing("executioncontext"))
        event = Event(name, 0, 0) if name.startswith("env:") else None
        return unknown(event=event)

    def assign(self, name: str, value: Value) -> None:
        """Set a variable."""
        self.variables[variable_name(name)] = value
