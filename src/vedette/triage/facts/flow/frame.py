"""Names and what they hold, in one function or at module level."""

from __future__ import annotations

from msgspec import Struct, field

from vedette.triage.facts.flow.value import UNKNOWN, Value, either


class Frame(Struct):
    """One run through a body."""

    parent: Frame | None = None
    names: dict[str, Value] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    """Names that belong to the module or an outer function."""
    returned: Value = UNKNOWN
    branch: int = 0
    """How many branches deep the statement stands: an assignment there may not happen."""

    def find(self, name: str) -> Value | None:
        """Return what a name holds, here or further out."""
        frame: Frame | None = self
        while frame is not None:
            if (value := frame.names.get(name)) is not None:
                return value
            frame = frame.parent
        return None

    def bind(self, name: str, value: Value) -> None:
        """Let a name hold a value; where that may not happen, the old one as well."""
        frame = self
        if name in self.shared:
            frame = self._home(name)
        old = frame.names.get(name)
        frame.names[name] = either(value, old) if old is not None and self.branch else value

    def rebind(self, name: str, value: Value) -> None:
        """Let a name hold what it held, known better: wherever it was made."""
        self._home(name).names[name] = value

    def _home(self, name: str) -> Frame:
        frame: Frame | None = self
        while frame is not None:
            if name in frame.names and (frame is not self or name not in self.shared):
                return frame
            frame = frame.parent
        return self.module()

    def module(self) -> Frame:
        """Return the outermost frame."""
        frame = self
        while frame.parent is not None:
            frame = frame.parent
        return frame
