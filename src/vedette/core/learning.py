"""What records hold, learnt before threads begin.

msgspec learns what a class holds when one is first made of data. When a second thread begins to as well
before the first has finished, it follows what is not there yet, and the process ends (msgspec 0.22: a
segmentation fault in `decode`). What was learnt once may be used by all threads.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import cache

import msgspec


def learn(package: str = "vedette") -> None:
    """Learn what all records of a package hold, as far as its modules were read."""
    for kind in _kinds(msgspec.Struct):
        if kind.__module__.partition(".")[0] == package:
            _learn(kind)


@cache
def _learn(kind: type[msgspec.Struct]) -> None:
    with suppress(TypeError, NameError):  # one that is never made of data
        msgspec.json.Decoder(kind)


def _kinds(kind: type[msgspec.Struct]) -> Iterator[type[msgspec.Struct]]:
    for one in kind.__subclasses__():
        yield one
        yield from _kinds(one)
