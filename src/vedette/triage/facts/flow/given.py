"""What a call is given."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct, field

from vedette.triage.facts.flow.value import UNKNOWN, Value


class Given(Struct, frozen=True):
    """Arguments by place and by name."""

    values: list[Value] = field(default_factory=list)
    named: dict[str, Value] = field(default_factory=dict)

    def at(self, which: int | str) -> Value:
        """Return one argument."""
        if isinstance(which, str):
            return self.named.get(which, UNKNOWN)
        return self.values[which] if which < len(self.values) else UNKNOWN

    def one_of(self, *which: int | str) -> Value:
        """Return the first of some arguments that was given."""
        return next((value for one in which if (value := self.at(one)) is not UNKNOWN), UNKNOWN)

    def all(self) -> Iterator[Value]:
        """Return all of them."""
        yield from self.values
        yield from self.named.values()
