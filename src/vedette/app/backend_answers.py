"""What comes back about language models attached here. Each can be counted for the record."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from vedette.models.probe.seen import Card


class BackendRow(Struct, frozen=True, kw_only=True):
    """One back-end, and what is known of it."""

    name: str
    kind: str
    model: str
    where: str
    """A host, or this machine."""
    data: str
    """stays or leaves."""
    context: int
    """Tokens; 0 where nobody knows."""
    price: str = ""
    """Of a million tokens, in words; empty where the operator did not say."""
    card: Card | None = None
    """What the last probe saw."""
    lacks: str = ""
    """What it still needs, such as weights that are not installed."""


class KnownWeights(Struct, frozen=True, kw_only=True):
    """Weights our lock file knows."""

    name: str
    title: str
    bytes: int
    licence: str
    installed: bool


class BackendsListed(Struct, frozen=True, kw_only=True):
    """What is attached, and what could be."""

    file: str
    """Where back-ends are written down."""
    backends: tuple[BackendRow, ...]
    weights: tuple[KnownWeights, ...]

    def counts(self) -> Mapping[str, int | str]:
        """Count back-ends."""
        return {"backends": len(self.backends)}


class BackendProbed(Struct, frozen=True, kw_only=True):
    """What a probe saw."""

    card: Card

    def counts(self) -> Mapping[str, int | str]:
        """Count roles and tokens, and name the probe."""
        cost = self.card.usage
        return {
            "probe": self.card.probe,
            "roles": len(self.card.roles),
            "tokens": cost.prompt + cost.completion,
        }


class WeightsInstalled(Struct, frozen=True, kw_only=True):
    """Weights that lie here now."""

    name: str
    title: str
    path: str
    sha256: str
    bytes: int
    licence: str
    origin: str
    fetched: bool
    """False: they lay here already, whole."""

    def counts(self) -> Mapping[str, int | str]:
        """Count bytes, and name the weights by digest."""
        return {"weights": f"sha256:{self.sha256}", "bytes": self.bytes if self.fetched else 0}


class BackendAttached(Struct, frozen=True, kw_only=True):
    """What was written down."""

    name: str
    file: str
    where: str
    data: str
    behind: tuple[str, ...] = ()
    """Named models it stands behind now."""

    def counts(self) -> Mapping[str, int | str]:
        """Count it."""
        return {"backends": 1}
