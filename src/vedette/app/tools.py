"""What use cases are made with: limits, a clock, a cache, the folders of the operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from vedette.app.clock import Clock
from vedette.app.reports import LastReport
from vedette.core.limits import Limits

if TYPE_CHECKING:
    from vedette.app.acquire.target import Opener
    from vedette.app.analyser import Load


class Cache(Protocol):
    """A cache that is closed when the run is over."""

    def get(self, key: bytes) -> bytes | None:
        """Return what was put, if it is still there."""
        ...

    def get_many(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        """Return what was put and is still there, by key."""
        ...

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it."""
        ...

    def close(self) -> tuple[str, ...]:
        """Write what is left, and say what went wrong."""
        ...


class Tools(Struct, frozen=True, kw_only=True):
    """What use cases are made with."""

    limits: Limits
    clock: Clock
    load: Load
    open_cache: Callable[[], Cache]
    last: LastReport
    events: Path
    """The folder of kept events."""

    def opener(self, cache: Cache | None) -> Opener:
        """Make what opens targets."""
        from vedette.app.acquire.target import Opener  # noqa: PLC0415  what opens everything but single files
        from vedette.app.stamps import Stamps  # noqa: PLC0415

        return Opener(limits=self.limits, stamps=Stamps(cache, self.clock.wall_ns))
