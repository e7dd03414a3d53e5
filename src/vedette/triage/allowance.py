"""How much one examination may use: bytes, things, depth, steps of work. Counted: engines know no clock."""

from __future__ import annotations

from typing import Final

from msgspec import Struct, field

from vedette.core.errors import LimitHit
from vedette.core.limits import MIB
from vedette.triage.causes import Grown, Large, Spent

_HINT: Final = "look at the rest by itself, or raise the limit"


class Bounds(Struct, frozen=True, kw_only=True):
    """The limits of one examination: of one file handed in and all that comes out of it."""

    sample_bytes: int = 64 * MIB
    """One member or layer."""
    total_bytes: int = 512 * MIB
    """All that is unpacked and decoded, together."""
    ratio: int = 200
    """Unpacked bytes for one packed byte, beyond the first MiB of a member."""
    samples: int = 20_000
    """Things found inside."""
    depth: int = 16
    """Containers and layers within one another."""
    layers: int = 200
    """Decoded layers."""
    fuel: int = 40_000_000
    """Steps of work of decoders and folders: about one a character or node looked at."""
    passwords: int = 100
    """Passwords tried on one archive."""


class Allowance(Struct):
    """What is left. Everything that makes bytes, samples or loops spends from it."""

    bounds: Bounds = field(default_factory=Bounds)
    bytes_used: int = 0
    samples_used: int = 0
    layers_used: int = 0
    fuel_used: int = 0

    def take_bytes(self, count: int, packed: int | None = None) -> None:
        """Spend bytes that one member grew to; `packed` is what it was made from.

        Raises:
            LimitHit: one is too large, grows too much, or all together are too large.

        """
        if count > self.bounds.sample_bytes:
            raise Large(f"larger than {self.bounds.sample_bytes:,} bytes", hint=_HINT)
        if packed is not None and count > MIB and count > self.bounds.ratio * max(packed, 1):
            raise Grown(f"its data grows more than {self.bounds.ratio}-fold when unpacked", hint=_HINT)
        self.bytes_used += count
        if self.bytes_used > self.bounds.total_bytes:
            raise Spent(f"more than {self.bounds.total_bytes:,} bytes when unpacked", hint=_HINT)

    def take_sample(self) -> None:
        """Spend one thing found.

        Raises:
            LimitHit: there are too many.

        """
        self.samples_used += 1
        if self.samples_used > self.bounds.samples:
            raise Spent(f"more than {self.bounds.samples:,} things inside", hint=_HINT)

    def take_layer(self) -> None:
        """Spend one decoded layer.

        Raises:
            LimitHit: there are too many.

        """
        self.layers_used += 1
        if self.layers_used > self.bounds.layers:
            raise Spent(f"more than {self.bounds.layers} decoded layers", hint=_HINT)

    def burn(self, steps: int = 1) -> None:
        """Spend steps of work.

        Raises:
            LimitHit: too many were taken.

        """
        self.fuel_used += steps
        if self.fuel_used > self.bounds.fuel:
            raise LimitHit("too much work to decode", hint=_HINT)
