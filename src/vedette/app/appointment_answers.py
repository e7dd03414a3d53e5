"""What is answered about offices: one struct a kind of answer."""

from __future__ import annotations

from collections.abc import Mapping

from vedette.app.asking import Told


class Admitted(Told, frozen=True, kw_only=True):
    """Somebody speaks for an organisation."""

    person: str
    org: str


class FoundingClosed(Told, frozen=True, kw_only=True):
    """The programme is founded."""

    closed: float
    """Seconds since the epoch."""
    confirm_until: float
    """By when what took a sponsor and was given before has to be confirmed."""

    def counts(self) -> Mapping[str, int | str]:
        """Say when it was over."""
        return {"closed": int(self.closed), "confirm_until": int(self.confirm_until)}
