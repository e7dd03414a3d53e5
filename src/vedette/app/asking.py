"""What asking means: a request names the type of its answer, and an answer can be counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Generic, Protocol, TypeVar

from msgspec import Struct


class Countable(Protocol):
    """An answer can say how much it is, without saying what is in it."""

    def counts(self) -> Mapping[str, int | str]:
        """Numbers and digests for the record."""
        ...


R = TypeVar("R", bound=Countable)


class Request(Generic[R]):
    """Something asked for; the parameter is the type of the answer."""

    __slots__ = ()


class Told(Struct, frozen=True, kw_only=True):
    """An answer that is counted as one, and of which the record holds nothing else."""

    def counts(self) -> Mapping[str, int | str]:
        """Count nothing: that it was asked is on the record already."""
        return {}
