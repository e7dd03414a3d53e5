"""What one attempt is."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct


class Probe(Struct, frozen=True, kw_only=True):
    """An attempt to get out, to take too much, or to reach what is not the program's."""

    name: str
    code: str
    """Python that defines `deed()`."""
    bomb: bool = False
    """It may be ended in the middle: that, and never having said that it managed, is success of the walls."""
    outside: bool = True
    """Whether it may be tried outside too, to see that it works at all."""
    sure: bool = False
    """Outside, every user on every machine manages it."""
    shows: bool = False
    """To manage it is to show the planted secret, whatever else the probe says."""
    bounds: Mapping[str, float] = {}
    """Fields of its `Program` that are not the usual ones."""
